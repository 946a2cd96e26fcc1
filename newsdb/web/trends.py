"""Trends: how many posts there are of one or several searches, by day, week, month or year.

A trend is what one URL asks for; each of its searches is one statement of SQL, whose rows become
one series, or one for each value of the dimension by which they are split.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import parse_query_values
from newsdb.search.dimensions import DIMENSIONS, Dimension
from newsdb.search.filters import (
    ALL_POSTS,
    ALL_VERSIONS,
    DAY_PARAMETERS,
    REPEATABLE,
    Filter,
    Values,
    bindings,
    one_or_all,
    parse_filter,
    parse_once,
    where,
    where_key,
    with_fields,
)
from newsdb.search.stories import ARTICLES, with_story
from newsdb.web.charts import Chart, Series
from newsdb.web.time_units import SQL, UNITS, Unit, days_of, unit_of, units_between

MAX_SERIES = 8
MAX_PERIODS = 4_000
"""The latest ones: ten years of days."""
MAX_QUERY_LENGTH = 200
OTHERS = ("by", "split", "share", "chart", "stories", "embed", "lang")
BINDING = re.compile(r":([a-z]\w*)")
# Every post that counts is looked up in an index of `published`, not in the table of posts, whose
# rows are long; the plus keeps SQLite from the latter.
INDEXED = {"posts.id": "+posts.id", "posts.date": "substr(posts.published, 1, 10)"}


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
class Statement:
    """SQL that counts the posts of a search.

    Its columns are `search`, the period and `posts`; where they are split, before the period the
    value, its name, and of how many values it is one. Only the MAX_SERIES values with most posts
    have rows.
    """

    filter: Filter
    sql: str
    parameters: dict[str, str]


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

    def chart(self, kind: Literal["", "bars", "lines"] = "") -> Chart | None:
        """Return the chart, None if there is nothing to draw: several series are lines.

        A line has two periods at least.
        """
        if not self.series or not self.periods:
            return None
        drawn = kind or ("lines" if len(self.series) > 1 else "bars")
        drawn = drawn if len(self.periods) > 1 else "bars"
        return Chart(
            self.periods,
            tuple(Series(each.label, self.values(each)) for each in self.series),
            drawn,
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


def trend_statements(request: TrendRequest) -> list[Statement]:
    """Return the statements that count a trend, one for each search."""
    return [
        _statement(with_fields(replace(request.filter, q=query or None)), query, request, at)
        for at, query in enumerate(request.queries or ("",), 1)
    ]


def all_posts_statement(request: TrendRequest) -> Statement:
    """Return the statement that counts what shares are of: the posts that the filter selects."""
    whole = replace(request, split=None)
    return _statement(request.filter, "", whole, len(request.queries) + 1)


def trend_sql(counted: Sequence[Statement], unit: Unit) -> tuple[str, dict[str, str]]:
    """Return one statement that does what several do, and its parameters."""
    parameters = {name: value for each in counted for name, value in each.parameters.items()}
    return "\nunion all\n".join(each.sql for each in counted) + f"\norder by {unit}", parameters


def make_trend(
    request: TrendRequest,
    rows: Iterable[tuple[Statement, Sequence[tuple[str, ...]]]],
    all_posts: Mapping[str, int] = {},
) -> Trend:
    """Return the trend of the rows of its statements."""
    rows = list(rows)
    series = [each for statement, found in rows for each in _series(request, statement, found)]
    number = len(series)
    if request.split:
        number = sum(int(found[0][3]) for _, found in rows if found)
        series.sort(key=lambda each: (-each.total, each.label))
    found = [period for each in series for period in each.counts]
    first, last = min(found, default=""), max(found, default="")
    if found and request.filter.since:
        first = min(first, unit_of(request.unit, request.filter.since))
    if found and request.filter.until:
        last = max(last, unit_of(request.unit, request.filter.until))
    periods = units_between(request.unit, first, last)[-MAX_PERIODS:] if found else []
    shown = series[:MAX_SERIES]
    return Trend(request.unit, tuple(periods), tuple(shown), number - len(shown), all_posts)


def search_parameters(trend: Trend, series: CountSeries, period: str) -> dict[str, Values]:
    """Return the parameters of the search that finds the posts of a series in a period."""
    first, last = days_of(trend.unit, period)
    since, until = (f"{series.parameters.get(name, '')}" for name in ("since", "until"))
    first, last = max(first, since), min(last, until or last)
    return {**series.parameters, "since": first, "until": last}


def indexed(conditions: str) -> str:
    """Return conditions on posts so that SQLite reads an index of `published`."""
    for name, other in INDEXED.items():
        conditions = conditions.replace(name, other)
    return conditions


def _series(
    request: TrendRequest, statement: Statement, rows: Sequence[tuple[str, ...]]
) -> list[CountSeries]:
    """Return the series of a search's rows."""
    query = rows[0][0] if rows else statement.parameters.get("search", "")
    if not request.split:
        counts = {row[-2]: int(row[-1]) for row in rows}
        return [CountSeries(query, counts, {**statement.filter.parameters, **request.versions})]
    values: dict[str, Counter[str]] = {}
    names: dict[str, str] = {}
    for row in rows:
        values.setdefault(row[1], Counter())[row[-2]] += int(row[-1])
        names[row[1]] = row[2]
    return [
        CountSeries(
            f"{query} · {names[value]}" if len(request.queries) > 1 else names[value],
            counts,
            {**statement.filter.parameters, request.split: value, **request.versions},
        )
        for value, counts in values.items()
    ]


