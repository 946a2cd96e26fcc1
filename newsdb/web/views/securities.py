"""`/security/<code>` and `/securities`: who is in the news, when, in which sources, with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsdb.exceptions import InvalidParameterError
from newsdb.instance import database_names, if_quick
from newsdb.parameters import parse_number
from newsdb.search import Databases
from newsdb.search.databases import divide, site_id
from newsdb.search.filters import ALL_VERSIONS
from newsdb.web import list_pages, lists, mention_quotes, securities
from newsdb.web.all_databases import read_all
from newsdb.web.charts import by_month
from newsdb.web.context import page
from newsdb.web.errors import not_found
from newsdb.web.links import name_from_url
from newsdb.web.mention_quotes import Sentence
from newsdb.web.merging import add_counts, cursor_in, find_versions_in, on_site
from newsdb.web.securities import NameCount, SecurityDetail
from newsdb.web.security_directory import find_securities
from newsdb.web.stories import Versions

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
    page: list_pages.ListPart
    months: dict[str, int]
    quotes: Mapping[int, list[tuple[str, bool]]]
    versions: dict[int, Versions]


async def security_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a security's page."""
    code = name_from_url(request)
    before, after = request.args.get("before"), request.args.get("after")
    once = request.args.get("stories") != ALL_VERSIONS
    names = database_names(datasette)
    found = await read_all(
        datasette, lambda databases: find_security_page(databases, names, code, once, before, after)
    )
    if found is None:
        return await not_found(datasette, request)
    rankings = await if_quick(read_all(datasette, lambda databases: find_rankings(databases, code)))
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
    databases: Databases,
    names: Sequence[str],
    code: str,
    once: bool,
    before: str | None,
    after: str | None,
) -> SecurityPage | None:
    """Return what a security's page shows, or None if no database has the code."""
    details: list[SecurityDetail] = []
    listings: list[lists.Listing] = []
    stretches: list[list_pages.Stretch] = []
    articles = 0
    months: list[dict[str, int]] = []
    for number, connection in enumerate(databases):
        security = securities.find_security(connection, code)
        listing = lists.find_listing(connection, "security", code, once)
        if security is None or listing is None:
            continue
        cursors = cursor_in(number, before), cursor_in(number, after)
        stretch = list_pages.read_stretch(connection, listing, security.posts, *cursors)
        details.append(security)
        listings.append(listing)
        stretches.append(replace(stretch, posts=on_site(number, stretch.posts)))
        articles += lists.count_articles(connection, listing)
        by_month = securities.stories_by_month(connection, code)
        months.append({each.month: each.stories for each in by_month})
    if not details:
        return None
    security = securities.merge_securities(details)
    part = list_pages.page_of(stretches)
    shown = [post.id for post in part.posts]
    quotes = {
        site_id(number, post): split_at_names(sentence)
        for number, connection, own in divide(databases, shown)
        for post, sentence in mention_quotes.quotes(connection, security, own).items()
    }
    versions = find_versions_in(databases, names, shown) if once else {}
    return SecurityPage(
        security, listings[-1], articles, part, add_counts(months), quotes, versions
    )


def split_at_names(sentence: Sentence) -> list[tuple[str, bool]]:
    """Return a sentence in pieces, each with whether it is the name."""
    pieces, position = [], 0
    for start, end in sentence.names:
        pieces += [(sentence.text[position:start], False), (sentence.text[start:end], True)]
        position = end
    return [*pieces, (sentence.text[position:], False)]


def find_rankings(
    databases: Databases, code: str
) -> tuple[tuple[NameCount, ...], tuple[NameCount, ...], tuple[tuple[str, int], ...]]:
    """Return the top sources of a security, the securities named together with it, and how posts
    are known to name it."""
    return (
        securities.most_common(
            securities.top_sources_for_security(connection, code) for connection in databases
        ),
        securities.securities_named_together(databases, code),
        securities.posts_by_evidence(databases, code),
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
    found = await read_all(
        datasette, lambda databases: find_securities(databases, query, kind, skip, PAGE_SIZE)
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
