"""Several terms before one definition, each on a line of its own, as PHP Markdown Extra has them.

https://michelf.ca/projects/php-markdown/extra/#def-list
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from newsdb.markup.prose import DEFINITION_MARKS, TERM

MAX_TERMS = 20


def take_several_terms(parser: MarkdownIt) -> None:
    """Let a parser with definition lists take several terms for a definition."""
    definitions = next(
        rule for rule in parser.block.ruler.getRules("") if rule.__name__ == "deflist"
    )

    def several_terms(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        last = _last_term(state, start, end)
        if silent or last is None:
            return False
        at = len(state.tokens)
        state.push("dl_open", "dl", 1).map = [start, last]
        for line in range(start, last):
            state.push("dt_open", "dt", 1).map = [line, line]
            inline = state.push("inline", "", 0)
            inline.map, inline.children = [line, line], []
            inline.content = state.getLines(line, line + 1, state.blkIndent, False).strip()
            state.push("dt_close", "dt", -1)
        rest = len(state.tokens)
        if not definitions(state, last, end, False):
            del state.tokens[at:]
            state.level -= 1
            return False
        # The list that the rule has begun is this one.
        for token in state.tokens[rest:]:
            token.level -= 1
        del state.tokens[rest]
        state.level -= 1
        state.tokens[at].map = [start, state.line]
        return True

    parser.block.ruler.before("deflist", "several_terms", several_terms)


def _last_term(state: StateBlock, start: int, end: int) -> int | None:
    """Return the line right before a definition where all from `start` on are terms."""
    if state.is_code_block(start):
        return None
    for line in range(start, min(start + MAX_TERMS, end)):
        first = state.bMarks[line] + state.tShift[line]
        if state.sCount[line] < state.blkIndent:
            return None
        if line - start > 1 and _is_definition(state, line, first):
            return line - 1
        if not TERM.match(state.src, first, state.eMarks[line]):
            return None
    return None


def _is_definition(state: StateBlock, line: int, first: int) -> bool:
    marked = state.src[first : first + 1] in DEFINITION_MARKS
    return marked and state.src[first + 1 : first + 2] in (" ", "\t")
