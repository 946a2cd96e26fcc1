"""Blocks of text as most are, read without the parser: paragraphs, headings, lists, code.

What is read so is only what the parser reads in one way: words with links, images, code, and marks
that begin and end at a letter. For anything else, ask the parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newsdb.markup.allowed import may_link
from newsdb.markup.emphasis import goes_on
from newsdb.markup.prose import LETTER, PLAIN_LINE

HEADING = re.compile(r"#{1,6}[ \t]+([^#\n]+)")
FENCE = re.compile(r"(`{3,}|~{3,})[^`~]*")
QUOTED = re.compile(r"> ?")
ITEM = re.compile(r"( *)((?:[-*+]|(\d{1,9})[.)]) {1,3})(?=\S)")
# What the text of an item begins with that opens no other block in it.
IN_ITEM = re.compile(rf"{LETTER}|[`*](?=\w)|\*\*(?=\w)|!?\[(?![ xX^])")
MAX_INDENT = 3
# What may part two lines in another way than by a space.
MARK_AT_EDGE = re.compile(r"[*_`\[!<]|.*(?:[*_`)>\\]|  )$", re.DOTALL)
SIGNS = r"*_~`\\|\[\]<&$!{}^\n"
# Wide characters count as letters beside marks: see `emphasis`.
ENDS = "，。：；！？、）】》」』"
URL = r"[^\x00-\x20\x7f<>()\\&]+"
PIECE = re.compile(
    rf"""(?P<plain>(?:[^{SIGNS}]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])|!(?!\[)|&(?!\#?\w+;)
          |(?<!~)~(?!~)|(?<!\$)\$(?!\$)|<(?![A-Za-z/!?]))+)
      |\[[^{SIGNS}]*\](?!\()
      |`(?P<code>[^`\n]+)`(?!`)
      |(?P<image>!?)\[(?P<label>(?:[^{SIGNS}]|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))*)\]
          \((?P<url>{URL})(?:[ ]"[^"\\&\n]*")?\)
      |\*\*(?P<bold>[^\W_](?:[^{SIGNS}]*[^\W_]|[^{SIGNS}]*[{ENDS}])?)\*\*(?!\*)
      |\*(?P<italic>[^\W_](?:[^{SIGNS}]*[^\W_])?)\*(?!\*)
      |(?<!\w)_(?P<underlined>[^\W_](?:[^{SIGNS}]*[^\W_])?)_(?!\w)
      |<(?P<address>https?://[!#$'-;=?-\[\]_a-z~]+)>""",
    re.VERBOSE,
)
MEDIA = ("▶ ", "♪ ")


@dataclass(slots=True)
class Simple:
    """What a simple block says: its lines, each also without code, and its images."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)


def simple(block: str) -> Simple | None:
    """Return what a block says, None if it is not simple.

    A block is what stands between blank lines, and does not go on in the next one.
    """
    found = Simple()
    contents = _contents(block)
    if contents is not None:
        for content in contents:
            line = _line(content, found)
            if line is None:
                return None
            _add(found, *line)
        return found
    lines = block.split("\n")
    if block[0] == ">":
        lines = [QUOTED.sub("", line, count=1) for line in lines if line[:1] == ">"]
        if len(lines) <= block.count("\n"):
            return None
    if not all(line.startswith("![") or PLAIN_LINE.match(line) for line in lines):
        return None
    lines = [lines[0].rstrip("\t"), *(line.lstrip(" \t") for line in lines[1:])]
    if len(lines) > 1 and any(map(MARK_AT_EDGE.match, lines)):
        return None
    text = prose = ""
    for each in lines:
        line = _line(each, found)
        if line is None:
            return None
        space = "" if not text or goes_on(text[-1], line[0][:1]) else " "
        text, prose = text + space + line[0], prose + space + line[1]
    _add(found, text, prose)
    return found


def code(block: str) -> Simple | None:
    """Return what a block of code between fences says, None if it is something else."""
    first, *lines = block.strip("\n").split("\n")
    fence = FENCE.fullmatch(first)
    if fence is None or not lines or any(fence[1] in line for line in lines[:-1]):
        return None
    last = lines.pop().rstrip(" \t")
    if not last.startswith(fence[1]) or last.strip(first[0]):
        return None
    collapsed = (" ".join(line.split()) for line in lines)
    return Simple([(line, "") for line in collapsed if line])


def may_go_on(block: str, following: str) -> bool:
    """Return whether the block after one may belong to an item of a list in it."""
    if following[:1] not in (" ", "\t") or not ITEM.match(block):
        return False
    item = ITEM.match(following)
    return item is None or len(item[1]) > MAX_INDENT


def _contents(block: str) -> list[str] | None:
    """Return the text of a heading, or of each item of a list; None for anything else."""
    if heading := HEADING.fullmatch(block):
        return [heading[1].rstrip()]
    contents: list[str] = []
    indents: list[int] = []
    content_starts = -1
    for line in block.split("\n"):
        item = ITEM.match(line)
        if item is None or not IN_ITEM.match(line, item.end()):
            return None
        indent = len(item[1])
        if not indents:
            fits = indent <= MAX_INDENT
        else:
            # A list in an item begins with 1, or goes on with its text.
            inner = 0 <= indent - content_starts <= MAX_INDENT and item[3] in (None, "1")
            fits = inner or indent in indents
        if not fits:
            return None
        indents.append(indent)
        content_starts = item.end()
        contents.append(line[item.end() :])
    return contents


def _add(found: Simple, text: str, prose: str) -> None:
    if text := " ".join(text.split()):
        found.lines.append((text, " ".join(prose.split())))


def _line(line: str, found: Simple) -> tuple[str, str] | None:
    """Return the text of a line, and without code; None if it holds more than simple marks."""
    text: list[str] = []
    prose: list[str] = []
    at = 0
    while at < len(line):
        match = PIECE.match(line, at)
        if match is None:
            return None
        at = match.end()
        if match["code"]:
            piece = match["code"]
            spaced = piece[0] == piece[-1] == " " and piece.strip(" ")
            text.append(piece[1:-1] if spaced else piece)
            continue
        if match["image"]:
            found.images.append((match["url"], " ".join(match["label"].split())))
            continue
        if match["url"]:
            piece = match["label"]
            if not piece or piece.startswith(MEDIA) or not may_link(match["url"]):
                return None
        else:
            piece = match[match.lastgroup or 0]
        text.append(piece)
        prose.append(piece)
    return "".join(text), "".join(prose)
