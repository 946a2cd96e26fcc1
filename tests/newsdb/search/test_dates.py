"""Dates that a query may mean, in full."""

from __future__ import annotations

from datetime import date

import pytest

from newsdb.search.dates import dated
from newsdb.search.grammar import parse_query
from tests import golden_rows

TODAY = date(2024, 3, 5)
"""A Tuesday."""
YEARS = ("2019", "2020", "2021", "2022")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("央行 昨天", ["央行 2024-03-04"]),
        ("今天", ["2024-03-05"]),
        ("前天 央行", ["2024-03-03 央行"]),
        ("本周", ["after:2024-03-04 before:2024-03-11"]),
        ("last week", ["after:2024-02-26 before:2024-03-04"]),
        ("layoffs Yesterday", ["layoffs 2024-03-04"]),
        ("上个月降息", ["date:2024-02 降息"]),
        ("上月", ["date:2024-02"]),
        ("本月", ["date:2024-03"]),
        ("去年", ["date:2023"]),
        ("this year", ["date:2024"]),
        ("todays", []),
        ("央行 todays", []),
        ("央行today", ["央行 2024-03-05"]),
        ("AI今天", ["AI 2024-03-05"]),
        ("3月5日", ["2022-03-05", "2021-03-05", "2020-03-05"]),
        ("2月29日 央行", ["2020-02-29 央行"]),
        ("2022年3月5日央行", []),
        ("13月5日", []),
        ("20220305", ["2022-03-05"]),
        ("20221305", []),
        ("120220305", []),
        ("March 2022", ["date:2022-03"]),
        ("rates Mar. 5, 2022", ["rates 2022-03-05"]),
        ("5 March 2022", ["2022-03-05"]),
        ("March 5th 2022", ["2022-03-05"]),
        ("Feb 30, 2022", []),
        ("marching 2022", ["date:2022-03"]),
        ("2022Q1", ["after:2022-01-01 before:2022-04-01"]),
        ("2022 q4 业绩", ["after:2022-10-01 before:2023-01-01 业绩"]),
        ("2022年第二季度", ["after:2022-04-01 before:2022-07-01"]),
        ("2022年3季度", ["after:2022-07-01 before:2022-10-01"]),
        ("Q1 2022", ["after:2022-01-01 before:2022-04-01"]),
        ("2022Q5", []),
        ("央行", []),
    ],
)
def test_dates_in_full(query: str, expected: list[str]) -> None:
    assert dated(query, YEARS, TODAY) == expected


def test_the_month_before_january() -> None:
    assert dated("上月", YEARS, date(2024, 1, 31)) == ["date:2023-12"]


def test_only_what_a_search_reads_is_replaced() -> None:
    assert len(dated("3月5日" * 600, YEARS, TODAY)) == 3 * 200 // len("3月5日")
    assert dated("央" * 200 + "昨天", YEARS, TODAY) == []


@pytest.mark.parametrize("query", ["昨天", "上周", "3月5日", "2022Q1", "20220305", "May 2022"])
def test_what_is_suggested_is_a_condition(query: str) -> None:
    for each in dated(query, YEARS, TODAY):
        assert parse_query(each).clauses == ()
        assert parse_query(each).fields


def test_dates_of_every_kind() -> None:
    def call(query: str, years: list[str], today: str) -> list[str]:
        return dated(query, years, date.fromisoformat(today))

    golden_rows.check("relative_dates", call)
