"""The archive as a calendar: the articles of every month, and of every day of a year."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

from newsdb.web.merging import add_counts

# Versions in another day or month than the lead. Most stories begin and end in the same one.
LATER = """
select substr(post.date, 1, :length), count(distinct stories.id)
from stories cross join posts as post on post.story_id = stories.id
join posts as lead on lead.id = lead_post_id
where substr(first_published, 1, :length) != substr(last_published, 1, :length)
and substr(post.date, 1, :length) != substr(lead.date, 1, :length) group by 1
"""
MONTH, DAY = len("2022-03"), len("2022-03-03")
LEVELS = 4
"""Number of shades, from few articles to many; 0 is for none."""


@dataclass(frozen=True, slots=True)
class ArchiveCounts:
    """Counts of articles: by year (YYYY) and month (YYYY-MM), the latest year first, and by day
    (YYYY-MM-DD) of one year, '' where nothing has a date."""

    years: dict[str, dict[str, int]]
    year: str
    days: dict[str, int]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a calendar (YYYY-MM-DD), with the number of its articles and their shade."""

    date: str
    posts: int
    level: int


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month of a calendar (YYYY-MM). `skipped` weekdays come before its first day: weeks begin
    on Monday."""

    name: str
    posts: int
    skipped: int
    days: tuple[CalendarDay, ...]


def read_archive(connection: sqlite3.Connection, year: str) -> ArchiveCounts:
    """Return the archive with the days of a year (YYYY), or of the latest one if it has none."""
    years: dict[str, dict[str, int]] = {}
    for month, articles in sorted(articles_by_period(connection, MONTH).items(), reverse=True):
        if month:
            years.setdefault(month[:4], {})[month] = articles
    shown = year if year in years else next(iter(years), "")
    days = articles_by_period(connection, DAY)
    return ArchiveCounts(
        years, shown, {day: days[day] for day in sorted(days) if shown and day[:4] == shown}
    )


def articles_by_period(connection: sqlite3.Connection, length: int) -> Counter[str]:
    """Return how many articles each month or day has, '' for those without a date.

    `length` is MONTH or DAY. An article counts once in each period with one of its versions, as
    the period's list shows it.
    """
    counts: Counter[str] = Counter()
    for day, articles in connection.execute(
        "select date, count(*) from posts where relation is null group by date"
    ):
        counts[(day or "")[:length]] += articles
    counts.update(dict(connection.execute(LATER, {"length": length}).fetchall()))
    return counts


def merge_archives(each: Iterable[ArchiveCounts], year: str) -> ArchiveCounts:
    """Return the archive of the site, from what `read_archive` returns of each database for the
    same year."""
    archives = list(each)
    months = add_counts(months for archive in archives for months in archive.years.values())
    years: dict[str, dict[str, int]] = {}
    for month, posts in reversed(months.items()):
        years.setdefault(month[:4], {})[month] = posts
    shown = year if year in years else next(iter(years), "")
    # A database without the year has given its latest one.
    days = add_counts(archive.days for archive in archives)
    return ArchiveCounts(
        years, shown, {day: posts for day, posts in days.items() if day.startswith(shown)}
    )


def level(posts: int, most: int) -> int:
    """Return the shade for a number of articles, where the largest number gets the darkest.

    It goes by the square root, so that one busy day does not turn all others pale.
    """
    return ceil(LEVELS * sqrt(posts / most)) if posts else 0


def months_of(year: str, days: Mapping[str, int]) -> tuple[CalendarMonth, ...]:
    """Return the months of a year (YYYY) with all their days; `days` has the numbers."""
    most = max(days.values(), default=0)
    months = []
    for month in range(1, 13):
        length = monthrange(int(year), month)[1]
        dates = [f"{year}-{month:02}-{day:02}" for day in range(1, length + 1)]
        calendar = tuple(
            CalendarDay(each, days.get(each, 0), level(days.get(each, 0), most)) for each in dates
        )
        posts = sum(day.posts for day in calendar)
        skipped = date(int(year), month, 1).weekday()
        months.append(CalendarMonth(f"{year}-{month:02}", posts, skipped, calendar))
    return tuple(months)
