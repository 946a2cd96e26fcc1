"""`/source/…`, `/section/…`, `/tag/…`, `/category/…`, `/day/…`, `/month/…`: lists of articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from datasette.utils.asgi import Response

from newsdb.instance import read_each, read_each_if_quick
from newsdb.search.filters import ALL_VERSIONS, PARAMETERS, REPEATABLE
from newsdb.web import list_pages, lists
from newsdb.web.charts import by_day, by_hour, by_month
from newsdb.web.context import page, site_for
from newsdb.web.directories import DIRECTORIES
from newsdb.web.errors import not_found
from newsdb.web.links import name_from_url
from newsdb.web.merging import add_counts, cursor_in, on_site, versions_on_site
from newsdb.web.securities import NameCount, most_common, top_securities_for_source
from newsdb.web.stories import Versions, find_versions

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

T = TypeVar("T")

DIRECTORY_OF = {kind: name for name, kind in DIRECTORIES.items()}
"""Where a list is one of many, by its kind; days and months are in the archive."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list: how many posts it has; the part of it that is shown, with the stories of its posts
    by their ids; and the days or months with articles before and after it, or None."""

    listing: lists.Listing
    posts: int
    page: list_pages.ListPart
    adjacent: tuple[str | None, str | None]
    versions: dict[int, Versions]


@dataclass(frozen=True, slots=True)
class DatabaseList:
    """What a database has of a list: as in ListPage, with the articles that its page may show."""

    listing: lists.Listing
    posts: int
    stretch: list_pages.Stretch
    adjacent: tuple[str | None, str | None]
    versions: dict[int, Versions]


async def list_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page of a list, newest first, or lead to the search that narrows it."""
    kind, name = request.url_vars["kind"], name_from_url(request)
    before, after = request.args.get("before"), request.args.get("after")
    once = request.args.get("stories") != ALL_VERSIONS

    def find(connection: sqlite3.Connection, number: int) -> DatabaseList | None:
        cursors = cursor_in(number, before), cursor_in(number, after)
        return find_list(connection, kind, name, once, *cursors)

    found = merge_lists(await read_each(datasette, find))
    if found is None or (not found.posts and kind in lists.PERIODS):
        return await not_found(datasette, request)
    if filters := filters_of(request):
        of_list = found.listing.filter.parameters
        if kind in filters:
            filters[kind] = (name, *filters[kind])
        site = site_for(datasette, request)
        return Response.redirect(site.page("/search", {**of_list, **filters}))

    async def read(query: Callable[[sqlite3.Connection, lists.Listing], T]) -> list[T]:
        """Return what each database has of the list, nothing if that takes too long."""

        def of_list(connection: sqlite3.Connection) -> T | None:
            listing = lists.find_listing(connection, kind, name, once)
            return query(connection, listing) if listing else None

        each = await read_each_if_quick(datasette, of_list) or []
        return [part for part in each if part is not None]

    articles = await read(lists.count_articles)
    text = site_for(datasette, request).text
    title = found.listing.title
    counts = add_counts(await read(lists.count_by_period))
    if kind == "day":
        title = text("dated", day=text.day(name), weekday=text.weekday(name))
        period, chart = "hour", by_hour(counts, name)
    elif kind == "month":
        title = text.month(name)
        period, chart = "day", by_day(counts, name)
    else:
        period, chart = "month", by_month(counts)
    context = {
        "found": found,
        "articles": sum(articles) if articles else found.posts,
        "about": most_common(await read(find_securities)),
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


def find_list(
    connection: sqlite3.Connection,
    kind: str,
    name: str,
    once: bool,
    before: str | None,
    after: str | None,
) -> DatabaseList | None:
    """Return what a database has of a list, or None if nothing in it has the name."""
    listing = lists.find_listing(connection, kind, name, once)
    if listing is None:
        return None
    posts = lists.count_posts(connection, listing)
    stretch = list_pages.read_stretch(connection, listing, posts, before, after)
    is_period = kind in lists.PERIODS
    adjacent = lists.adjacent_periods(connection, listing) if is_period else (None, None)
    versions = find_versions(connection, [post.id for post in stretch.posts]) if once else {}
    return DatabaseList(listing, posts, stretch, adjacent, versions)


def merge_lists(each: Mapping[str, DatabaseList | None]) -> ListPage | None:
    """Return the page of a list from what each database of the site has of it, in their order.

    None if none has anything.
    """
    found = [
        (
            part,
            replace(part.stretch, posts=on_site(number, part.stretch.posts)),
            versions_on_site(number, database, part.versions),
        )
        for number, (database, part) in enumerate(each.items())
        if part
    ]
    if not found:
        return None
    parts, stretches, versions = zip(*found, strict=True)
    before, after = zip(*(part.adjacent for part in parts), strict=True)
    return ListPage(
        listing=parts[-1].listing,
        posts=sum(part.posts for part in parts),
        page=list_pages.page_of(stretches),
        adjacent=(
            max(filter(None, before), default=None),
            min(filter(None, after), default=None),
        ),
        versions={post: each for found in versions for post, each in found.items()},
    )


def find_securities(
    connection: sqlite3.Connection, listing: lists.Listing
) -> tuple[NameCount, ...]:
    """Return the securities that articles of a source name, none for another list."""
    if listing.kind != "source":
        return ()
    return top_securities_for_source(connection, int(listing.key or 0))
