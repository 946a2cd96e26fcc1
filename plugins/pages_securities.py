"""`/security/<code>` and `/securities`: who is written about, when, by whom, with whom."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb.instance import read, read_if_quick
from newsdb.web import lists, mention_quotes, securities
from newsdb.web.charts import by_month
from newsdb.web.context import page
from newsdb.web.errors import not_found
from newsdb.web.links import named
from newsdb.web.mention_quotes import Sentence
from newsdb.web.securities import Counted, Found
from newsdb.web.security_directory import listing

KINDS = ("share", "board", "index", "fund")
SIZE = 50
LAST_PAGE = 2000
MAX_QUERY_LENGTH = 100


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(r"^/security(?:/(?P<name>.+))?$", one), (r"^/securities$", every)]


@dataclass(frozen=True, slots=True)
class Subject:
    """A security's page: its articles, a part of them, each with where it names the security.

    `months` has its mentions by month (YYYY-MM).
    """

    security: Found
    selection: lists.Selection
    page: lists.Page
    months: dict[str, int]
    sentences: Mapping[int, list[tuple[str, bool]]]


async def one(datasette: Datasette, request: Request) -> Response:
    """Answer with a security's page."""
    code = named(request)
    before, after = request.args.get("before"), request.args.get("after")
    found = await read(datasette, lambda connection: find(connection, code, before, after))
    if found is None:
        return await not_found(datasette, request)
    around = await read_if_quick(datasette, lambda connection: beside(connection, code))
    context = {
        "found": found,
        "chart": by_month(found.months),
        "media": around[0] if around else (),
        "together": around[1] if around else (),
        "is_first": not (before or after),
        "rows": {**found.selection.rows, "_sort_desc": "published"},
    }
    return await page(datasette, request, "security.html", context)


def find(
    connection: sqlite3.Connection, code: str, before: str | None, after: str | None
) -> Subject | None:
    """Return what a security's page shows, or None where there is no such code."""
    security = securities.find(connection, code)
    selection = lists.select(connection, "security", code)
    if security is None or selection is None:
        return None
    months = {month.month: month.mentions for month in securities.months(connection, code)}
    part = lists.read_page(connection, selection, security.posts, before, after)
    sentences = mention_quotes.sentences(connection, security, [post.id for post in part.posts])
    cut = {post: pieces(sentence) for post, sentence in sentences.items()}
    return Subject(security, selection, part, months, cut)


def pieces(sentence: Sentence) -> list[tuple[str, bool]]:
    """Return a sentence in pieces, each with whether it is the name."""
    cut, done = [], 0
    for start, end in sentence.names:
        cut += [(sentence.text[done:start], False), (sentence.text[start:end], True)]
        done = end
    return [*cut, (sentence.text[done:], False)]


def beside(
    connection: sqlite3.Connection, code: str
) -> tuple[tuple[Counted, ...], tuple[Counted, ...]]:
    """Return the sources that write most about a security, and the securities named with it."""
    return securities.sources(connection, code), securities.together(connection, code)


async def every(datasette: Datasette, request: Request) -> Response:
    """Answer with the list of all securities, or of those that a query finds."""
    query = (request.args.get("q") or "")[:MAX_QUERY_LENGTH].strip()
    kind = request.args.get("kind") or ""
    kind = kind if kind in KINDS else ""
    number = (request.args.get("page") or "1")[:6]
    shown = min(max(int(number), 1), LAST_PAGE) if number.isdecimal() else 1
    found = await read(
        datasette, lambda connection: listing(connection, query, kind, (shown - 1) * SIZE, SIZE)
    )
    context = {
        "found": found,
        "query": query,
        "kind": kind,
        "kinds": KINDS,
        "page": shown,
        "last_page": -(-found.total // SIZE),
        "kept": {name: value for name, value in (("q", query), ("kind", kind)) if value},
    }
    return await page(datasette, request, "securities.html", context)
