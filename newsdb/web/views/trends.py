"""`/trends`: how often something is written about, as a page, a table, a chart, CSV and JSON."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from newsdb.exceptions import InvalidParameterError
from newsdb.http.responses import addressing, failure, json_answer
from newsdb.parameters import is_day
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import DAY_PARAMETERS, REPEATABLE, Filter, values_of
from newsdb.search.names import common_names
from newsdb.urls import query_string
from newsdb.web.all_databases import read_all
from newsdb.web.charts import Chart, Series
from newsdb.web.context import page, site_for
from newsdb.web.filter_links import chips
from newsdb.web.i18n import Strings
from newsdb.web.links import LinkContext
from newsdb.web.svg import draw, draw_file, percentage, plain_number
from newsdb.web.time_units import UNITS, Unit, last_day, presets
from newsdb.web.trend_drawing import chart_of, joined
from newsdb.web.trend_sql import trend_sql
from newsdb.web.trends import (
    MAX_QUERY_LENGTH,
    MAX_SERIES,
    CountSeries,
    Trend,
    TrendRequest,
    count_all_posts,
    count_search,
    make_trend,
    parse_trend_request,
    search_parameters,
)

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

CHART_HEIGHT = 260
MAX_BYTES = 32_000
"""Of a chart and the latest rows of its table in a page; the files have all."""
ROW_BYTES = 70
CELL_BYTES = 90
"""Of a number in the table, without what its link asks for."""


async def trends_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page about a trend; what is wrong with its URL is said on it."""
    wanted, trend, error, status = as_typed(request), None, "", 200
    try:
        wanted = parse_trend_request(request.scope["query_string"])
        trend = await read_trend(datasette, wanted)
    except InvalidParameterError as found:
        error, status = str(found), found.status
    site = site_for(datasette, request)

    names, last = await read_all(datasette, lambda each: (common_names(each), last_day(each)))
    sql, parameters = trend_sql(wanted)
    figure = figure_of(site, wanted, trend)
    active = list(chips(wanted.filter, wanted.parameters()))
    context = {
        "wanted": wanted,
        "trend": trend,
        "error": error,
        **figure,
        "number": number_format(wanted),
        "name": period_format(site.text, wanted.unit),
        "rows": shown_periods(trend, MAX_BYTES - len(figure["drawing"])) if trend else [],
        "search_parameters": search_parameters,
        "units": UNITS,
        "dimensions": [
            name for name, each in DIMENSIONS.items() if each.table in {*site.sections, "posts"}
        ],
        # Conditions are above the chart, too: open options would push that off a phone.
        "options_open": bool(wanted.share or wanted.kind),
        "boxes": [*wanted.queries, ""][:MAX_SERIES],
        "hidden": [
            (name, value)
            for name, given in {**wanted.filter.parameters, **wanted.versions}.items()
            if name in REPEATABLE or name in wanted.versions
            for value in values_of(given)
        ],
        "chips": active,
        "presets": presets(last) if last else [],
        "names": names,
        "sql": sql,
        "sql_url": site.data("", {"sql": sql, **parameters}),
        "formats": {
            **{
                suffix: site.plain(f"/trends.{suffix}", wanted.parameters())
                for suffix in ("csv", "json")
            },
            "svg": site.page("/trends.svg", wanted.parameters()),
        },
        "embed_url": addressing(datasette, request)(
            site.plain("/trends", {**wanted.parameters(), "embed": "1"}).removeprefix(
                site.base.rstrip("/")
            )
        ),
    }
    template = "trends_embed.html" if request.args.get("embed") == "1" else "trends.html"
    return await page(datasette, request, template, context, status)


def as_typed(request: Request) -> TrendRequest:
    """Return what the form is filled with where the URL makes no sense: searches and days."""
    days = {name: request.args.get(name) for name in DAY_PARAMETERS}
    queries = [each[:MAX_QUERY_LENGTH] for each in request.args.getlist("q") if each.strip()]
    return TrendRequest(
        tuple(queries[:MAX_SERIES]),
        Filter(**{name: day for name, day in days.items() if day and is_day(day)}),
    )


