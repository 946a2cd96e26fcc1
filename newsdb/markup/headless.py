"""Tables without a head, which kramdown has and GFM has not.

https://kramdown.gettalong.org/syntax.html#tables
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit

ROW = re.compile(r"\|.*[^\\]\|[ \t]*$")
RULE = re.compile(r"\|[-:=+| \t]*-[-:=+| \t]*$|\|=[=| \t]*$")


def headless_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take two or more lines between bars as rows of a table; rules between them are no rows."""
    if silent or state.is_code_block(start):
        return False
    rows: list[tuple[int, list[str]]] = []
    line = start
    while line < end and state.sCount[line] >= state.blkIndent:
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        if RULE.match(text):
            line += 1
            continue
        cells = escapedSplit(text.rstrip())[1:-1] if ROW.match(text) else []
        if len(cells) < 2:
            break
        rows.append((line, cells))
        line += 1
    if line - start < 2 or not rows or (line < end and not state.isEmpty(line)):
        return False
    state.push("table_open", "table", 1).map = [start, line]
    state.push("tbody_open", "tbody", 1).map = [start, line]
    for number, cells in rows:
        state.push("tr_open", "tr", 1).map = [number, number + 1]
        for cell in cells:
            state.push("td_open", "td", 1)
            inline = state.push("inline", "", 0)
            inline.content, inline.map, inline.children = cell.strip(), [number, number + 1], []
            state.push("td_close", "td", -1)
        state.push("tr_close", "tr", -1)
    state.push("tbody_close", "tbody", -1)
    state.push("table_close", "table", -1)
    state.line = line
    return True


def add_headless_tables(parser: MarkdownIt) -> None:
    """Let a parser take tables without a head where there is no other."""
    parser.block.ruler.after("table", "headless_table", headless_table)
