"""`/compare`: two sources, companies, tags or authors side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newsdb.exceptions import InvalidParameterError
from newsdb.instance import database_names
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import values_of
from newsdb.search.names import common_names
from newsdb.web.all_databases import read_all
from newsdb.web.compare import Comparison, compare_values, parse_comparison
from newsdb.web.context import page, site_for
from newsdb.web.filter_links import chips
from newsdb.web.time_units import last_day, presets
from newsdb.web.trends import Trend, TrendRequest
from newsdb.web.views.trends import figure_of, read_trend, title_of

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response


WORDS_FACTOR = 3
"""How many times the limit for SQL may be taken: most of the time goes into words, of few posts."""


async def compare_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a comparison, or a form for one; what is wrong is said on the page."""
    wanted, found, trend, error, status = None, None, None, "", 200
    trend_request = TrendRequest()
    try:
        wanted = parse_comparison(request.scope["query_string"])
        if asked := wanted:
            databases = database_names(datasette)
            found = await read_all(
                datasette, lambda each: compare_values(each, asked, databases), WORDS_FACTOR
            )
            trend_request = TrendRequest(filter=asked.both, split=asked.kind)
            trend = in_order_of_sides(await read_trend(datasette, trend_request), found)
    except InvalidParameterError as raised:
        error, status = str(raised), raised.status
    site = site_for(datasette, request)

    names, last = await read_all(datasette, lambda each: (common_names(each), last_day(each)))
    kind = next((name for name in DIMENSIONS if request.args.get(name)), None)
    context = {
        "wanted": wanted,
        "found": found,
        "error": error,
        "chosen_kind": kind,
        "typed": [*request.args.getlist(kind), "", ""] if kind else [],
        "kept": [
            (name, value)
            for name, given in (wanted.filter.parameters if wanted else {}).items()
            for value in values_of(given)
        ],
        "chips": list(chips(wanted.filter, wanted.parameters())) if wanted else [],
        "presets": presets(last) if last else [],
        "names": names,
        "trend": trend,
        "trend_parameters": trend_request.parameters(),
        **figure_of(site, trend_request, trend),
        "title": title_of(site, TrendRequest()),
        "kinds": [
            name for name, each in DIMENSIONS.items() if each.table in {*site.sections, "posts"}
        ],
    }
    return await page(datasette, request, "compare.html", context, status)


def in_order_of_sides(trend: Trend, found: Comparison) -> Trend:
    """Return a trend whose series are in the order of the sides, not of their numbers."""
    values = [side.value for side in found.sides]
    series = sorted(trend.series, key=lambda each: values.index(f"{each.parameters[found.kind]}"))
    return replace(trend, series=tuple(series))
