"""The SQL of trends: it has the numbers that the page counts from arrays."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings

from newsdb.search import Filter, match_expression
from newsdb.web.time_units import UNITS
from newsdb.web.trend_sql import indexed, trend_sql
from newsdb.web.trends import TrendRequest, count_search
from tests.newsdb.web.test_trends import REQUESTS


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(news_db)) as connection:
        connection.create_function("match_expression", 1, match_expression, deterministic=True)
        yield connection


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 2)
@given(wanted=REQUESTS)
def test_the_sql_has_the_numbers_of_the_page(
    connection: sqlite3.Connection, wanted: TrendRequest
) -> None:
    sql, parameters = trend_sql(wanted)
    rows = connection.execute(sql, parameters).fetchall()
    by_search: dict[str, Counter[tuple[str, ...]]] = {}
    for search, *key, posts in rows:
        by_search.setdefault(search, Counter())[tuple(key)] = posts
    for query in wanted.queries or ("",):
        series, number = count_search([connection], wanted, query)
        expected = {
            (*split, period): count
            for each in series
            for period, count in each.counts.items()
            for split in [
                (each.parameters[wanted.split], each.label.split(" · ")[-1], number)
                if wanted.split
                else ()
            ]
        }
        assert by_search.get(query, {}) == expected


def test_rows_are_in_the_order_of_periods(connection: sqlite3.Connection) -> None:
    for unit in UNITS:
        sql, parameters = trend_sql(TrendRequest(("银行", "央行"), unit=unit, split="tag"))
        periods = [row[-2] for row in connection.execute(sql, parameters)]
        assert len(set(periods)) > 1 and periods == sorted(periods)


def test_conditions_read_the_index_of_times(connection: sqlite3.Connection) -> None:
    sql, parameters = trend_sql(TrendRequest(("银行",), Filter(since="2022-01-01")))
    plan = [row[-1] for row in connection.execute(f"explain query plan {sql}", parameters)]
    assert any("published" in step for step in plan), plan
    assert indexed("posts.id in (1) and posts.date > :since") == (
        "+posts.id in (1) and substr(posts.published, 1, 10) > :since"
    )


def test_parameters_of_further_searches_have_names_of_their_own(
    connection: sqlite3.Connection,
) -> None:
    _, parameters = trend_sql(TrendRequest(("银行", "央行")))
    own = {name: value for name, value in parameters.items() if "银行" in value or "央行" in value}
    assert own == {"q": "银行", "search": "银行", "q_of_2": "央行", "search_of_2": "央行"}


@pytest.mark.parametrize("split", ["source", "tag", "security"])
def test_values_have_their_numbers_and_names(connection: sqlite3.Connection, split: str) -> None:
    wanted = TrendRequest(unit="year", split=split)
    [series, number] = count_search([connection], wanted, "")
    sql, parameters = trend_sql(wanted)
    rows = {tuple(row) for row in connection.execute(sql, parameters)}
    assert rows == {
        ("", each.parameters[split], each.label, number, year, posts)
        for each in series
        for year, posts in each.counts.items()
    }
