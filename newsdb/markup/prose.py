"""Paragraphs of prose, which most blocks are, without trying every other rule on each line.

markdown-it asks a dozen rules about each line of a paragraph whether it ends there. A line that
begins with a letter, a Chinese character, a link or a mark of emphasis or code, and holds no `|`,
begins no other block: where all lines up to the next blank one are so, they are a paragraph. All
else is left to the other rules.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

LETTER = r"[^\W\d_]|[“‘「『《（【—…，。、；！？]"
# What no other block begins with; a term of a definition list may, so the next block is asked, too.
PLAIN_LINE = re.compile(
    rf"(?:{LETTER}|[\"'(]|\*\*?(?=[^\s*\[_])|`{{1,2}}(?!`)|\d+(?![\d.)])|!?\[[^\[\]\\\n]+\](?!:))"
    r"[^|\n]*$",
    re.MULTILINE,
)
TERM = re.compile(rf"(?:{LETTER}|!?\[(?!\^)[^\[\]\\\n]+\](?!:))[^|\n]*$", re.MULTILINE)
MARKLESS_LINE = rf"(?:{LETTER}|[\"'(]|\d+(?![\d.)]))[^\n\r\0!$&*<\[\\\]^_`{{|~]*"
MARKLESS = re.compile(rf"{MARKLESS_LINE}(?:\n\n+{MARKLESS_LINE})*\n*")
"""Paragraphs of one line each in which no character can begin anything else."""
ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
DEFINITION_MARKS = (":", "~")


def prose(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a paragraph whose lines all begin like prose."""
    if silent or state.is_code_block(start):
        return False
    line = start
    while line < end and not state.isEmpty(line):
        if state.sCount[line] < state.blkIndent:
            if line > start and _is_next_item(state, line):
                break
            return False
        at = state.bMarks[line] + state.tShift[line]
        if not PLAIN_LINE.match(state.src, at, state.eMarks[line]):
            return False
        line += 1
    following = line + 1
    if line < end and state.isEmpty(line) and following < end and not state.isEmpty(following):
        first = state.src[state.bMarks[following] + state.tShift[following]]
        if first in DEFINITION_MARKS:
            return False
    state.line = line
    opening = state.push("paragraph_open", "p", 1)
    opening.map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, False).strip()
    inline.map = [start, line]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _is_next_item(state: StateBlock, line: int) -> bool:
    """Return whether a line, less indented than the item before, is surely an item of a list."""
    if not 0 <= state.sCount[line] - max(state.listIndent, 0) < 4:
        return False
    return bool(ITEM.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]))


def markless_paragraphs(markdown: str) -> list[str] | None:
    """Return the lines of a text that is nothing but paragraphs, None where a parser has to look.

    Most short posts of the archive are such text: parsing took an eighth of their conversion.
    """
    if MARKLESS.fullmatch(markdown) is None:
        return None
    return [line for line in markdown.split("\n") if line]


def take_prose_first(parser: MarkdownIt) -> None:
    """Let a parser look for prose before all other blocks."""
    parser.block.ruler.before("table", "prose", prose)
