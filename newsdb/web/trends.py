"""Trends: how many posts there are of one or several searches, by day, week, month or year.

A trend is what one URL asks for; each of its searches becomes one series, or one for each of the
values that most of its posts have of the dimension by which they are split.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import parse_query_values
from newsdb.search.candidates import find_ids
from newsdb.search.columns import columns_of
from newsdb.search.counting import (
    ValueCounts,
    count_by_period,
    count_by_value_and_period,
    merge_counts,
    periods_of,
)
from newsdb.search.databases import Databases
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filter_sql import check_values_exist
from newsdb.search.filters import (
    ALL_POSTS,
    ALL_VERSIONS,
    DAY_PARAMETERS,
    REPEATABLE,
    Filter,
    Values,
    one_or_all,
    parse_filter,
    parse_once,
    values_of,
    with_fields,
)
from newsdb.web.time_units import UNITS, Unit, days_of, unit_of, units_between

MAX_SERIES = 8
MAX_PERIODS = 4_000
"""The latest ones: ten years of days."""
MAX_QUERY_LENGTH = 200
OTHERS = ("by", "split", "share", "chart", "stories", "embed", "lang")


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """What is counted: posts of each of `queries` that `filter` selects; all of them, without any.

    With `split`, they are counted for each value of a dimension. A `share` is one of all posts
    of the period that the filter selects. With `once`, the posts of a story count as one in each
    period, as a search of that period shows them.
    """

    queries: tuple[str, ...] = ()
    filter: Filter = ALL_POSTS
    unit: Unit = "month"
    split: str | None = None
    share: bool = False
    kind: Literal["", "bars", "lines"] = ""
    once: bool = True

    def parameters(self, **changes: Values | None) -> dict[str, Values]:
        """Return the parameters of the trend's URL, with changes; defaults are left out."""
        given: dict[str, Values | None] = {
            "q": one_or_all(self.queries),
            **self.filter.parameters,
            "by": self.unit if self.unit != "month" else None,
            "split": self.split,
            "share": "on" if self.share else None,
            "chart": self.kind or None,
            **self.versions,
            **changes,
        }
        return {name: values for name, values in given.items() if values}

    @property
    def versions(self) -> dict[str, Values]:
        """The parameters that ask for every version of an article, if all are counted."""
        return {} if self.once else {"stories": ALL_VERSIONS}


