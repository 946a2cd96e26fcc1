"""Markdown of a post to safe HTML, for article pages and feeds.

markdown-it-py parses (see `newsdb.markup.parser`), small steps transform its tokens, and
nh3 cleans the HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nh3
from markdown_it.token import Token

from newsdb.markup.allowed import ATTRIBUTES, LINK_SCHEMES, TAGS
from newsdb.markup.parser import PARSER, WITHOUT_TABLES, cells_of
from newsdb.models import OwnImage, Security
from newsdb.rendering import code, direction
from newsdb.rendering.abbreviations import explain_abbreviations
from newsdb.rendering.code import mark_code
from newsdb.rendering.direction import mark_direction
from newsdb.rendering.figures import label_images, make_figures, use_own_images
from newsdb.rendering.headings import level_headings, make_headings
from newsdb.rendering.html_in_text import clean_html
from newsdb.rendering.links import drop_unsafe_links, join_lines, link_urls
from newsdb.rendering.securities import link_securities
from newsdb.rendering.tables import frame_tables

MAX_TEXT_LENGTH = 100_000
MAX_MARKS = 10_000
MAX_CELLS = 10_000
"""Limits on what is rendered of a text: its characters, and those that may be marks. A text in
which tables could have more cells than this is rendered without tables."""

MARK = re.compile(r"[\n\[\]!*_~`<&\\|]")

SHOWN_TAGS = TAGS | frozenset("figure figcaption s section span".split())
SHOWN_ATTRIBUTES = {
    **{tag: set(names) for tag, names in ATTRIBUTES.items()},
    "a": {"href", "rel", "title", "id"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {
        *("src", "alt", "title", "width", "height"),
        *("loading", "decoding", "referrerpolicy", "data-missing"),
    },
    "li": {"id", "value"},
    "th": {"scope", "rowspan", "colspan"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
CLASSES = {
    "a": {"security", "footnote-backref"},
    "div": {"scroll"},
    "section": {"footnotes"},
    "span": set(code.CLASSES),
    "sup": {"footnote-ref"},
    "td": {"number", "right", "center"},
    "th": {"number", "right", "center"},
}
for tag in direction.TAGS:
    SHOWN_ATTRIBUTES[tag] = {*SHOWN_ATTRIBUTES.get(tag, ()), "dir"}
CLEANER = nh3.Cleaner(
    tags=set(SHOWN_TAGS),
    attributes=SHOWN_ATTRIBUTES,
    allowed_classes=CLASSES,
    url_schemes=set(LINK_SCHEMES),
    link_rel=None,
)


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that a page adds to a text, in the reader's language.

    `missing` replaces an image that cannot be loaded; '' for none.
    """

    table: str = "表格"
    image: str = "图片"
    missing: str = ""


def render(
    markdown: str,
    securities: Mapping[str, Security] | None = None,
    labels: Labels = Labels(),
    images: Mapping[str, OwnImage] | None = None,
) -> str:
    """Return the HTML of a post's Markdown, headings from `h2` on, safe in a page.

    `securities` are known by their names in this text: the first mention of each in a
    paragraph becomes a link to its `url`, which is trusted to be one of this site.
    `images` are those that this site serves, by their unquoted URLs in the text.
    """
    env: dict[str, Any] = {}
    tokens = _parse(markdown, env)
    if images:
        use_own_images(tokens, images)
    for step in STEPS:
        tokens = step(tokens)
    frame_tables(tokens, labels.table)
    mark_code(tokens)
    mark_direction(tokens)
    label_images(tokens, labels.image, labels.missing)
    if securities:
        link_securities(tokens, securities)
    return CLEANER.clean(PARSER.renderer.render(tokens, PARSER.options, env)).strip()


STEPS = (
    explain_abbreviations,
    clean_html,
    link_urls,
    drop_unsafe_links,
    join_lines,
    make_figures,
    make_headings,
    level_headings,
)


def _parse(markdown: str, env: dict[str, Any]) -> list[Token]:
    if cells_of(markdown) > MAX_CELLS:
        return WITHOUT_TABLES.parse(markdown, env)
    return PARSER.parse(markdown, env)


def beginning(markdown: str) -> str:
    """Return a text, truncated where rendering all of it would take too long for a page.

    It is truncated at the end of a line, if it has lines.
    """
    end = MAX_TEXT_LENGTH
    for number, mark in enumerate(MARK.finditer(markdown, 0, MAX_TEXT_LENGTH), 1):
        if number > MAX_MARKS:
            end = mark.start()
            break
    if len(markdown) <= end:
        return markdown
    lines, line_end, _ = markdown[:end].rpartition("\n")
    return lines + line_end or markdown[:end]
