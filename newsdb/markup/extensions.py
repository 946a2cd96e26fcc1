"""What authors write beside CommonMark: syntax of kramdown, GFM and MathJax that sites rely on.

kramdown: https://kramdown.gettalong.org/syntax.html (attribute lists, math, abbreviations).
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}[ \t]*$")
DEFINITION = re.compile(r"\[(?!\^)[^\[\]\n]+\]:[ \t]*\S")
ABBREVIATION = re.compile(r"\*\[([^\]\n]+)\]:[ \t]*(.*)$")
SPAN_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}")
HEADING_ID = re.compile(r"[ \t]*\{:?[ \t]*(?:[.#][\w.:-]+[ \t]*)+\}[ \t]*$")
ID_IN_LIST = re.compile(r"#([\w.:-]+)")
CONTENTS = re.compile(r"[{: ]toc\b")
LIST_ENDS = ("bullet_list_close", "ordered_list_close")
MATH_FENCE = "$$"
BOXES = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


def extend(parser: MarkdownIt) -> None:
    """Teach a parser attribute lists, math, abbreviations, heading ids and task lists."""
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "math", math_block, ends)
    parser.block.ruler.before("list", "attributes", attribute_line, ends)
    parser.block.ruler.before("list", "definition", definition_line, {"alt": ["paragraph"]})
    parser.inline.ruler.before("escape", "math", math_span)
    parser.inline.ruler.before("link", "attributes", span_attributes)
    parser.core.ruler.after("inline", "headings_and_lists", finish_blocks)


def attribute_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a line that is no text: attributes, an abbreviation, or a mark that ends a block."""
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    ends = line.rstrip(" \t") == "^" and not state.sCount[start]
    if not ((line.startswith("{:") and ATTRIBUTES.match(line)) or ABBREVIATION.match(line) or ends):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.map, token.content, token.hidden = [start, start + 1], line.strip(), True
        state.line = start + 1
    return True


def definition_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Return whether a line defines a link below a footnote or an item that it is not part of.

    In kramdown it ends their text. The rule only says so; markdown-it's own takes the line.
    """
    if not silent or state.sCount[start] >= state.blkIndent:
        return False
    at = state.bMarks[start] + state.tShift[start]
    return DEFINITION.match(state.src, at, state.eMarks[start]) is not None


def math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a formula between lines that begin and end with `$$`, as it is written."""
    if state.is_code_block(start):
        return False
    at = state.bMarks[start] + state.tShift[start]
    first = state.src[at : state.eMarks[start]].rstrip()
    if not first.startswith(MATH_FENCE):
        return False
    last = start
    closed = len(first) > 4 and first.endswith(MATH_FENCE)
    while not closed and last + 1 < end:
        last += 1
        line = state.src[state.bMarks[last] + state.tShift[last] : state.eMarks[last]]
        if not line.strip() or state.sCount[last] < state.blkIndent:
            return False
        closed = line.rstrip().endswith(MATH_FENCE)
    if not closed or (last == start and MATH_FENCE in first[2:-2]):
        return False
    if not silent:
        token = state.push("math_block", "", 0)
        token.map = [start, last + 1]
        token.content = state.getLines(start, last + 1, state.blkIndent, False).strip()
        state.line = last + 1
    return True


def math_span(state: StateInline, silent: bool) -> bool:
    """Take a formula between `$$` within a line, as it is written."""
    if not state.src.startswith(MATH_FENCE, state.pos):
        return False
    close = state.src.find(MATH_FENCE, state.pos + 2)
    if close < 0 or not state.src[state.pos + 2 : close].strip():
        return False
    if not silent:
        token = state.push("math_inline", "", 0)
        token.content = state.src[state.pos : close + 2]
    state.pos = close + 2
    return True


def span_attributes(state: StateInline, silent: bool) -> bool:
    """Take an attribute list right behind a link, an image, emphasis or code."""
    if state.src[state.pos] != "{" or not (silent or _is_behind_span(state)):
        return False
    match = SPAN_ATTRIBUTES.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.content, token.hidden = match[0], True
    state.pos = match.end()
    return True


def _is_behind_span(state: StateInline) -> bool:
    if state.pending or not state.tokens:
        return False
    at = len(state.tokens) - 1
    mark = state.delimiters[-1] if state.delimiters else None
    closes = mark is not None and mark.token == at and mark.close
    return closes or state.tokens[at].type in ("link_close", "image", "code_inline")


def finish_blocks(state: StateCore) -> None:
    """Take ids out of headings, make boxes of tasks, and drop what a table of contents replaces."""
    for position, token in enumerate(state.tokens):
        if token.type != "inline" or not token.children:
            continue
        before = state.tokens[position - 1]
        first, last = token.children[0], token.children[-1]
        if before.type == "heading_open":
            if last.type == "text" and (match := HEADING_ID.search(last.content)):
                last.content = last.content[: match.start()]
                if name := ID_IN_LIST.search(match[0]):
                    before.meta["id"] = name[1]
        elif (
            first.type == "text"
            and first.content[:4] in BOXES
            and state.tokens[position - 2].type == "list_item_open"
        ):
            first.content = BOXES[first.content[:4]] + first.content[4:]
    if any(is_contents(token) for token in state.tokens):
        state.tokens = without_contents(state.tokens)


def is_contents(token: Token) -> bool:
    """Return whether an attribute list makes a table of contents of the list before it."""
    return token.type == "attributes" and bool(CONTENTS.search(token.content))


def without_contents(tokens: list[Token]) -> list[Token]:
    """Return tokens without the lists that a table of contents takes the place of."""
    kept: list[Token] = []
    for token in tokens:
        if is_contents(token) and kept and kept[-1].type in LIST_ENDS:
            while kept and not (kept[-1].nesting == 1 and kept[-1].level == token.level):
                kept.pop()
            kept[-1:] = []
        kept.append(token)
    return kept
