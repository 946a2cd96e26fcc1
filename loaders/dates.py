"""The one parser of dates: front matter, file names, feeds and records, to a time with an offset.

What it accepts is listed in docs/generators.md, form by form. Nothing else is a date: a text that
could mean two days, or no day, is refused with a reason, never guessed.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from newsdb.models import Problem
from newsdb.times import DateOnly

CLOCK = r"""
    (?P<hour>\d{1,2}) : (?P<minute>\d{2}|\d(?!\d)) (?: : (?P<second>\d{1,2}) (?:[.,]\d+)? )?
    (?: \s? (?P<half>[ap])\.?m\b\.? )?
"""
ZONE = r"""
    (?: \s* (?P<zone> Z | (?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?(?![\d:]) | [a-z][\w/+-]{0,50} )
        (?: \s* \( [^()]{0,50} \) | \s+ [a-z]{1,5} )? )?
"""
WEEKDAY = r"(?: (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6} \.? (?: ,\s* | \s+ ) )?"
MONTH = r"(?P<month_name>[a-z]{3,9})\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
FORMS = tuple(
    re.compile(form, re.VERBOSE | re.IGNORECASE | re.ASCII)
    for form in (
        # 2022-03-07, 2022/3/7 9:05, 2022-03-07T09:05:00.123+08:00
        rf"(?P<year>\d{{4}}) (?P<mark>[-/.]) (?P<month>\d{{1,2}}) (?P=mark) (?P<day>\d{{1,2}})"
        rf"(?: (?:\s+|T) {CLOCK} )? {ZONE}",
        # 2022年3月7日 9:05, 2022年3月7日9时5分
        r"(?P<year>\d{4}) \s* 年 \s* (?P<month>\d{1,2}) \s* 月 \s* (?P<day>\d{1,2}) \s* [日号]"
        rf"(?: \s* (?: (?P<cn_half>[上下])午 \s* )? (?: {CLOCK} | (?P<cn_hour>\d{{1,2}}) \s* [时点]"
        r" (?: \s* (?P<cn_minute>\d{1,2}) \s* 分 (?: \s* (?P<cn_second>\d{1,2}) \s* 秒 )? )? ) )?"
        rf" {ZONE}",
        # 20220307, 20220307T090500Z
        r"(?P<year>\d{4}) (?P<month>\d{2}) (?P<day>\d{2})"
        r" (?: [T\s]? (?P<hour>\d{2}) (?P<minute>\d{2}) (?P<second>\d{2})? )?" + ZONE,
        # 7 March 2022, Mon, 07 Mar 2022 09:05:00 GMT, Monday, 07-Mar-22 09:05:00 GMT
        rf"{WEEKDAY} {DAY} [\s-]+ {MONTH} ,? [\s-]+ (?P<year>\d{{4}}|\d{{2}}(?=\s+\d{{1,2}}:))"
        rf"(?: ,? \s+ (?:at\s+)? {CLOCK} )? {ZONE}",
        # March 7, 2022, Mar 7th 2022 9:05 am
        rf"{WEEKDAY} {MONTH} ,? \s+ {DAY} (?: ,\s* | \s+ ) (?P<year>\d{{4}})"
        rf"(?: ,? \s+ (?:at\s+)? {CLOCK} )? {ZONE}",
        # Mon Mar  7 09:05:00 CET 2022 (Unix `date`, C's `asctime`)
        rf"{WEEKDAY} {MONTH} \s+ {DAY} \s+ {CLOCK} {ZONE} \s+ (?P<year>\d{{4}})",
        # 7-3-2022, 7.3.2022: the day comes first
        rf"(?P<day>\d{{1,2}}) (?P<mark>[-.]) (?P<month>\d{{1,2}}) (?P=mark) (?P<year>\d{{4}})"
        rf"(?: (?:\s+|T) {CLOCK} )? {ZONE}",
        # 25/12/2022 and 12/25/2022, where one of the two numbers can only be the day
        rf"(?P<first>\d{{1,2}}) / (?P<second_number>\d{{1,2}}) / (?P<year>\d{{4}})"
        rf"(?: \s+ {CLOCK} )? {ZONE}",
    )
)
TIMESTAMP = re.compile(r"(?P<seconds>[12]\d{9})(?:\d{3})?", re.ASCII)
"""Seconds since 1970, or milliseconds: of the years 2001 to 2065, and so not eight digits."""
NOT_A_ZONE = re.compile(r"posixrules|localtime|Factory|right/|posix/", re.IGNORECASE)
"""Files beside those of time zones: what they say depends on the machine, or on leap seconds."""
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
# The abbreviations of RFC 2822 (section 4.3), and those with one meaning in the list of Ruby,
# and so of Jekyll (date/lib/date/zonetab.list). IST, AST and the like have several: no date.
HOURS_OF_ZONE = dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0)
HOURS_OF_ZONE |= {"est": -5, "edt": -4, "cst": -6, "cdt": -5}
HOURS_OF_ZONE |= {"mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10}
HOURS_OF_ZONE |= {"west": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3}
HOURS_OF_ZONE |= {"msk": 3, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9}
HOURS_OF_ZONE |= {"aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13}


def parse_date(text: str, default_zone: str) -> datetime:
    """Return the time in `text`, in its own zone, else in `default_zone` (IANA).

    A date without a time is a DateOnly. Fractions of a second are dropped.
    Raises ValueError, with a reason, for what is no date or cannot be one.
    """
    stripped = text.strip()
    if match := TIMESTAMP.fullmatch(stripped):
        return datetime.fromtimestamp(int(match["seconds"]), timezone.utc)
    for form in FORMS:
        if match := form.fullmatch(stripped):
            break
    else:
        raise ValueError(f"“{text}” is not a date")
    try:
        parts = match.groupdict("")
        time, zone = _without_zone(parts), _zone(parts["zone"], default_zone)
        if isinstance(time, DateOnly):  # the same day everywhere
            zone = ZoneInfo(default_zone)
        return _in_minutes(time.replace(tzinfo=zone))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{text}” cannot be a date ({error})") from None


def assumed_zone(time: datetime | None, default_zone: str) -> list[Problem]:
    """Return the problem of a time from `parse_date` for which the default zone was assumed.

    A day has none: it stays the same day in every zone.
    """
    if time is None or isinstance(time, DateOnly) or time.tzinfo is not ZoneInfo(default_zone):
        return []
    detail = f"{time:%Y-%m-%d %H:%M} names no time zone; {default_zone} was assumed"
    return [Problem("zone", detail)]


def _without_zone(parts: dict[str, str]) -> datetime:
    year = int(parts["year"])
    if len(parts["year"]) == 2:  # as RFC 2822 (section 4.3) reads two digits
        year += 2000 if year < 50 else 1900
    if parts.get("first"):
        month, day = _month_and_day(int(parts["first"]), int(parts["second_number"]))
    else:
        name, day = parts.get("month_name"), int(parts["day"])
        month = _month(name) if name else int(parts["month"])
    hour, minute, second = (
        int(parts.get(name) or parts.get(f"cn_{name}") or 0)
        for name in ("hour", "minute", "second")
    )
    if half := parts.get("cn_half") or parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError("hour must be in 1..12 with am and pm")
        hour = hour % 12 + (12 if half in "pP下" else 0)
    states_time = parts.get("hour") or parts.get("cn_hour")
    kind = datetime if states_time else DateOnly
    return kind(year, month, day, hour, minute, second)


def _month_and_day(first: int, second: int) -> tuple[int, int]:
    if first != second and first <= 12 and second <= 12:
        raise ValueError("it may be the day or the month that comes first")
    return (second, first) if first > 12 else (first, second)


def _month(name: str) -> int:
    name = name.lower()
    for number, month in enumerate(MONTHS, 1):
        if name in (month, month[:3]) or (name == "sept" and number == 9):
            return number
    raise ValueError(f"there is no month “{name}”")


def _in_minutes(time: datetime) -> datetime:
    """Return a time whose offset is one of ISO 8601: before 1901 zones have seconds, too."""
    offset = time.utcoffset() or timedelta()
    if not offset.seconds % 60:
        return time
    return time.replace(tzinfo=timezone(offset - timedelta(seconds=offset.seconds % 60)))


@lru_cache
def _zone(name: str, default_zone: str) -> tzinfo:
    if not name:
        return ZoneInfo(default_zone)
    if match := OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if offset >= timedelta(hours=24):
            raise ValueError("an offset is less than 24 hours")
        return timezone(offset if match[1] == "+" else -offset)
    hours = HOURS_OF_ZONE.get(name.lower())
    if hours is not None:
        return timezone(timedelta(hours=hours))
    try:
        return ZoneInfo("" if NOT_A_ZONE.match(name) else name)
    except (ValueError, OSError, LookupError):
        raise ValueError(f"there is no time zone “{name}”") from None
