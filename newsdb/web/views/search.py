"""`/search`: a page of results with filters beside it, and the same as `/search.json`.

The page accepts any URL, as people edit some by hand, and says what a filter names that does not
exist. /search.json answers 400 or 404 instead.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from newsdb import urls
from newsdb.exceptions import InvalidParameterError
from newsdb.http.responses import addressing, failure, json_answer
from newsdb.instance import database_names
from newsdb.search import Databases
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filter_sql import (
    bindings,
    check_values_exist,
    find_unknown_values,
    unknown_to_all,
)
from newsdb.search.filters import REPEATABLE, values_of
from newsdb.search.grammar import MAX_LENGTH
from newsdb.search.names import Name, common_names, most_common_names
from newsdb.urls import with_parameters
from newsdb.web import search
from newsdb.web.all_databases import read_all
from newsdb.web.charts import by_month
from newsdb.web.completions import is_shown
from newsdb.web.context import page, site_for
from newsdb.web.i18n import interface_language
from newsdb.web.links import LinkContext
from newsdb.web.search import SearchPage, SearchRequest
from newsdb.web.search_json import results_as_json
from newsdb.web.time_units import last_day, presets

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

VALUES_SHOWN = 8
MAX_SHOWN = 16
"""How many values of each facet are shown at once, and with those behind "More"."""
MAX_MONTHS = 12
"""How many months, the latest, are among the filters; the chart has all."""
MAX_CHOICES = 60
"""Between how many months a range can be chosen; of more, it is chosen by year."""

HOW = {
    "zh": (
        *("春天 小雨", '"春天 小雨"', "春天 -小雨", "(春天 OR 秋天) 小雨", "标题:小雨"),
        *("{fields}", "before:2022-03 after:2021", "art*"),
    ),
    "en": (
        *("blue bird", '"blue bird"', "blue -bird", "(blue OR green) bird", "title:bird"),
        *("{fields}", "before:2022-03 after:2021", "bird*"),
    ),
}
"""Queries that show how to search, for archives in Chinese and in other languages; the strings
`search_how_1` and on say what they find."""
HOW_FIELDS = {
    "zh": {"sources": "来源", "authors": "作者", "tags": "标签", "securities": "公司"},
    "en": {"sources": "source", "authors": "author", "tags": "tag", "securities": "company"},
}
"""The fields of a search that the examples show, by the section that has their values."""


async def search_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page of search results."""
    wanted = search.read_search_request(
        {name: tuple(request.args.getlist(name)) for name in request.args}
    )
    names = database_names(datasette)

    def find(
        databases: Databases,
    ) -> tuple[SearchPage, list[str], Mapping[str, Sequence[Name]], str | None]:
        return (
            search.find_page(databases, wanted, names),
            unknown_to_all([[*find_unknown_values(each, wanted.filter)] for each in databases]),
            common_names(databases),
            last_day(databases),
        )

    found, missing, common, last = await read_all(datasette, find)
    site = site_for(datasette, request)
    months = {each.value: each.count for each in found.facets.get("month", ())}

    narrow = links_to_narrow(site, wanted)
    histogram, ranges = by_month(months), by_month(months, MAX_CHOICES)
    by_year = ranges is not None and len(ranges.keys[0]) == 4
    context = {
        "presets": presets(last) if last else [],
        "first_page": replace(wanted, page=1),
        "histogram": histogram,
        "narrow": narrow,
        "narrow_to": lambda period: narrow("month", period[:4] if by_year else period),
        "ranges": [
            (period, count, search.days_of(wanted.filter, period))
            for period, count in ranges.counts.items()
        ]
        if ranges
        else [],
        "kept": [
            (name, value)
            for name, given in wanted.parameters(since=None, until=None, page=1).items()
            for value in values_of(given)
        ],
        "trend_url": site.page("/trends", wanted.filter.parameters),
        "search": wanted,
        "found": found,
        "missing": missing,
        "max_length": MAX_LENGTH,
        "query_text": wanted.filter.q or "",
        "last_page": -(-(found.results.total + found.results.near_total) // wanted.size),
        "orders": search.ORDERS,
        "how": how_to_search(interface_language(site.content), site.sections),
        "dimensions": DIMENSIONS,
        "filters": search.active_filters(wanted, found),
        "hidden": [
            (name, value)
            for name, given in wanted.filter.parameters.items()
            if name in REPEATABLE
            for value in values_of(given)
        ],
        "common_names": [
            name
            for name in most_common_names(chain(*common.values()))
            if is_shown(name, site.sections)
        ],
        "names": [name for name in found.names if is_shown(name, site.sections)],
        # The words are marked in the article, too.
        "article_url": lambda slug: site.page(
            urls.article(slug), {"q": wanted.filter.q} if wanted.filter.q else {}
        ),
        "shown": VALUES_SHOWN,
        "most": {"month": MAX_MONTHS},
        "max_shown": MAX_SHOWN,
        "formats": other_formats(site, wanted),
        "feeds": wanted.filter_parameters,
    }
    return await page(datasette, request, "search.html", context, 404 if missing else 200)


def links_to_narrow(site: LinkContext, wanted: SearchRequest) -> Callable[[str, str], str]:
    """Return a function that returns the URL of a search within what a search finds: what has a
    value of a dimension, or is of a year or a month (YYYY, YYYY-MM).

    A page has a hundred of them, and what they have in common is made once.
    """

    @cache
    def rest(*without: str) -> str:
        return site.page("/search", wanted.parameters(page=1, **dict.fromkeys(without)))

    def narrow(name: str, value: str) -> str:
        given = {name: value} if name in DIMENSIONS else search.days_of(wanted.filter, value)
        return with_parameters(rest(*given), given)

    return narrow


async def search_json(datasette: Datasette, request: Request) -> Response:
    """Respond with search results as JSON."""

    names = database_names(datasette)

    def find(databases: Databases) -> SearchPage:
        check_values_exist(databases, wanted.filter)
        return search.find_page(databases, wanted, names)

    try:
        wanted = search.parse_search_request(request.scope["query_string"])
        found = await read_all(datasette, find)
    except InvalidParameterError as error:
        return failure(str(error), error.status)
    content = results_as_json(wanted, found, addressing(datasette, request))
    response = json_answer(content)
    if content["next"]:
        response.headers["Link"] = f'<{content["next"]}>; rel="next"'
    return response


def how_to_search(language: str, sections: Collection[str]) -> list[tuple[int, str]]:
    """Return example queries, with the numbers of the strings that say what they find.

    They name fields whose values the archive has.
    """
    names = HOW_FIELDS[language]
    fields = " ".join(f"{name}:…" for section, name in names.items() if section in sections)
    return [
        (number, example.format(fields=fields))
        for number, example in enumerate(HOW[language], 1)
        if fields or example != "{fields}"
    ]


def other_formats(site: LinkContext, wanted: SearchRequest) -> list[tuple[str, str]]:
    """Return the URLs of the same search in other formats, by the names of these."""
    # The file has every post of each story, whatever the search shows.
    same_posts = wanted.filter.parameters
    named = bindings(wanted.filter) | ({"q": wanted.filter.q} if wanted.filter.q else {})
    formats = [
        ("JSON", site.plain("/search.json", wanted.parameters())),
        ("CSV", site.plain("/data/posts.csv", same_posts)),
        (site.text("csv_excel"), site.plain("/data/posts.csv", {**same_posts, "_bom": "1"})),
        ("feed", site.plain("/feed.xml", wanted.filter_parameters)),
    ]
    if not site.has_several_databases:
        sql = {"sql": search.search_sql(wanted.filter), **named}
        formats.append(("SQL", site.data("", sql)))
    return formats
