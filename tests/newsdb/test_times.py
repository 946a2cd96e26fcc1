"""Instants: texts that sort as the times do that they stand for."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.times import DateOnly, has_time, instant, written


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2022-01-01T08:00:00+08:00", "2022-01-01T00:00:00Z"),
        ("2021-12-31T19:00:00-05:00", "2022-01-01T00:00:00Z"),
        ("2022-01-01T00:00:00.9+00:00", "2022-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+08:00", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59Z"),
        ("0999-01-01T00:00:00+00:00", "0999-01-01T00:00:00Z"),
        ("2022-01-01T08:00:00", None),
        ("2022-01-01", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_instants(time: str | None, expected: str | None) -> None:
    assert instant(time) == expected


TIMES = st.builds(
    lambda naive, minutes: naive.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)).map(lambda t: t.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60),
)


@given(TIMES, TIMES)
def test_instants_sort_as_times_and_are_those_of_sqlite(one: datetime, other: datetime) -> None:
    first, second = instant(one.isoformat()), instant(other.isoformat())
    assert first is not None
    assert second is not None
    assert (first < second, first == second) == (one < other, one == other)
    with sqlite3.connect(":memory:") as connection:
        query = "select strftime('%Y-%m-%dT%H:%M:%SZ', ?)"
        assert connection.execute(query, (one.isoformat(),)).fetchone() == (first,)
    connection.close()


def test_a_time_that_is_not_known_is_not_written() -> None:
    zone = timezone(timedelta(hours=8))
    for time, text in (
        (datetime(2022, 1, 1, tzinfo=zone), "2022-01-01T00:00:00+08:00"),
        (DateOnly(2022, 1, 1, tzinfo=zone), "2022-01-01"),
    ):
        assert (written(time), has_time(text)) == (text, len(text) > 10)
        assert instant(time.isoformat()) == "2021-12-31T16:00:00Z"
    assert (written(None), has_time(None), has_time("")) == (None, False, False)
