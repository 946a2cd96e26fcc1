"""Days, weeks, months and years: their SQL, their sequence, and the ranges that people choose."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, get_args

from newsdb.search import Databases
from newsdb.web.charts import months_between

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)
SQL: dict[Unit, str] = {
    "day": "substr(published, 1, 10)",
    "week": "date(substr(published, 1, 10), 'weekday 0', '-6 days')",
    "month": "substr(published, 1, 7)",
    "year": "substr(published, 1, 4)",
}
"""The unit that a post is of. A week is called by its Monday (YYYY-MM-DD)."""
DAYS = 30


def last_day(databases: Databases) -> str | None:
    """Return the last day (YYYY-MM-DD) that a post of the site has, None if none has any."""
    days = (each.execute("select max(date) from posts").fetchone()[0] for each in databases)
    return max(filter(None, days), default=None)


def unit_of(unit: Unit, day: str) -> str:
    """Return the unit that a day (YYYY-MM-DD) is of, as SQL says it."""
    if unit == "week":
        given = date.fromisoformat(day)
        return f"{given - timedelta(given.weekday())}"  # 0001-01-01 was a Monday
    return day[: {"day": 10, "month": 7, "year": 4}[unit]]


def units_between(unit: Unit, first: str, last: str) -> list[str]:
    """Return all units from one to another, both included."""
    if first > last:
        return []
    if unit == "year":
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if unit == "month":
        return months_between(first, last)
    start, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
    step = 7 if unit == "week" else 1
    return [f"{date.fromordinal(day)}" for day in range(start, end + 1, step)]


def days_of(unit: Unit, period: str) -> tuple[str, str]:
    """Return the first and the last day of a unit."""
    if unit == "year":
        return f"{period}-01-01", f"{period}-12-31"
    if unit == "month":
        return f"{period}-01", f"{period}-{monthrange(int(period[:4]), int(period[5:]))[1]}"
    if unit == "week":
        start = date.fromisoformat(period).toordinal()
        return period, f"{date.fromordinal(min(start + 6, date.max.toordinal()))}"
    return period, period


def presets(last: str) -> list[tuple[str, str, str]]:
    """Return ranges that end where an archive does: what each is called, and its days.

    The archive may be an old one: "the last 30 days" are those before its last day.
    """
    day = date.fromisoformat(last)
    quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    start = date.fromordinal(max(1, day.toordinal() - DAYS + 1))
    return [
        ("days", f"{start}", last),
        ("month", f"{day.replace(day=1)}", last),
        ("quarter", f"{quarter}", last),
        ("year", f"{day.replace(month=1, day=1)}", last),
    ]