@dataclass(frozen=True, slots=True)
class CountSeries:
    """The counts of a search, or of one of the values that split it, by period.

    `parameters` are those of a URL of the search that finds its posts.
    """

    label: str
    counts: Mapping[str, int]
    parameters: dict[str, Values]

    @property
    def total(self) -> int:
        """How many posts there are in all periods."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Trend:
    """Counts by period, none left out between the first and the last.

    `left_out` is how many series there are beyond MAX_SERIES. `all_posts` are the counts that a
    share is of, empty where none is asked for.
    """

    unit: Unit
    periods: tuple[str, ...]
    series: tuple[CountSeries, ...]
    left_out: int = 0
    all_posts: Mapping[str, int] = field(default_factory=dict)

    def values(self, series: CountSeries) -> tuple[float, ...]:
        """Return the counts of a series for all periods, or the shares where they are asked for."""
        counts = (series.counts.get(period, 0) for period in self.periods)
        if not self.all_posts:
            return tuple(counts)
        totals = (self.all_posts.get(period, 0) for period in self.periods)
        return tuple(
            count / total if total else 0.0 for count, total in zip(counts, totals, strict=True)
        )


def parse_trend_request(query_string: bytes) -> TrendRequest:
    """Return what a URL asks for; raises InvalidParameterError for what makes no sense."""
    names = ("q", *DIMENSIONS, *DAY_PARAMETERS, *OTHERS)
    given = parse_query_values(query_string, names, ("q", *REPEATABLE))
    queries = tuple(dict.fromkeys(each.strip() for each in given.pop("q", []) if each.strip()))
    if len(queries) > MAX_SERIES:
        raise InvalidParameterError(f"q can be given at most {MAX_SERIES} times")
    if any(len(query) > MAX_QUERY_LENGTH for query in queries):
        raise InvalidParameterError(f"q must have at most {MAX_QUERY_LENGTH} characters")
    others = {name: given.pop(name)[0] for name in OTHERS if name in given}
    choices: dict[str, Sequence[str]] = {
        "by": UNITS,
        "split": (*DIMENSIONS, ""),
        "share": ("on", "off", ""),
        "chart": ("bars", "lines", ""),
    }
    for name, allowed in choices.items():
        if (value := others.get(name, allowed[-1])) not in allowed:
            listed = " or ".join(each for each in allowed if each)
            raise InvalidParameterError(f"{name} must be {listed}, not {value[:40]!r}")
    return TrendRequest(
        queries=queries,
        filter=parse_filter({name: one_or_all(values) or "" for name, values in given.items()}),
        unit=next((unit for unit in UNITS if unit == others.get("by")), "month"),
        split=others.get("split") or None,
        share=others.get("share") == "on",
        once=parse_once(others.get("stories", "")),
        kind={"bars": "bars", "lines": "lines"}.get(others.get("chart", ""), ""),  # type: ignore[arg-type]
    )


def count_search(
    databases: Databases, request: TrendRequest, query: str
) -> tuple[list[CountSeries], int]:
    """Return the series of one search ('' for all posts), and of how many they are the largest.

    Raises UnknownValueError for a source, tag and so on that no post has.
    """
    filter = filter_of_search(request, query)
    check_values_exist(databases, filter)
    parameters = {**filter.parameters, **request.versions}
    if not request.split:
        counts: Counter[str] = Counter()
        for connection in databases:
            columns = columns_of(connection)
            counts.update(
                count_by_period(
                    columns,
                    find_ids(connection, filter),
                    periods_of(columns, partial(unit_of, request.unit)),
                    once=request.once,
                )
            )
        return [CountSeries(query, counts, parameters)], 1
    # What has most posts in all databases need not be among the first of any.
    number = MAX_SERIES if len(databases) == 1 else None
    found, values = merge_counts(
        [_count_values(each, request, filter, request.split, number) for each in databases],
        MAX_SERIES,
    )
    several = len(request.queries) > 1
    return [
        CountSeries(
            f"{query} · {each.label}" if several else each.label,
            each.counts,
            {**parameters, request.split: each.value},
        )
        for each in found
    ], values


def _count_values(
    connection: sqlite3.Connection,
    request: TrendRequest,
    filter: Filter,
    split: str,
    number: int | None,
) -> tuple[list[ValueCounts], int]:
    """Return what `count_by_value_and_period` does, of the posts that a filter selects."""
    columns = columns_of(connection)
    # Where the posts are only those of some values, their other values are not asked for.
    reference = f"select {DIMENSIONS[split].reference('value')}"
    given = values_of(getattr(filter, split))
    keys = [connection.execute(reference, {"value": each}).fetchone()[0] for each in given]
    return count_by_value_and_period(
        columns,
        find_ids(connection, filter),
        periods_of(columns, partial(unit_of, request.unit)),
        split,
        once=request.once,
        number=number,
        keys=keys if given else None,
    )


def count_all_posts(databases: Databases, request: TrendRequest) -> dict[str, int]:
    """Return what shares are of: by period, all posts that the request's filter selects."""
    ((series, *_), _) = count_search(databases, replace(request, queries=(), split=None), "")
    return {**series.counts}


def filter_of_search(request: TrendRequest, query: str) -> Filter:
    """Return the filter of the posts of one of a request's searches."""
    return with_fields(replace(request.filter, q=query or None))


def make_trend(
    request: TrendRequest,
    counted: Iterable[tuple[Sequence[CountSeries], int]],
    all_posts: Mapping[str, int] = {},
) -> Trend:
    """Return the trend of what `count_search` returned for each search."""
    series: list[CountSeries] = []
    number = 0
    for found, found_number in counted:
        series += found
        number += found_number
    if request.split:
        series.sort(key=lambda each: (-each.total, each.label))
    seen = {period for each in series for period in each.counts}
    first, last = min(seen, default=""), max(seen, default="")
    if seen and request.filter.since:
        first = min(first, unit_of(request.unit, request.filter.since))
    if seen and request.filter.until:
        last = max(last, unit_of(request.unit, request.filter.until))
    periods = units_between(request.unit, first, last)[-MAX_PERIODS:] if seen else []
    shown = series[:MAX_SERIES]
    return Trend(request.unit, tuple(periods), tuple(shown), number - len(shown), all_posts)


def search_parameters(trend: Trend, series: CountSeries, period: str) -> dict[str, Values]:
    """Return the parameters of the search that finds the posts of a series in a period."""
    first, last = days_of(trend.unit, period)
    since, until = (f"{series.parameters.get(name, '')}" for name in ("since", "until"))
    first, last = max(first, since), min(last, until or last)
    return {**series.parameters, "since": first, "until": last}
