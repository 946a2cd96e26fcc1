"""Years, months and days as people write them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search.periods import parse_period
from tests import golden_rows


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022年", "2022-01-01", "2022-12-31"),
        ("二〇二二年", "2022-01-01", "2022-12-31"),
        ("二零二二年3月", "2022-03-01", "2022-03-31"),
        ("二〇二二年十二月", "2022-12-01", "2022-12-31"),
        ("二〇二二年十月二十一日", "2022-10-21", "2022-10-21"),
        ("2022-02", "2022-02-01", "2022-02-28"),
        ("2024/2", "2024-02-01", "2024-02-29"),
        ("2022年3月5日", "2022-03-05", "2022-03-05"),
        ("2022年3月5号", "2022-03-05", "2022-03-05"),
        (" 2022.3.5 ", "2022-03-05", "2022-03-05"),
        ("1900-01-01", "1900-01-01", "1900-01-01"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    assert parse_period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        *("", "22", "1899", "2100", "20220305", "2022-13", "2022-00", "2022-02-30", "2022-3-5-7"),
        *(
            "2022年5日",
            "2022-3月",
            "2022年二二月",
            "2022年十三月",
            "二〇二二",
            "２０２２",
            "٢٠٢٢",
            "2022-03 and more",
        ),
    ],
)
def test_other_texts_are_no_periods(text: str) -> None:
    assert parse_period(text) is None


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_its_month_and_year(day: date) -> None:
    year, month = parse_period(f"{day:%Y}"), parse_period(f"{day.year}年{day.month}月")
    assert year and month and year[0] <= month[0] <= day <= month[1] <= year[1]
    assert month[1] - month[0] == timedelta(monthrange(day.year, day.month)[1] - 1)
    assert parse_period(day.isoformat()) == (day, day)


def test_periods_of_every_kind() -> None:
    golden_rows.check("periods", lambda text: [f"{day}" for day in parse_period(text) or ()])
