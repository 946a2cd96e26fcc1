"""Times as text: in the offset that they were written with, and as instants in UTC.

A time of day that nobody stated is not made up: such a time is its day alone, `2022-01-01`.
"""

from __future__ import annotations

from datetime import datetime, timezone

DAY_LENGTH = len("2022-01-01")


class DateOnly(datetime):
    """The first moment of a day, in the zone that counts for it, where only the day is known."""


def written(time: datetime | None) -> str | None:
    """Return a time as it is stored: ISO 8601 with its offset; of a DateOnly, the day alone."""
    if time is None:
        return None
    return time.date().isoformat() if isinstance(time, DateOnly) else time.isoformat()


def has_time(time: str | None) -> bool:
    """Return whether a time as it is stored has a time of day."""
    return bool(time) and len(time or "") > DAY_LENGTH


def instant(time: str | None) -> str | None:
    """Return a time (ISO 8601 with an offset) in UTC, to the second: `2022-01-01T00:00:00Z`.

    Such texts sort as instants. Returns None for anything else, and for a day alone. An instant
    that its offset moves out of the years 1 to 9999 becomes the nearest one inside.
    """
    try:
        local = datetime.fromisoformat(time) if time else None
    except ValueError:
        return None
    return None if local is None else instant_of(local)


def instant_of(local: datetime) -> str | None:
    """Return a time in UTC as `instant` does, None for one without an offset."""
    if local.tzinfo is None:
        return None
    try:
        utc = local.astimezone(timezone.utc)
    except OverflowError:
        utc = datetime.min if local.year == 1 else datetime.max
    return f"{utc.replace(microsecond=0, tzinfo=None).isoformat()}Z"
