"""`/source/…`, `/tag/…`, `/category/…`, `/day/…`, `/month/…`: lists of articles."""

import sqlite3
from dataclasses import dataclass

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb.instance import read, read_if_quick
from newsdb.web import lists
from newsdb.web.charts import by_day, by_hour, by_month
from newsdb.web.context import page, site_for
from newsdb.web.errors import not_found
from newsdb.web.links import named
from newsdb.web.securities import Counted, top_securities_for_source

KINDS = "source|tag|category|day|month"


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    return [(rf"^/(?P<kind>{KINDS})(?:/(?P<name>.+))?$", collection)]


@dataclass(frozen=True, slots=True)
class Collection:
    """A list: which articles, how many, the part of it that is shown, and the days or months
    with articles before and after it, or None."""

    selection: lists.Selection
    total: int
    page: lists.Page
    beside: tuple[str | None, str | None]


async def collection(datasette: Datasette, request: Request) -> Response:
    """Answer with a page of a list, newest first."""
    kind, name = request.url_vars["kind"], named(request)
    before, after = request.args.get("before"), request.args.get("after")
    found = await read(datasette, lambda connection: find(connection, kind, name, before, after))
    if found is None:
        return await not_found(datasette, request)
    text = site_for(datasette, request).text
    title = found.selection.title
    counts = await read_if_quick(
        datasette, lambda connection: lists.counts(connection, found.selection)
    )
    if kind == "day":
        title = text("dated", day=text.day(name), weekday=text.weekday(name))
        period, chart = "hour", by_hour(counts or {}, name)
    elif kind == "month":
        title = text.month(name)
        period, chart = "day", by_day(counts or {}, name)
    else:
        period, chart = "month", by_month(counts or {})
    about: tuple[Counted, ...] | None = ()
    if kind == "source":
        about = await read_if_quick(
            datasette,
            lambda connection: top_securities_for_source(
                connection, int(found.selection.parameters["key"])
            ),
        )
    context = {
        "found": found,
        "about": about or (),
        "title": title,
        "period": period,
        "chart": chart,
        "previous": found.beside[0],
        "next": found.beside[1],
        "is_first": not (before or after),
        "rows": {**found.selection.rows, "_sort_desc": "published"},
    }
    return await page(datasette, request, "list.html", context)


def find(
    connection: sqlite3.Connection,
    kind: lists.Kind,
    name: str,
    before: str | None,
    after: str | None,
) -> Collection | None:
    """Return what a list's page shows, or None where nothing has the name."""
    selection = lists.select(connection, kind, name)
    if selection is None:
        return None
    total = lists.count(connection, selection)
    if not total and kind in ("day", "month"):
        return None
    part = lists.read_page(connection, selection, total, before, after)
    beside = lists.beside(connection, selection) if kind in ("day", "month") else (None, None)
    return Collection(selection, total, part, beside)
