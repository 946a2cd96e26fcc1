"""`/security/<code>` and `/securities`: who is in the news, when, in which sources, with whom."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsdb.exceptions import InvalidParameterError
from newsdb.instance import read_database, read_if_quick
from newsdb.parameters import parse_number
from newsdb.search.filters import ALL_VERSIONS
from newsdb.web import lists, mention_quotes, securities
from newsdb.web.charts import by_month
from newsdb.web.context import page
from newsdb.web.errors import not_found
from newsdb.web.links import name_from_url
from newsdb.web.mention_quotes import Sentence
from newsdb.web.securities import NameCount, SecurityDetail
from newsdb.web.security_directory import find_securities
from newsdb.web.stories import Versions, find_versions

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

KINDS = ("share", "board", "index", "fund")
PAGE_SIZE = 50
MAX_PAGE = 2000
MAX_QUERY_LENGTH = 100


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """A security, how many articles name it, and a part of them; by their ids the sentences that
    name it, in pieces that say whether they are the name, and their stories. `months` has its
    mentions by month (YYYY-MM)."""

    security: SecurityDetail
    listing: lists.Listing
    articles: int
    page: lists.ListPart
    months: dict[str, int]
    quotes: Mapping[int, list[tuple[str, bool]]]
    versions: dict[int, Versions]


async def security_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a security's page."""
    code = name_from_url(request)
    before, after = request.args.get("before"), request.args.get("after")
    once = request.args.get("stories") != ALL_VERSIONS
    found = await read_database(
        datasette, lambda connection: find_security_page(connection, code, once, before, after)
    )
    if found is None:
        return await not_found(datasette, request)
    rankings = await read_if_quick(datasette, lambda connection: find_rankings(connection, code))
    top_sources, named_together, evidence = rankings or ((), (), ())
    context = {
        "found": found,
        "chart": by_month(found.months),
        "top_sources": top_sources,
        "named_together": named_together,
        "evidence": evidence,
        "is_first": not (before or after),
        "rows": {**found.listing.rows, "_sort_desc": "published_utc"},
    }
    return await page(datasette, request, "security.html", context)


def find_security_page(
    connection: sqlite3.Connection, code: str, once: bool, before: str | None, after: str | None
) -> SecurityPage | None:
    """Return what a security's page shows, or None if there is no such code."""
    security = securities.find_security(connection, code)
    listing = lists.find_listing(connection, "security", code, once)
    if security is None or listing is None:
        return None
    months = {each.month: each.stories for each in securities.stories_by_month(connection, code)}
    part = lists.read_page(connection, listing, security.posts, before, after)
    shown = [post.id for post in part.posts]
    quotes = mention_quotes.quotes(connection, security, shown)
    pieces = {post: split_at_names(sentence) for post, sentence in quotes.items()}
    articles = lists.count_articles(connection, listing)
    versions = find_versions(connection, shown) if once else {}
    return SecurityPage(security, listing, articles, part, months, pieces, versions)


def split_at_names(sentence: Sentence) -> list[tuple[str, bool]]:
    """Return a sentence in pieces, each with whether it is the name."""
    pieces, position = [], 0
    for start, end in sentence.names:
        pieces += [(sentence.text[position:start], False), (sentence.text[start:end], True)]
        position = end
    return [*pieces, (sentence.text[position:], False)]


def find_rankings(
    connection: sqlite3.Connection, code: str
) -> tuple[tuple[NameCount, ...], tuple[NameCount, ...], tuple[tuple[str, int], ...]]:
    """Return the top sources of a security, the securities named together with it, and how posts
    are known to name it."""
    return (
        securities.top_sources_for_security(connection, code),
        securities.securities_named_together(connection, code),
        securities.posts_by_evidence(connection, code),
    )


async def securities_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the directory of securities, or those that a query finds."""
    query = (request.args.get("q") or "")[:MAX_QUERY_LENGTH].strip()
    kind = request.args.get("kind") or ""
    kind = kind if kind in KINDS else ""
    try:
        number = min(parse_number("page", request.args.get("page") or "1", 999_999), MAX_PAGE)
    except InvalidParameterError:
        number = 1
    skip = (number - 1) * PAGE_SIZE
    found = await read_database(
        datasette, lambda connection: find_securities(connection, query, kind, skip, PAGE_SIZE)
    )
    context = {
        "found": found,
        "query": query,
        "kind": kind,
        "kinds": KINDS,
        "page": number,
        "last_page": -(-found.total // PAGE_SIZE),
        "parameters": {name: value for name, value in (("q", query), ("kind", kind)) if value},
    }
    return await page(datasette, request, "securities.html", context)
