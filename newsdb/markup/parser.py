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
from markdown_it.common.html_blocks import block_names
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.html_block import html_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.html_inline import html_inline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from newsdb.markup.emphasis import emphasis, strikethrough
from newsdb.markup.extensions import extend
from newsdb.markup.headless import add_headless_tables
from newsdb.markup.prose import take_prose_first
from newsdb.markup.terms import take_several_terms

HTML_ENDS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}


def make_parser() -> MarkdownIt:
    """Return a new parser with all extensions."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.block.ruler.at("html_block", html_block_of_blocks, HTML_ENDS)
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
        state.pending += match[0]
    state.pos = match.end()
    return True


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
        if state.isEmpty(line + 1) or NOT_PARTED.search(text):
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
    """Let a block of HTML that ends at a blank line within `<pre>` go on to where that is closed.

    CommonMark ends it there if other HTML precedes `<pre>`; kramdown and authors do not.
    """
    token = state.tokens[-1]
    html = token.content.lower()
    if html.rfind("<pre") <= html.rfind("</pre"):
        return
    after = state.bMarks[state.line] if state.line < state.lineMax else len(state.src)
    closer = state.src.find("</pre>", after, after + MAX_CODE_LENGTH)
    line = state.line
    while closer >= 0 and line < end and not (state.bMarks[line] > closer and state.isEmpty(line)):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return
        line += 1
    if closer < 0 or state.eMarks[line - 1] < closer:
        return
    state.line = line
    token.map = [start, line]
    token.content = state.getLines(start, line, state.blkIndent, True)


def html_with_place(state: StateInline, silent: bool) -> bool:
    """Take a tag as markdown-it does, and note where in the inline text it is."""
    start = state.pos
    if not html_inline(state, silent):
        return False
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

MAX_CODE_LENGTH = 20_000
"""How far the end of `<pre>` is looked for, in characters."""
# A line of breaks and images.
VOID_LINE = re.compile(r"(?:<(?:br|img)\b[^<>]*>[ \t]*)+$", re.IGNORECASE)
NAMES = "|".join(sorted(set(block_names) - {"hr", "col", "link", "base", "basefont", "frame"}))
BLOCK_TAG = re.compile(rf"<(/?)({NAMES})(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*(?<!/)>", re.I)
END_LINE = re.compile(rf"</(?:{NAMES})\s*>[ \t]*\Z", re.IGNORECASE)
# What these hold is not read as lines of tags.
NOT_PARTED = re.compile(r"<(?:!|\?|pre|script|style|textarea)", re.IGNORECASE)
MAX_MARKS = 20_000
MAX_MARKS_IN_ALL = 250_000
"""So many characters of a paragraph, and of a text, may be marks; people write fewer."""
MAX_CELLS = 100_000
NO_MARKS = re.compile(r"[^\n!$&*<\[\\\]^_`{~]+")
MARK = re.compile(r"[\[\]!*_~`<&\\$]")
ANY_MARK = re.compile(r"[\[\]!*_~`<&\\$%+:=>@^{}|-]")
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
    return (WITHOUT_TABLES if cells_of(markdown) > MAX_CELLS else PARSER).parse(markdown, env)


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
