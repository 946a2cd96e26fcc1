"""Trends of several databases are those of one that has all their posts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Databases, Filter
from newsdb.web.trends import (
    Trend,
    TrendRequest,
    count_all_posts,
    count_search,
    make_trend,
)
from tests.databases import add_post

MAX_SERIES = 8
SOURCES = 3 * MAX_SERIES + 1


def connect(stack: ExitStack) -> sqlite3.Connection:
    connection = stack.enter_context(closing(sqlite3.connect(":memory:")))
    schema.create(Database(connection))
    connection.executemany(
        "insert into sources values (?, ?, ?)",
        [(at, f"S{at:02}", f"{at}") for at in range(1, SOURCES + 1)],
    )
    return connection


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Databases, Databases]]:
    """The same posts in three databases, and in one.

    The last source has most posts of all, but is not among the first of any of the three.
    """
    with ExitStack() as stack:
        several, whole = [connect(stack) for _ in range(3)], connect(stack)
        for number, connection in enumerate(several):
            largest = range(MAX_SERIES * number + 1, MAX_SERIES * (number + 1) + 1)
            for at, source in enumerate([*largest] * 5 + [SOURCES] * 4):
                title, day = "央行" if at % 2 else "银行", f"2022-0{1 + (number + at) % 4}-01"
                for each in (connection, whole):
                    add_post(each, title=title, day=day, source=source)
        yield several, [whole]


def trend_of(site: Databases, request: TrendRequest) -> Trend:
    counted = [count_search(site, request, query) for query in request.queries or ("",)]
    return make_trend(request, counted, count_all_posts(site, request))


@pytest.mark.parametrize(
    "request_", [
        TrendRequest(),
        TrendRequest(("央行", "银行")),
        TrendRequest(filter=Filter(source=("S05", "S25")), unit="year"),
        TrendRequest(split="source"),
        TrendRequest(("央行", "银行"), split="source", once=False),
        TrendRequest(split="source", filter=Filter(source=("S05", "S25"), since="2022-02-01")),
        TrendRequest(split="tag"),
        TrendRequest(("无",), split="source"),
    ],
)  # fmt: skip
def test_trends_are_those_of_the_whole(
    sites: tuple[Databases, Databases], request_: TrendRequest
) -> None:
    found, expected = (trend_of(site, request_) for site in sites)
    assert found == expected


def test_values_are_ranked_by_the_posts_of_all_databases(
    sites: tuple[Databases, Databases],
) -> None:
    trend = trend_of(sites[0], TrendRequest(split="source"))
    totals = [(series.label, series.total) for series in trend.series]
    assert totals == [("S25", 12), *((f"S{at:02}", 5) for at in range(1, MAX_SERIES))]
    assert trend.left_out == SOURCES - MAX_SERIES
