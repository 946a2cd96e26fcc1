"""Days, weeks, months and years."""

import sqlite3
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.web.time_units import SQL, UNITS, Unit, days_of, presets, unit_of, units_between

SPANS = st.builds(
    lambda first, days: [str(first), str(first + timedelta(days))],
    st.dates(max_value=date(9900, 1, 1)),
    st.integers(0, 3_000),
)


@given(day=st.dates(min_value=date(1, 1, 1)).map(str), unit=st.sampled_from(UNITS))
def test_sql_and_python_agree(day: str, unit: Unit) -> None:
    found = unit_of(unit, day)
    if unit != "week" or day > "0001-01-07":
        sql = f"select {SQL[unit]} from (select ? as published)"
        assert sqlite3.connect(":memory:").execute(sql, (f"{day}T08:00:00+08:00",)).fetchone() == (
            found,
        )
    first, last = days_of(unit, found)
    assert first <= day <= last


@given(days=SPANS, unit=st.sampled_from(["week", "month", "year"]))
def test_units_between_are_all(days: list[str], unit: Unit) -> None:
    first, last = (unit_of(unit, day) for day in days)
    found = units_between(unit, first, last)
    assert (found[0], found[-1]) == (first, last)
    assert found == sorted(set(found))
    ends = [days_of(unit, period) for period in found]
    for (_, end), (start, _) in pairwise(ends):
        assert date.fromisoformat(start).toordinal() - date.fromisoformat(end).toordinal() == 1


def test_days_between() -> None:
    assert units_between("day", "2024-02-28", "2024-03-01") == [
        *("2024-02-28", "2024-02-29", "2024-03-01")
    ]
    assert units_between("month", "2022-02", "2022-01") == []


@pytest.mark.parametrize(
    ("last", "starts"),
    [
        ("2022-08-05", ["2022-07-07", "2022-08-01", "2022-07-01", "2022-01-01"]),
        ("2024-02-29", ["2024-01-31", "2024-02-01", "2024-01-01", "2024-01-01"]),
        ("0001-01-02", ["0001-01-01"] * 4),
    ],
)
def test_presets_end_where_the_archive_does(last: str, starts: list[str]) -> None:
    assert presets(last) == [
        (name, start, last)
        for name, start in zip(("days", "month", "quarter", "year"), starts, strict=True)
    ]
