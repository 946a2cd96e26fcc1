"""Where a block of HTML ends: as in CommonMark, but for what is Markdown to kramdown and authors.

https://spec.commonmark.org/0.31.2/#html-blocks
https://kramdown.gettalong.org/syntax.html#html-blocks
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block

HTML_ENDS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
MAX_CODE_LENGTH = 20_000
"""How far the end of `<pre>`, a script or such is looked for, in characters."""
# A line of breaks and images.
VOID_LINE = re.compile(r"(?:<(?:br|img)\b[^<>]*>[ \t]*)+$", re.IGNORECASE)
NAMES = "|".join(sorted(set(block_names) - {"hr", "col", "link", "base", "basefont", "frame"}))
BLOCK_TAG = re.compile(rf"<(/?)({NAMES})(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*(?<!/)>", re.I)
END_LINE = re.compile(rf"</(?:{NAMES})\s*>[ \t]*\Z", re.IGNORECASE)
RAW_TAG = re.compile(r"<(/?)(pre|script|style|textarea)(?=[\s>])", re.IGNORECASE)
# What these hold is not read as lines of tags.
NOT_PARTED = re.compile(r"<(?:!|\?|pre|script|style|textarea)", re.IGNORECASE)


def take_html_as_kramdown(parser: MarkdownIt) -> None:
    """Let a parser end blocks of HTML as kramdown does."""
    parser.block.ruler.at("html_block", html_block_of_blocks, HTML_ENDS)


def html_block_of_blocks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a block of HTML as markdown-it does, unless text follows below a break or an image.

    As in kramdown, these belong to a paragraph, and the text below is Markdown; so is text below
    a closing tag.
    """
    line = start
    while line < end and state.sCount[line] - state.blkIndent < 4 and not state.isEmpty(line):
        at = state.bMarks[line] + state.tShift[line]
        if not VOID_LINE.match(state.src, at, state.eMarks[line]):
            if line > start and state.src[at] != "<":
                return False
            break
        line += 1
    if silent:
        return html_block(state, start, end, silent)
    is_tag = state.src.startswith("<", state.bMarks[start] + state.tShift[start])
    stop = _end_of_tags(state, start, end) if is_tag else end
    if not html_block(state, start, stop, silent):
        return False
    if stop == end:
        _take_whole_code(state, start, end)
    return True


def _end_of_tags(state: StateBlock, start: int, end: int) -> int:
    """Return the line where all that a block of HTML opens is closed, if text follows there.

    CommonMark takes HTML up to a blank line; in kramdown, text below `</div>` is Markdown. `end`
    is returned where there is no such line.
    """
    opened: list[str] = []
    for line in range(start, end - 1):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        is_open = text.rfind("<") > text.rfind(">")  # a tag over several lines
        if state.isEmpty(line + 1) or is_open or NOT_PARTED.search(text):
            return end
        for tag in BLOCK_TAG.finditer(text):
            name = tag[2].lower()
            if not tag[1]:
                opened.append(name)
            elif name in opened:
                while opened.pop() != name:
                    pass
        following = state.bMarks[line + 1] + state.tShift[line + 1]
        if not opened and END_LINE.search(text) and state.src[following] != "<":
            return line + 1
    return end


def _take_whole_code(state: StateBlock, start: int, end: int) -> None:
    """Let a block of HTML that ends at a blank line within `<pre>`, a script or such go on to where
    that is closed.

    CommonMark ends it there if other HTML precedes the tag; kramdown and authors do not.
    """
    token, first, stop = state.tokens[-1], start, state.line
    while (further := _end_of_code(state, first, stop, end)) > stop:
        first, stop = stop, further
    if stop > state.line:
        state.line = stop
        token.map = [start, stop]
        token.content = state.getLines(start, stop, state.blkIndent, True)


def _end_of_code(state: StateBlock, first: int, stop: int, end: int) -> int:
    """Return the blank line after what is open at the line `stop`, such as `<pre>`, else `stop`.

    The tags before that are between the lines `first` and `stop`.
    """
    after = state.bMarks[stop]
    tags = RAW_TAG.findall(state.src, state.bMarks[first], after)
    if not tags or tags[-1][0]:
        return stop
    closer = state.src.find(f"</{tags[-1][1]}>", after, after + MAX_CODE_LENGTH)
    line = stop
    while closer >= 0 and line < end and not (state.bMarks[line] > closer and state.isEmpty(line)):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return stop
        line += 1
    return stop if closer < 0 or state.eMarks[line - 1] < closer else line
