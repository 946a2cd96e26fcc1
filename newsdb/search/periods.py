"""A year, month or day as people write it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

PERIOD = re.compile(
    r"(?P<year>(?:19|20)\d\d)"
    r"(?:年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?)?"
    r"|[-/.](?P<month2>\d{1,2})(?:[-/.](?P<day2>\d{1,2}))?)?",
    re.ASCII,
)
CHINESE_YEAR = re.compile("[〇零一二三四五六七八九]{4}(?=年)")
DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
CHINESE_NUMBER = re.compile("[一二三四五六七八九十]{1,3}(?=[月日号])")
NUMBERS = {
    f"{tens}{ones}": f"{10 * at + number}"
    for at, tens in enumerate(("", "十", "二十", "三十"))
    for number, ones in enumerate(("", *"一二三四五六七八九"))
}


def parse_period(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of a period: 2022, 2022-03, 2022年3月, 2022年3月5日.

    Chinese numerals are read, too: 二〇二二年三月. None for anything else, and for what is not in
    the calendar.
    """
    text = CHINESE_YEAR.sub(lambda year: year[0].translate(DIGITS), text.strip())
    text = CHINESE_NUMBER.sub(lambda number: NUMBERS.get(number[0], number[0]), text)
    found = PERIOD.fullmatch(text)
    if not found:
        return None
    year = int(found["year"])
    month, day = (found[name] or found[f"{name}2"] for name in ("month", "day"))
    try:
        first = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first, first
    last_month = int(month or 12)
    return first, date(year, last_month, monthrange(year, last_month)[1])
