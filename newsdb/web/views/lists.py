"""`/source/…`, `/section/…`, `/tag/…`, `/category/…`, `/day/…`, `/month/…`: lists of articles."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import Response

from newsdb.instance import read_database, read_if_quick
from newsdb.search.filters import ALL_VERSIONS, PARAMETERS, REPEATABLE
from newsdb.web import lists
from newsdb.web.charts import by_day, by_hour, by_month
from newsdb.web.context import page, site_for
from newsdb.web.directories import DIRECTORIES
from newsdb.web.errors import not_found
from newsdb.web.links import name_from_url
from newsdb.web.securities import NameCount, top_securities_for_source
from newsdb.web.stories import Versions, find_versions

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

DIRECTORY_OF = {kind: name for name, kind in DIRECTORIES.items()}
"""Where a list is one of many, by its kind; days and months are in the archive."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list: how many posts it has; the part of it that is shown, with the stories of its posts
    by their ids; and the days or months with articles before and after it, or None."""

    listing: lists.Listing
    posts: int
    page: lists.ListPart
    adjacent: tuple[str | None, str | None]
    versions: dict[int, Versions]


async def list_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page of a list, newest first, or lead to the search that narrows it."""
    kind, name = request.url_vars["kind"], name_from_url(request)
    before, after = request.args.get("before"), request.args.get("after")
    once = request.args.get("stories") != ALL_VERSIONS
    found = await read_database(
        datasette, lambda connection: find_list_page(connection, kind, name, once, before, after)
    )
    if found is None:
        return await not_found(datasette, request)
    if filters := filters_of(request):
        of_list = found.listing.filter.parameters
        if kind in filters:
            filters[kind] = (name, *filters[kind])
        site = site_for(datasette, request)
        return Response.redirect(site.page("/search", {**of_list, **filters}))
    articles = await read_if_quick(
        datasette, lambda connection: lists.count_articles(connection, found.listing)
    )
    text = site_for(datasette, request).text
    title = found.listing.title
    counts = await read_if_quick(
        datasette, lambda connection: lists.count_by_period(connection, found.listing)
    )
    if kind == "day":
        title = text("dated", day=text.day(name), weekday=text.weekday(name))
        period, chart = "hour", by_hour(counts or {}, name)
    elif kind == "month":
        title = text.month(name)
        period, chart = "day", by_day(counts or {}, name)
    else:
        period, chart = "month", by_month(counts or {})
    about: tuple[NameCount, ...] | None = ()
    if kind == "source":
        about = await read_if_quick(
            datasette,
            lambda connection: top_securities_for_source(connection, int(found.listing.key or 0)),
        )
    context = {
        "found": found,
        "articles": found.posts if articles is None else articles,
        "about": about or (),
        "title": title,
        "directory": DIRECTORY_OF.get(kind, "archive"),
        "period": period,
        "chart": chart,
        "previous": found.adjacent[0],
        "next": found.adjacent[1],
        "is_first": not (before or after),
        "rows": {**found.listing.rows, "_sort_desc": "published_utc"},
    }
    return await page(datasette, request, "list.html", context)


def filters_of(request: Request) -> dict[str, tuple[str, ...]]:
    """Return the filters that the URL of a page has, with all values of each."""
    given = {
        name: tuple(filter(None, request.args.getlist(name))) for name in (*PARAMETERS, *REPEATABLE)
    }
    return {name: values for name, values in given.items() if values}


def find_list_page(
    connection: sqlite3.Connection,
    kind: str,
    name: str,
    once: bool,
    before: str | None,
    after: str | None,
) -> ListPage | None:
    """Return what a list's page shows, or None if nothing has the name."""
    listing = lists.find_listing(connection, kind, name, once)
    if listing is None:
        return None
    posts = lists.count_posts(connection, listing)
    is_period = kind in lists.PERIODS
    if not posts and is_period:
        return None
    part = lists.read_page(connection, listing, posts, before, after)
    adjacent = lists.adjacent_periods(connection, listing) if is_period else (None, None)
    versions = find_versions(connection, [post.id for post in part.posts]) if once else {}
    return ListPage(listing, posts, part, adjacent, versions)