def _statement(filter: Filter, query: str, request: TrendRequest, number: int) -> Statement:
    """Return the statement for one search; with its number, parameters have names of their own."""
    conditions = indexed(where(filter, "match_expression(:q)"))
    dimension = DIMENSIONS[request.split] if request.split else None
    period = f"{SQL[request.unit]} as {request.unit}"
    condition = f"where published is not null and {conditions}"
    if dimension:
        # Where the posts are only those of some values, their other values are not asked for.
        condition += f" and {where_key(filter, dimension)}"
        sql = _split(dimension, request.unit, period, condition, request.once)
    else:
        count, stories = _counting(request.once)
        sql = f"select :search as search, {period}, {count} as posts\nfrom posts{stories}\n"
        sql += f"{condition}\ngroup by {request.unit}"
    parameters = {**bindings(filter), "search": query}
    if filter.q:
        parameters["q"] = filter.q
    if number > 1:
        sql = BINDING.sub(lambda match: f":{match[1]}_of_{number}", sql)
        parameters = {f"{name}_of_{number}": value for name, value in parameters.items()}
    return Statement(filter, sql, parameters)


def _counting(once: bool) -> tuple[str, str]:
    """Return the SQL that counts posts, and what they are joined with for it."""
    return (ARTICLES, f"\n  {with_story('posts.id')}") if once else ("count(*)", "")


def _split(dimension: Dimension, unit: Unit, period: str, condition: str, once: bool) -> str:
    """Return the SQL that counts posts by the largest values of a dimension and by period."""
    count, stories = _counting(once)
    story = ", story" if once else ""
    links = f"\n  cross join {dimension.links} on post_id = posts.id" if dimension.links else ""
    value, label, joined = "key", "key", ""
    if dimension.table != "posts":
        value, label = dimension.value, dimension.label
        joined = f" join {dimension.table} on {dimension.table}.{dimension.primary_key} = key"
    # A subquery, because a part of `union all` cannot begin with `with`.
    return (
        "select * from (\n"  # noqa: S608
        f"  with found as (\n    select {dimension.key} as key, {period}{story}\n"
        f"    from posts{links}{stories}\n    {condition} and {dimension.key} is not null),\n"
        "  largest as (\n    select key, count(*) over () as number from found\n"
        f"    group by key order by {count} desc, key limit {MAX_SERIES})\n"
        f"  select :search as search, {value} as {dimension.name}, {label} as label,\n"
        f"    number as {dimension.name}_number, {unit}, {count} as posts\n"
        f"  from largest join found using (key){joined}\n  group by key, {unit})"
    )
