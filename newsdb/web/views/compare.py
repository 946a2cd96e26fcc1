"""`/compare`: two sources, companies, tags or authors side by side."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from newsdb.exceptions import InvalidParameterError
from newsdb.instance import read_database
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import check_values_exist, filter_of
from newsdb.web.compare import Comparison, compare_values, parse_comparison
from newsdb.web.context import page, site_for
from newsdb.web.svg import plain_number
from newsdb.web.trends import TrendRequest
from newsdb.web.views.trends import (
    CHART_HEIGHT,
    period_format,
    read_trend,
    title_of,
    tooltip_format,
)

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response


async def compare_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a comparison, or a form for one; what is wrong is said on the page."""
    found, trend, wanted, error, status = None, None, TrendRequest(), "", 200
    try:
        asked = parse_comparison({name: request.args.getlist(name) for name in request.args})
        if asked:
            kind, values = asked
            both = filter_of({kind: values})

            def find(connection: sqlite3.Connection) -> Comparison:
                check_values_exist(connection, both)
                return compare_values(connection, kind, values)

            found = await read_database(datasette, find)
            wanted = TrendRequest(filter=both, split=kind)
            trend = await read_trend(datasette, wanted)
    except InvalidParameterError as raised:
        error, status = str(raised), raised.status
    site = site_for(datasette, request)
    context = {
        "found": found,
        "error": error,
        "trend": trend,
        "trend_parameters": wanted.parameters(),
        "chart": trend.chart() if trend else None,
        "title": title_of(site, TrendRequest()),
        "name": period_format(site.text, wanted.unit),
        "tooltip": tooltip_format(site.text, wanted),
        "height": CHART_HEIGHT,
        "number": plain_number,
        "kinds": [
            name for name, each in DIMENSIONS.items() if each.table in {*site.sections, "posts"}
        ],
    }
    return await page(datasette, request, "compare.html", context, status)
