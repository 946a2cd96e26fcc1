"""Cells of table pages for people: links to the site's own pages, and excerpts of long texts."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from markupsafe import Markup, escape

from newsdb import urls
from newsdb.instance import database_names
from newsdb.search import Pieces, mark_words
from newsdb.search.snippets import snippet
from newsdb.tables.search import current_query
from newsdb.text import plain_text

MAX_EXCERPT_LENGTH = 120
MARKDOWN_READ = (400, 4000)
"""How much of a body is made plain: what is mostly enough for an excerpt, and what always is,
whatever marks it begins with."""
MAX_SEARCHED = 20_000
"""How much of a body is searched for an excerpt."""
MAX_ADDRESS_LENGTH = 80

SECURITY_CODE = re.compile(r"[A-Z0-9._-]{1,12}\.(?:SH|SZ|BJ|HK|US|IDX)|BK\d{4}", re.ASCII)

Row = Mapping[str, Any]
Cell = Callable[[Datasette, Row, Any], Markup | None]


def _link(datasette: Datasette, path: str, text: str) -> Markup:
    # Not Markup's own `format`, which takes four times as long: a page has hundreds of links.
    return Markup(f'<a href="{escape(datasette.urls.path(path))}">{escape(text)}</a>')  # noqa: S704


def title(datasette: Datasette, row: Row, value: Any) -> Markup | None:
    """A headline that leads to the article, where the row says which it is."""
    slug = _of(row, "slug")
    return _link(datasette, urls.article(slug), marked(value)) if slug else None


def summary(datasette: Datasette, row: Row, value: Any) -> Markup | None:
    """A plain text with the words of a search marked."""
    return marked(value) if current_query.get() else None


def marked(text: str) -> Markup:
    """Return a text with the words of the page's search marked, if there is one."""
    query = current_query.get()
    return with_marks(mark_words(text, query)) if query else escape(text)


def with_marks(pieces: Pieces) -> Markup:
    """Return a marked text as HTML."""
    marks = Markup("<mark>{}</mark>")
    return Markup().join(marks.format(text) if matches else text for text, matches in pieces)


def excerpt(datasette: Datasette, row: Row, value: Any) -> Markup | None:
    """The beginning of a Markdown text, plain, or what a search finds in it, with a link to all."""
    slug = _of(row, "slug")
    more = _link(datasette, urls.article(slug), "full text") if slug else ""
    if query := current_query.get():
        found = snippet(plain_text(value[:MAX_SEARCHED]), query, MAX_EXCERPT_LENGTH)
        return Markup("{} {}").format(with_marks(found), more)
    for most in MARKDOWN_READ:
        text = " ".join(plain_text(value[:most]).split())
        if len(text) > MAX_EXCERPT_LENGTH or len(value) <= most:
            break
    if len(text) > MAX_EXCERPT_LENGTH:
        text = text[: MAX_EXCERPT_LENGTH - 1].rstrip() + "…"
    return Markup("{} {}").format(text, more)


def named(kind: str, names: str = "") -> Cell:
    """A name that leads to its page, by itself or by what another column says."""

    def cell(datasette: Datasette, row: Row, value: Any) -> Markup | None:
        name = _of(row, names) if names else value
        return _link(datasette, urls.collection(kind, name), value) if name else None

    return cell


def labelled(kind: str, by: str = "label") -> Cell:
    """A foreign key that Datasette has given a label, as a link to the page of that."""

    def cell(datasette: Datasette, row: Row, value: Any) -> Markup | None:
        if not isinstance(value, dict):
            return None
        name = f"{value[by]}"
        return _link(datasette, urls.collection(kind, name), name)

    return cell


def listed(kind: str) -> Cell:
    """A JSON array of names, as links."""

    def cell(datasette: Datasette, row: Row, value: Any) -> Markup | None:
        try:
            names = json.loads(value)
        except ValueError:
            return None
        if not isinstance(names, list):
            return None
        texts = [f"{name}" for name in names]
        links = [_link(datasette, urls.collection(kind, text), text) for text in texts]
        return Markup(", ").join(links) or Markup("&nbsp;")

    return cell


def code(datasette: Datasette, row: Row, value: Any) -> Markup | None:
    """A security's code, in the rows of any query."""
    if not SECURITY_CODE.fullmatch(value):
        return None
    return _link(datasette, urls.collection("security", value), value)


def web_url(datasette: Datasette, row: Row, value: Any) -> Markup | None:
    """A URL that a post gave; a link only if its scheme is http or https."""
    link = urls.safe_link(value)
    if not link:
        return None
    text = value if len(value) <= MAX_ADDRESS_LENGTH else value[: MAX_ADDRESS_LENGTH - 1] + "…"
    return Markup('<a href="{}" rel="nofollow noreferrer">{}</a>').format(link, text)


# Table None means the rows of SQL.
CELLS: dict[tuple[str | None, str], Cell] = {
    ("posts", "title"): title,
    ("posts", "summary"): summary,
    ("posts", "body"): excerpt,
    ("posts", "source_id"): labelled("source"),
    ("posts", "section_id"): labelled("section"),
    ("posts", "url"): web_url,
    ("posts", "derived_url"): web_url,
    ("articles", "title"): title,
    ("articles", "summary"): summary,
    ("articles", "body"): excerpt,
    ("articles", "source"): named("source"),
    ("articles", "section"): named("section"),
    ("articles", "url"): web_url,
    ("articles", "derived_url"): web_url,
    ("articles", "tags"): listed("tag"),
    ("articles", "categories"): listed("category"),
    ("articles", "securities"): listed("security"),
    ("sources", "name"): named("source"),
    ("sections", "name"): named("section"),
    ("tags", "name"): named("tag"),
    ("categories", "name"): named("category"),
    ("post_tags", "tag_id"): labelled("tag"),
    ("post_categories", "category_id"): labelled("category"),
    ("securities", "code"): code,
    ("securities", "name"): named("security", "code"),
    ("securities", "url"): web_url,
    ("post_securities", "code"): labelled("security", "value"),
    ("post_securities", "url"): web_url,
    ("security_names", "code"): labelled("security", "value"),
    ("security_months", "code"): labelled("security", "value"),
    ("images", "url"): web_url,
    ("media", "url"): web_url,
    (None, "title"): title,
    (None, "code"): code,
}


@hookimpl
def render_cell(
    row: Row, value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | None:
    cell = CELLS.get((table, column)) if database in database_names(datasette) else None
    if cell is None or not isinstance(value, str | dict) or not value:
        return None
    return cell(datasette, row, value)


def _of(row: Row, column: str) -> str | None:
    """Return a text of the row; None if the query does not select that column."""
    try:
        value = row[column]
    except (KeyError, IndexError):
        return None
    return value if isinstance(value, str) else None
