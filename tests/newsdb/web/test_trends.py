"""Trends as data: what a URL asks for, and counts that are those of a plain scan."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdb.exceptions import InvalidParameterError
from newsdb.export.records import records
from newsdb.search import Filter, search
from newsdb.search.filters import values_of, with_fields
from newsdb.urls import query_string
from newsdb.web.time_units import UNITS, unit_of
from newsdb.web.trends import (
    CountSeries,
    Trend,
    TrendRequest,
    count_all_posts,
    count_search,
    make_trend,
    parse_trend_request,
    search_parameters,
)


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(news_db)) as connection:
        yield connection


def read(connection: sqlite3.Connection, wanted: TrendRequest) -> Trend:
    counted = [count_search([connection], wanted, query) for query in wanted.queries or ("",)]
    return make_trend(
        wanted, counted, count_all_posts([connection], wanted) if wanted.share else {}
    )


REQUESTS = st.builds(
    TrendRequest,
    queries=st.lists(
        st.sampled_from(
            ["银行", "央行 -降息", "来源:瀚海证券报", "没有这样的话", "-标签:滚动新闻"]
        ),
        max_size=3,
        unique=True,
    ).map(tuple),
    filter=st.builds(
        Filter,
        source=st.sampled_from([None, "瀚海证券报", ("瀚海证券报", "东岭财经报")]),
        since=st.sampled_from([None, "2022-02-10"]),
        until=st.sampled_from([None, "2022-06-30"]),
        excluded=st.sampled_from([(), (("tag", "滚动新闻"),)]),
    ),
    unit=st.sampled_from(UNITS),
    split=st.sampled_from([None, "source", "tag", "category", "security"]),
    share=st.booleans(),
    once=st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(wanted=REQUESTS)
def test_counts_are_those_of_a_scan(connection: sqlite3.Connection, wanted: TrendRequest) -> None:
    trend = read(connection, wanted)
    expected: list[dict[str, int]] = []
    for query in wanted.queries or ("",):
        filter = with_fields(Filter(**{**fields(wanted.filter), "q": query or None}))
        posts = [each for each in records(connection, filter, 1000) if each["date"]]
        groups = [posts]
        if wanted.split:
            groups = split(posts, wanted.split, getattr(filter, wanted.split))
        expected += [counted(group, wanted) for group in groups]
    found = [{**each.counts} for each in trend.series]
    if wanted.split:
        expected.sort(key=lambda counts: -sum(counts.values()))
        assert [sum(each.values()) for each in found] == [
            sum(each.values()) for each in expected[:8]
        ]
        assert all(each in expected for each in found)
    else:
        assert found == expected
    assert len(expected) - len(found) == trend.left_out
    seen = {period for each in trend.series for period in each.counts}
    assert seen <= set(trend.periods)
    assert list(trend.periods) == sorted(set(trend.periods))
    for series in trend.series:
        values = trend.values(series)
        if wanted.share:
            assert all(0 <= value <= 1 for value in values)
        else:
            assert sum(values) == series.total


def counted(posts: list[Any], wanted: TrendRequest) -> dict[str, int]:
    """Count posts by period; if stories count once, those of a story in a period as one."""
    articles = {
        (unit_of(wanted.unit, each["date"]), (wanted.once and each["story_id"]) or each["slug"])
        for each in posts
    }
    return Counter(period for period, _ in articles)


def fields(filter: Filter) -> dict[str, Any]:
    return {name: getattr(filter, name) for name in Filter.__slots__}


NAMES = {"category": "categories", "security": "securities", "tag": "tags"}


def split(posts: list[Any], name: str, chosen: str | tuple[str, ...] | None) -> list[list[Any]]:
    """Return the posts of each value, if some are chosen, of those."""
    found: dict[str, list[Any]] = {}
    for post in posts:
        for value in post[NAMES[name]] if name in NAMES else [post["source"]]:
            if value is not None and (chosen is None or value in values_of(chosen)):
                found.setdefault(value, []).append(post)
    return list(found.values())


def test_values_that_are_filtered_by_are_all_series(connection: sqlite3.Connection) -> None:
    for code in ("609011.SH", "609011"):
        trend = read(connection, TrendRequest(filter=Filter(security=code), split="security"))
        assert [each.parameters["security"] for each in trend.series] == ["609011.SH"]
        assert trend.left_out == 0


@pytest.mark.parametrize("once", [True, False])
def test_a_cell_leads_to_its_posts(connection: sqlite3.Connection, once: bool) -> None:
    wanted = TrendRequest(
        ("银行",), Filter(since="2022-02-10"), unit="month", split="source", once=once
    )
    trend = read(connection, wanted)
    assert len(trend.series) > 2
    for series in trend.series:
        for period, count in series.counts.items():
            parameters = search_parameters(trend, series, period)
            assert parameters.pop("stories", None) == (None if once else "off")
            found = search([connection], Filter(**parameters), near=False, once=once)  # type: ignore[arg-type]
            assert found.total == count, (series.label, period)


def test_requests() -> None:
    assert parse_trend_request(b"") == TrendRequest()
    asked = parse_trend_request(
        b"q=a&q=+b+&q=a&q=&by=week&split=tag&share=on&chart=bars&source=A&source=B&tag!=C"
        b"&since=2022-01-01&until=&embed=1&lang=en&stories=off"
    )
    assert asked == TrendRequest(
        ("a", "b"),
        Filter(source=("A", "B"), since="2022-01-01", excluded=(("tag", "C"),)),
        *("week", "tag", True, "bars", False),
    )
    assert parse_trend_request(query_string(asked.parameters()).encode()) == asked
    assert asked.parameters(split=None, since=None)["q"] == ("a", "b")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("by=hour", "by must be day or week or month or year, not 'hour'"),
        ("split=q", "split must be source or .* or tag or .*, not 'q'"),
        ("share=yes", "share must be on or off, not 'yes'"),
        ("chart=pie", "chart must be bars or lines, not 'pie'"),
        ("stories=once", "stories must be on or off, not 'once'"),
        ("since=2022", "since must be a day such as 2022-01-31, not '2022'"),
        ("x=1", "unknown parameter 'x'; use q, source, .*, since, until, by"),
        ("q=" + "a" * 201, "q must have at most 200 characters"),
        ("since=2022-05-01&until=2022-01-01", "since .2022-05-01. is later than until .2022-01"),
        ("by=day&by=week", "the parameter by can be given only once"),
        ("&".join(f"q={each}" for each in range(9)), "q can be given at most 8 times"),
        ("by=" + "x" * 41, f"not '{'x' * 40}'$"),
    ],
)
def test_bad_requests(query: str, error: str) -> None:
    with pytest.raises(InvalidParameterError, match=error):
        parse_trend_request(query.encode())


def test_periods_without_posts_are_not_left_out(connection: sqlite3.Connection) -> None:
    bounds = Filter(since="2019-11-15", until="2023-02-01")
    trend = read(connection, TrendRequest(("银行",), bounds))
    assert (trend.periods[0], trend.periods[-1], len(trend.periods)) == ("2019-11", "2023-02", 40)
    nothing = read(connection, TrendRequest(("没有这样的话",), bounds))
    assert nothing.periods == ()
    days = read(connection, TrendRequest(filter=Filter(since="0001-01-01"), unit="day"))
    assert len(days.periods) == 4000


def test_as_many_and_as_long_searches_as_are_allowed() -> None:
    queries = tuple(str(at) * 200 for at in range(8))
    asked = "&".join(f"q={query}" for query in queries)
    assert parse_trend_request(asked.encode()) == TrendRequest(queries)


def test_shares_are_of_the_posts_of_a_period() -> None:
    series = CountSeries("", {"2021": 1, "2022": 3}, {})
    counted = Trend("year", ("2020", "2021", "2022"), (series,))
    assert counted.values(series) == (0, 1, 3)
    shares = Trend("year", counted.periods, (series,), all_posts={"2020": 2, "2021": 4})
    assert shares.values(series) == (0.0, 0.25, 0.0)
