"""`/source/…`, `/tag/…`, `/category/…`, `/day/…`, `/month/…`: lists of articles."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsdb.instance import read, read_if_quick
from newsdb.web import lists
from newsdb.web.charts import by_day, by_hour, by_month
from newsdb.web.context import page, site_for
from newsdb.web.errors import not_found
from newsdb.web.links import name_from_url
from newsdb.web.securities import NameCount, top_securities_for_source

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list, how many articles it has, the part of it that is shown, and the days or months
    with articles before and after it, or None."""

    listing: lists.Listing
    total: int
    page: lists.Page
    adjacent: tuple[str | None, str | None]


async def list_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page of a list, newest first."""
    kind, name = request.url_vars["kind"], name_from_url(request)
    before, after = request.args.get("before"), request.args.get("after")
    found = await read(
        datasette, lambda connection: find_list_page(connection, kind, name, before, after)
    )
    if found is None:
        return await not_found(datasette, request)
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
        "about": about or (),
        "title": title,
        "period": period,
        "chart": chart,
        "previous": found.adjacent[0],
        "next": found.adjacent[1],
        "is_first": not (before or after),
        "rows": {**found.listing.rows, "_sort_desc": "published_utc"},
    }
    return await page(datasette, request, "list.html", context)


def find_list_page(
    connection: sqlite3.Connection, kind: str, name: str, before: str | None, after: str | None
) -> ListPage | None:
    """Return what a list's page shows, or None if nothing has the name."""
    listing = lists.find_listing(connection, kind, name)
    if listing is None:
        return None
    total = lists.count_articles(connection, listing)
    is_period = kind in lists.PERIODS
    if not total and is_period:
        return None
    part = lists.read_page(connection, listing, total, before, after)
    adjacent = lists.adjacent_periods(connection, listing) if is_period else (None, None)
    return ListPage(listing, total, part, adjacent)
