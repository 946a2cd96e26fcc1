"""Dates that a query may mean, but does not say: 昨天, 3月5日, 2022Q1, 20220305, March 2022.

Text has these words, too, and what they meant on its day: they are searched as text, and where
nothing is found, the query with the date in full is a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from newsdb.search.grammar import MAX_LENGTH
from newsdb.search.periods import parse_period

MAX_YEARS = 3
"""How many years are suggested for a day without a year."""
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
ENGLISH = re.compile(
    rf"\b(?:(?P<first>\d{{1,2}})(?:st|nd|rd|th)? )?{MONTH}"
    r"(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?,?)?,? (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE | re.ASCII,
)
QUARTER = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)(?: ?q(?P<latin>[1-4])\b|年?第?(?P<number>[一二三四1-4])季度?)"
    r"|\bq(?P<before>[1-4]) (?P<after>(?:19|20)\d\d)\b",
    re.IGNORECASE | re.ASCII,
)
COMPACT = re.compile(r"\b((?:19|20)\d\d)(\d\d)(\d\d)\b", re.ASCII)
DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
NUMERALS = "一二三四"

Days = tuple[date, date]


def _week(today: date, ago: int) -> Days:
    monday = today - timedelta(days=today.weekday() + 7 * ago)
    return monday, monday + timedelta(days=6)


def _month(today: date, ago: int) -> Days:
    months = today.year * 12 + today.month - 1 - ago
    return _period(f"{months // 12}-{months % 12 + 1}")


def _period(text: str) -> Days:
    found = parse_period(text)
    if found is None:
        raise ValueError(f"not in the calendar: {text}")
    return found


RELATIVE: dict[str, Callable[[date], Days]] = {
    r"今天|今日|\btoday\b": lambda today: (today, today),
    r"昨天|昨日|\byesterday\b": lambda today: (today - timedelta(days=1),) * 2,
    "前天": lambda today: (today - timedelta(days=2),) * 2,
    r"本周|这周|\bthis week\b": lambda today: _week(today, 0),
    r"上周|\blast week\b": lambda today: _week(today, 1),
    r"本月|这个月|\bthis month\b": lambda today: _month(today, 0),
    r"上个月|上月|\blast month\b": lambda today: _month(today, 1),
    r"今年|\bthis year\b": lambda today: _period(f"{today.year}"),
    r"去年|\blast year\b": lambda today: _period(f"{today.year - 1}"),
}


def dated(query: str, years: Sequence[str], today: date) -> list[str]:
    """Return a query with a date in full in place of one that it may mean, once for each such date.

    `years` are those of the posts: a day without one may be in the latest of them. What a search
    does not read of the query is left out.
    """
    query = query[:MAX_LENGTH]
    found = []
    for match, periods in _dates(query, years, today):
        before, after = query[: match.start()].strip(), query[match.end() :].strip()
        found += [" ".join(filter(None, (before, _filter(*each), after))) for each in periods]
    return found


def _dates(
    query: str, years: Sequence[str], today: date
) -> Iterable[tuple[re.Match[str], list[Days]]]:
    """Yield each date of a query, and the periods that it may be."""
    for words, days in RELATIVE.items():
        for match in re.finditer(words, query, re.IGNORECASE | re.ASCII):
            yield match, [days(today)]
    for match in DAY.finditer(query):
        yield match, _valid(f"{year}-{match[1]}-{match[2]}" for year in years[::-1])[:MAX_YEARS]
    for match in COMPACT.finditer(query):
        yield match, _valid(["-".join(match.groups())])
    for match in ENGLISH.finditer(query):
        parts = [match["year"], f"{MONTHS.index(match['month'].lower()) + 1}"]
        yield match, _valid(["-".join(filter(None, [*parts, match["first"] or match["day"]]))])
    for match in QUARTER.finditer(query):
        number = match["latin"] or match["before"] or match["number"]
        first = 3 * (int(number) if number.isascii() else NUMERALS.index(number) + 1) - 2
        year = match["year"] or match["after"]
        yield match, [(_period(f"{year}-{first}")[0], _period(f"{year}-{first + 2}")[1])]


def _valid(texts: Iterable[str]) -> list[Days]:
    return [period for text in texts if (period := parse_period(text))]


def _filter(first: date, last: date) -> str:
    """Return the fields of a query that select the days of a period."""
    if first == last:
        return f"{first}"
    for period in (f"{first.year}", f"{first:%Y-%m}"):
        if parse_period(period) == (first, last):
            return f"date:{period}"
    return f"after:{first} before:{last + timedelta(days=1)}"
