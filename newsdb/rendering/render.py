"""Markdown of a post to safe HTML, for article pages and feeds.

markdown-it-py renders (CommonMark and tables; HTML in a text stays text), small steps on its
tokens make of the text what the original was meant to be, and nh3 cleans what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt

from newsdb.models import Security
from newsdb.rendering.emphasis import emphasis
from newsdb.rendering.figures import label_pictures, make_figures
from newsdb.rendering.headings import level_headings, make_headings
from newsdb.rendering.links import drop_unsafe_links, join_lines
from newsdb.rendering.securities import link_securities
from newsdb.rendering.tables import frame_tables

MAX_TEXT_LENGTH = 100_000
MAX_MARKS = 10_000
MAX_CELLS = 10_000
"""What of a text is rendered: so many characters, so many signs that may be marks. A text in
which tables could have more cells than this is rendered without tables."""

MARK = re.compile(r"[\n\[\]!*_~`<&\\|]")
TABLE_RULE = re.compile(r"^[ >]*\|?[ \t]*:?-[-:| \t]*$", re.MULTILINE)

TAGS = frozenset(
    "a blockquote br caption code del div em figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre "
    "s strong table tbody td th thead tr ul".split()
)
ATTRIBUTES = {
    "a": {"href", "rel", "title"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {
        *("src", "alt", "title", "width", "height"),
        *("loading", "decoding", "referrerpolicy", "data-missing"),
    },
    "ol": {"start"},
    "th": {"scope"},
}
CLASSES = {
    "a": {"security"},
    "div": {"scroll"},
    "td": {"number", "right", "center"},
    "th": {"number", "right", "center"},
}
CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that a page adds to a text, in the reader's language.

    `missing` stands in the place of a picture that cannot be loaded; '' for none.
    """

    table: str = "表格"
    picture: str = "图片"
    missing: str = ""


def render(
    markdown: str,
    securities: Mapping[str, Security] | None = None,
    labels: Labels = Labels(),
) -> str:
    """Return the HTML of a post's Markdown, headings from `h2` on, safe to stand in a page.

    `securities` are known by their names in this text: the first mention of each in a
    paragraph becomes a link to its `url`, which is trusted to be an address of ours.
    """
    tokens = _parser_for(markdown).parse(markdown)
    for step in (drop_unsafe_links, join_lines, make_figures, make_headings, level_headings):
        tokens = step(tokens)
    frame_tables(tokens, labels.table)
    label_pictures(tokens, labels.picture, labels.missing)
    if securities:
        link_securities(tokens, securities)
    return CLEANER.clean(PARSER.renderer.render(tokens, PARSER.options, {})).strip()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.at("emphasis", emphasis)
    # Every link is parsed; `drop_unsafe_links` takes away what may not stay.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


PARSER = _parser()
WITHOUT_TABLES = _parser().disable("table")


def _parser_for(markdown: str) -> MarkdownIt:
    # A row is filled up with cells to the width of its table, whatever stands in it.
    columns = max((rule[0].count("|") + 1 for rule in TABLE_RULE.finditer(markdown)), default=0)
    cells = columns * sum("|" in line for line in markdown.splitlines()) if columns else 0
    return WITHOUT_TABLES if cells > MAX_CELLS else PARSER


def beginning(markdown: str) -> str:
    """Return what of a text can be rendered at a price that a page may have: mostly all of it.

    A longer one is cut at the end of a line, where it has lines.
    """
    end = MAX_TEXT_LENGTH
    for number, mark in enumerate(MARK.finditer(markdown, 0, MAX_TEXT_LENGTH), 1):
        if number > MAX_MARKS:
            end = mark.start()
            break
    if len(markdown) <= end:
        return markdown
    return markdown[: markdown.rfind("\n", 0, end) + 1 or end]
