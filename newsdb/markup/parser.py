"""The parser of Markdown that loading, text and pages share.

CommonMark with GFM's tables and strikethrough, footnotes, definition lists, emphasis beside
Chinese characters, and what `extensions` adds. HTML in a text is read as HTML: whoever renders
cleans what comes out.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.html_inline import html_inline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from newsdb.markup.emphasis import emphasis, strikethrough
from newsdb.markup.extensions import extend
from newsdb.markup.headless import add_headless_tables
from newsdb.markup.html_blocks import take_html_as_kramdown
from newsdb.markup.prose import take_prose_first
from newsdb.markup.shortcuts import NO_MARKS, take_shortcuts
from newsdb.markup.terms import take_several_terms


def make_parser() -> MarkdownIt:
    """Return a new parser with all extensions."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False})
    # Looking for options that are not there takes longer than the rest of their rules.
    parser.options["strikethrough_single_tilde"] = parser.options["store_labels"] = False
    parser.enable(["table", "strikethrough"])
    take_html_as_kramdown(parser)
    parser.inline.ruler.at("emphasis", emphasis)
    parser.inline.ruler.at("strikethrough", strikethrough)
    parser.inline.ruler.at("html_inline", html_with_place)
    parser.inline.ruler.at("text", text)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    # Every link is parsed; whoever renders takes away those that may not stay.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.use(footnote_plugin, inline=False).use(deflist_plugin)
    take_several_terms(parser)
    extend(parser)
    add_headless_tables(parser)
    take_prose_first(parser)
    parser.add_render_rule("math_block", render_math_block)
    parser.add_render_rule("math_inline", RendererHTML.code_inline)
    parser.add_render_rule("attributes", render_nothing)
    return parser


def text(state: StateInline, silent: bool) -> bool:
    """Take characters that no rule begins with: markdown-it's rule, but for fewer of those.

    Its own stops at `:`, `-`, `=` and others, too, and tries every rule there.
    """
    match = NO_MARKS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.append_pending(match[0])
    state.pos = match.end()
    return True


def html_with_place(state: StateInline, silent: bool) -> bool:
    """Take a tag as markdown-it does, and note where in the inline text it is.

    Most tags are taken right here; it counts those of links, too, for a rule that we do not use.
    """
    start = state.pos
    tag = PLAIN_TAG.match(state.src, start)
    if tag is None:
        if not html_inline(state, silent):
            return False
    else:
        state.pos = tag.end()
        if not silent:
            state.push("html_inline", "", 0).content = tag[0]
    if not silent:
        state.tokens[-1].meta["place"] = (start, state.pos)
    return True


def render_math_block(
    renderer: RendererHTML, tokens: list[Token], at: int, options: Any, env: Any
) -> str:
    """Return a formula as code, for pages have nothing to typeset it with."""
    return f"<p>{renderer.code_inline(tokens, at, options, env)}</p>\n"


def render_nothing(
    renderer: RendererHTML, tokens: list[Token], at: int, options: Any, env: Any
) -> str:
    """Return '': an attribute list is no text."""
    return ""


PARSER = make_parser()
WITHOUT_TABLES = make_parser().disable(["table", "headless_table"])
take_shortcuts(PARSER)
take_shortcuts(WITHOUT_TABLES)

MAX_MARKS = 20_000
MAX_MARKS_IN_ALL = 250_000
"""So many characters of a paragraph, and of a text, may be marks; people write fewer."""
MAX_CELLS = 100_000
MARK = re.compile(r"[\[\]!*_~`<&\\$]")
ANY_MARK = re.compile(r"[\[\]!*_~`<&\\$%+:=>@^{}|-]")
# A tag in which nothing is quoted but for values without other marks.
PLAIN_TAG = re.compile(
    r"""</[A-Za-z][A-Za-z0-9-]*>|<[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z][\w-]*="[^"<>]*")* ?/?>""",
    re.ASCII,
)
TABLE_RULE = re.compile(r"^[ \t>]*(?:\|[ \t]*)?:?-[-:| \t]*$", re.MULTILINE)


def parse_markdown(markdown: str, env: dict[str, Any] | None = None) -> list[Token]:
    """Return the tokens of Markdown, in a time that grows with its length only.

    A text with more marks than people write is one paragraph of text.
    """
    if _is_hostile(markdown):
        text = Token("text", "", 0, content=markdown)
        return [
            Token("paragraph_open", "p", 1, block=True),
            Token("inline", "", 0, children=[text], content=markdown, block=True),
            Token("paragraph_close", "p", -1, block=True),
        ]
    env = {} if env is None else env
    bars = markdown.count("|")
    too_large = bars * (bars + 1) > MAX_CELLS and cells_of(markdown) > MAX_CELLS
    return (WITHOUT_TABLES if too_large else PARSER).parse(markdown, env)


def _is_hostile(markdown: str) -> bool:
    if len(markdown) <= MAX_MARKS:
        return False
    if len(markdown) > MAX_MARKS_IN_ALL and _more(ANY_MARK, markdown, MAX_MARKS_IN_ALL):
        return True
    return any(
        len(paragraph) > MAX_MARKS and _more(MARK, paragraph, MAX_MARKS)
        for paragraph in markdown.split("\n\n")
    )


def _more(pattern: re.Pattern[str], text: str, most: int) -> bool:
    return next(islice(pattern.finditer(text), most, None), None) is not None


def cells_of(markdown: str) -> int:
    """Return how many cells the tables of a text can have at most.

    A row is filled up with cells to the width of its table, whatever it contains.
    """
    columns = max((rule[0].count("|") + 1 for rule in TABLE_RULE.finditer(markdown)), default=0)
    return columns * sum("|" in line for line in markdown.splitlines()) if columns else 0
