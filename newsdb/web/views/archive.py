"""`/archive`: all articles by month, and those of a year by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.instance import read_each
from newsdb.web.archive import level, merge_archives, months_of, read_archive
from newsdb.web.context import page

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

YEAR = len("2024")


async def archive_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the calendar; `q` is a year, a month or a day of the year to show."""
    year = (request.args.get("q") or "").strip()[:YEAR]
    each = await read_each(datasette, lambda connection, _: read_archive(connection, year))
    found = merge_archives(each.values(), year)
    counts = [posts for months in found.years.values() for posts in months.values()]
    context = {
        "found": found,
        "most": max(counts, default=0),
        "level": level,
        "months": months_of(found.year, found.days) if found.year else (),
    }
    return await page(datasette, request, "archive.html", context)
