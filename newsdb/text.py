"""Plain text of Markdown, and its first sentences."""

from __future__ import annotations

import re
from typing import TypeVar, cast

# Of the text and of the address no part can begin again: the time is that of one reading.
LABEL = r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,500})\]"
TITLE = r"(?:[ \t]+\"[^\"\n]{0,500}\")?[ \t]*"
IMAGE = re.compile(rf"!{LABEL}\([ \t]{{0,9}}([^\s()]*){TITLE}\)")
LINK = re.compile(rf"(?<!!){LABEL}\([ \t]{{0,9}}[^\s()]*(?:\([^\s()]{{0,200}}\)[^\s()]*)?{TITLE}\)")
AUTOLINK = re.compile(r"<(https?://[^<>\s]*)>")
DEFINITION = re.compile(r"\[[^\[\]]+\]:\s+\S+(?:\s+\"[^\"]*\")?\s*")
RULE_SIGNS = "|:- "
LINE_MARK = re.compile(r"\A(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,9}[.)]\s+)+")
# A line without any of these is plain as it stands.
MARKED = re.compile(r"^(?:[#>+-]|\d+[.)])|[*_~`\\|\[<]")
# An escaped sign is itself; a star between spaces, and that of *ST in a name, is no mark.
# Each part begins with a sign of its own: the search leaps from sign to sign.
INLINE_MARKS = re.compile(
    r"\\([!-/:-@\[-`{-~])|(\|)|\*(?!S?ST[\u4e00-\u9fff])\*{0,2}(?!(?<=\s\*)\s)"
    r"|_(?<!\w_)_?(?=\S)|_(?<=\S_)_?(?!\w)|~~|`+|\\$"
)
MAX_LABEL_LENGTH = 30
ENDED = re.compile(r"[。！？!?…][”’」』）)]*\Z")
SENTENCE_END = re.compile(r"[。！？!?…]+[”’」』）)]*|\.(?=\s)|\n")


def plain(markdown: str) -> str:
    """Return Markdown without its marks, pictures and table rules; paragraphs stay lines."""
    lines = map(_plain_line, markdown.split("\n"))
    return "\n".join(line for line in lines if line)


def _plain_line(line: str) -> str:
    line = line.strip()
    if MARKED.search(line):
        if DEFINITION.fullmatch(line) or not line.strip(RULE_SIGNS):
            return ""
        if "[" in line:
            line = LINK.sub(r"\1", IMAGE.sub("", line))
        line = LINE_MARK.sub("", line)
        line = AUTOLINK.sub(r"\1", line)
        line = INLINE_MARKS.sub(lambda match: match[1] or (" " if match[2] else ""), line)
    return " ".join(line.split())


def lead(text: str) -> str:
    """Return a plain text from its first sentence on: not from a line of bylines or labels."""
    lines = text.split("\n")
    for position, line in enumerate(lines):
        if len(line) > MAX_LABEL_LENGTH or SENTENCE_END.search(line):
            return "\n".join(lines[position:])
    return text


def first_sentences(text: str, least: int = 40, most: int = 160) -> str:
    """Return the first sentences of a plain text: at least `least` characters where it has
    them, never more than `most`; a longer first sentence is cut and ends in `…`."""
    end = 0
    for match in SENTENCE_END.finditer(text, 0, most + 40):
        if match.end() > most:
            break
        end = match.end()
        if end >= least:
            break
    # A text without sentences, such as a list or a table, is taken to its end.
    if end < least and len(text) <= most and not ENDED.search(text[:end].rstrip()):
        end = len(text)
    if not end and len(text) > most:
        return text[: most - 1].rstrip() + "…"
    return " ".join((text[:end] if end else text).split())


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def clean(text: str) -> str:
    """Return a text as UTF-8 can hold it, without control characters.

    Escapes in JSON, YAML and HTML can name characters that no decoded file has.
    """
    return SURROGATES.sub("\ufffd", CONTROLS.sub("", text))


def clean_values(values: Values) -> Values:
    """Return what JSON, YAML or TOML said with every text in it clean, those of keys too."""
    found: object = values
    if isinstance(values, str):
        found = clean(values)
    elif isinstance(values, list):
        found = [clean_values(value) for value in values]
    elif isinstance(values, dict):
        found = {clean_values(key): clean_values(value) for key, value in values.items()}
    return cast(Values, found)


SURROGATES = re.compile("[\ud800-\udfff]")


Values = TypeVar("Values")
