"""Dates as front matter and file names write them, to ISO 8601 with an offset."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

DATE = re.compile(
    r"""(?P<year>\d{4}) [-/.] (?P<month>\d{1,2}) [-/.] (?P<day>\d{1,2})
        (?: (?:\s+|[Tt]) (?P<hour>\d{1,2}) : (?P<minute>\d{1,2})
            (?: : (?P<second>\d{1,2}) (?:[.,]\d+)? )? )?
        \s* (?P<zone>[Zz] | [+-]\d{1,2}(?::?\d{2})? | [A-Za-z][\w/+-]{0,50})?""",
    re.VERBOSE,
)
OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
# The abbreviations that Ruby's Time.parse, and so Jekyll, knows (date/lib/date/zonetab.list).
HOURS_OF_ZONE = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "jst": 9}
HOURS_OF_ZONE |= {"est": -5, "edt": -4, "cst": -6, "cdt": -5}
HOURS_OF_ZONE |= {"mst": -7, "mdt": -6, "pst": -8, "pdt": -7}


def parse_date(text: str, default_zone: str) -> datetime:
    """Return the time that `text` tells, in its own zone, else in `default_zone` (IANA).

    A date without a time is midnight. Fractions of a second are dropped.
    Raises ValueError, with a reason in words, for what is no date or cannot be one.
    """
    match = DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text}” is not a date")
    numbers = [int(match[name] or 0) for name in ("year", "month", "day")]
    clock = [int(match[name] or 0) for name in ("hour", "minute", "second")]
    try:
        naive = datetime(*numbers, *clock)  # type: ignore[arg-type]
        return _in_minutes(naive.replace(tzinfo=_zone(match["zone"], default_zone)))
    except ValueError as error:
        raise ValueError(f"“{text}” cannot be a date ({error})") from None


def _in_minutes(time: datetime) -> datetime:
    """Return a time whose offset is one of ISO 8601: before 1901 zones have seconds, too."""
    offset = time.utcoffset() or timedelta()
    if not offset.seconds % 60:
        return time
    return time.replace(tzinfo=timezone(offset - timedelta(seconds=offset.seconds % 60)))


def _zone(name: str | None, default_zone: str) -> tzinfo:
    if not name:
        return ZoneInfo(default_zone)
    if match := OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(offset if match[1] == "+" else -offset)
    hours = HOURS_OF_ZONE.get(name.lower())
    try:
        return ZoneInfo(name) if hours is None else timezone(timedelta(hours=hours))
    except (OSError, ValueError, LookupError):
        # ZoneInfo's own messages name files of this machine.
        raise ValueError(f"unknown time zone {name}") from None
