"""The archive as a calendar."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from newsdb.web.archive import (
    ArchiveCounts,
    CalendarDay,
    level,
    merge_archives,
    months_of,
    read_archive,
)
from tests.conftest import load


def test_shades() -> None:
    assert [level(posts, 16) for posts in (0, 1, 2, 4, 5, 9, 10, 16)] == [0, 1, 2, 2, 3, 3, 4, 4]
    assert (level(0, 0), level(1, 1), level(1, 10**9)) == (0, 4, 1)


def test_months_of_a_year() -> None:
    months = months_of("2024", {"2024-02-01": 1, "2024-02-29": 4})
    assert [month.name for month in months][::11] == ["2024-01", "2024-12"]
    february = months[1]
    # The first of February 2024 was a Thursday.
    assert (february.posts, february.skipped, len(february.days)) == (5, 3, 29)
    assert (february.days[0], february.days[1]) == (
        CalendarDay("2024-02-01", 1, 2),
        CalendarDay("2024-02-02", 0, 0),
    )
    assert february.days[28] == CalendarDay("2024-02-29", 4, 4)


@given(st.integers(1, 9999))
def test_every_day_of_a_year_once(year: int) -> None:
    days = [day.date for month in months_of(f"{year:04}", {}) for day in month.days]
    first = date(year, 1, 1)
    assert days == [(first + timedelta(at)).isoformat() for at in range(len(days))]
    assert len(days) in (365, 366)
    assert days[-1][4:] == "-12-31"


def test_what_a_database_has(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        dates = [day for (day,) in connection.execute("select date from posts where date > ''")]
        latest = read_archive(connection, "")
        assert latest == read_archive(connection, "1999") == read_archive(connection, "%")
        assert (list(latest.years), latest.year) == (["2022", "2021"], "2022")
        assert list(latest.years["2022"]) == sorted(latest.years["2022"], reverse=True)
        months = {month: n for year in latest.years.values() for month, n in year.items()}
        assert months == Counter(day[:7] for day in dates)
        for year in ("2021", "2022"):
            expected = Counter(day for day in dates if day.startswith(year))
            assert read_archive(connection, year).days == expected


def test_nothing_with_a_date(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("---\ntitle: Note\n---\nText.\n", encoding="utf-8")
    path = load(tmp_path, tmp_path / "news.db")
    with closing(sqlite3.connect(path)) as connection:
        assert read_archive(connection, "2022") == ArchiveCounts({}, "", {})


def test_the_archive_of_several_databases() -> None:
    """One without the year asked for has given the days of its latest one."""
    one = ArchiveCounts({"2022": {"2022-02": 1}, "2021": {"2021-12": 3}}, "2021", {"2021-12-03": 3})
    other = ArchiveCounts({"2022": {"2022-02": 2, "2022-01": 4}}, "2022", {"2022-02-01": 6})
    years = {"2022": {"2022-02": 3, "2022-01": 4}, "2021": {"2021-12": 3}}
    merged = merge_archives([one, other], "2021")
    assert merged == ArchiveCounts(years, "2021", {"2021-12-03": 3})
    assert list(merged.years["2022"]) == ["2022-02", "2022-01"]
    assert merge_archives([other, other], "2021") == ArchiveCounts(
        {"2022": {"2022-02": 4, "2022-01": 8}}, "2022", {"2022-02-01": 12}
    )
    assert merge_archives([], "2021") == ArchiveCounts({}, "", {})