async def trends_file(datasette: Datasette, request: Request) -> Response:
    """Respond with a trend as CSV, JSON or SVG."""
    suffix = request.url_vars["suffix"]
    try:
        wanted = parse_trend_request(request.scope["query_string"])
        trend = await read_trend(datasette, wanted)
    except InvalidParameterError as error:
        return failure(str(error), error.status)
    if suffix == "json":
        sql, parameters = trend_sql(wanted)
        return json_answer({**trend_as_json(wanted, trend), "sql": sql, "parameters": parameters})
    if suffix == "csv":
        attachment = {"Content-Disposition": 'attachment; filename="trends.csv"'}
        return Response(as_csv(trend), headers=attachment, content_type="text/csv; charset=utf-8")
    site = site_for(datasette, request)
    drawn = joined(trend)
    title = title_of(site, wanted)
    address = addressing(datasette, request)("/trends")
    return Response(
        draw_file(
            chart_of(drawn, wanted.kind) or EMPTY,
            f"{title} {said}" if (said := joined_note(site.text, trend, drawn)) else title,
            f"{site.title}, {address}",
            period_format(site.text, drawn.unit),
            tooltip_format(site.text, wanted),
            CHART_HEIGHT,
            number_format(wanted),
        ),
        content_type="image/svg+xml; charset=utf-8",
    )


NOTHING = Trend("month", (), ())
EMPTY = Chart(("",), (Series("", (0,)),))
"""What is drawn where nothing was found."""


def figure_of(site: LinkContext, wanted: TrendRequest, trend: Trend | None) -> dict[str, Any]:
    """Return what the template of a chart needs; `chart` is None if there is nothing to draw."""
    drawn = joined(trend or NOTHING)
    chart = chart_of(drawn, wanted.kind)
    return {
        "chart": chart,
        "title": title_of(site, wanted),
        "joined": joined_note(site.text, trend or NOTHING, drawn),
        "drawing": draw(
            chart or EMPTY,
            period_format(site.text, drawn.unit),
            tooltip_format(site.text, wanted),
            CHART_HEIGHT,
            number_format(wanted),
        ),
    }


def joined_note(text: Strings, trend: Trend, drawn: Trend) -> str:
    """Return what says that a chart is not of the periods that were asked for, if it isn't."""
    return (
        text("trends_joined", unit=text(f"unit_{drawn.unit}")) if drawn.unit != trend.unit else ""
    )


async def read_trend(datasette: Datasette, wanted: TrendRequest) -> Trend:
    """Return a trend; raises UnknownValueError for a source, tag and so on that no post has."""

    def counting(query: str) -> Awaitable[tuple[list[CountSeries], int]]:
        return read_all(datasette, lambda databases: count_search(databases, wanted, query))

    counted = await asyncio.gather(*map(counting, wanted.queries or ("",)))
    all_posts = {}
    if wanted.share:
        all_posts = await read_all(datasette, partial(count_all_posts, request=wanted))
    return make_trend(wanted, counted, all_posts)


def as_csv(trend: Trend) -> str:
    """Return a table of CSV: a row for each period, a column for each series."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([trend.unit, *(each.label or "posts" for each in trend.series)])
    columns = [trend.values(each) for each in trend.series]
    writer.writerows(zip(trend.periods, *columns, strict=True))
    return text.getvalue()


def trend_as_json(wanted: TrendRequest, trend: Trend) -> dict[str, Any]:
    """Return the content of `/trends.json`."""
    return {
        "by": trend.unit,
        "split": wanted.split,
        "filters": wanted.filter.parameters,
        "periods": trend.periods,
        "series": [
            {
                "label": each.label,
                "total": each.total,
                "counts": [each.counts.get(period, 0) for period in trend.periods],
                **({"shares": trend.values(each)} if wanted.share else {}),
            }
            for each in trend.series
        ],
        "left_out": trend.left_out,
    }


def shown_periods(trend: Trend, room: int) -> list[str]:
    """Return the periods whose rows fit into `room` bytes, the latest first, one at least."""
    cells = (CELL_BYTES + len(query_string(each.parameters)) for each in trend.series)
    return list(reversed(trend.periods))[: max(1, room // (ROW_BYTES + sum(cells)))]


def title_of(site: LinkContext, wanted: TrendRequest) -> str:
    """Return what a chart is of."""
    t = site.text
    words = [*wanted.queries, *(v for n, v, _ in chips(wanted.filter, {}) if n in DIMENSIONS)]
    key = "trends_share_by" if wanted.share else "trends_posts_by"
    title = t(key, unit=t(f"unit_{wanted.unit}"))
    return f"{t('list_comma').join(words)}: {title}" if words else title[0].upper() + title[1:]


def number_format(wanted: TrendRequest) -> Any:
    """Return the function that formats a number of a trend on the axis and in the table."""
    return percentage if wanted.share else plain_number


def tooltip_format(text: Strings, wanted: TrendRequest) -> Any:
    """Return the function that formats a number of a trend for a tooltip."""
    if wanted.share:
        return percentage
    return lambda number: text("articles_count", count=number)


def period_format(text: Strings, unit: Unit) -> Any:
    """Return the function that formats a period."""
    if unit == "week":
        return lambda period: text("week_of", day=text.day(period))
    return text.period
