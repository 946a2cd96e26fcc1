"""Charts as plain data, which `newsdb.web.svg` draws: numbers of series by period or by name."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, log10
from typing import Literal

from newsdb.parameters import is_month

MAX_BARS = 120
MAX_STEPS = 3

Kind = Literal["bars", "lines", "rows"]
"""Columns beside each other, lines, or bars below each other with a name on each."""


@dataclass(frozen=True, slots=True)
class Series:
    """A name, and a number for each key of the chart."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Chart:
    """Series of numbers, none below 0.

    `keys` are what the numbers are of, in order: years, months, days or hours (beginnings of
    ISO 8601, `2022`, `2022-03`), none left out, or names.
    """

    keys: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind = "bars"

    @property
    def counts(self) -> dict[str, float]:
        """The numbers of the first series, by key."""
        first, *_ = self.series
        return dict(zip(self.keys, first.values, strict=True))

    @cached_property
    def most(self) -> float:
        """The greatest number."""
        return max((value for series in self.series for value in series.values), default=0)

    @cached_property
    def ticks(self) -> tuple[float, ...]:
        """The round numbers on the axis, from 0 on; the last is not less than any number."""
        if not self.most:
            return (0, 1)
        most, is_whole = self.most, self.is_whole
        unit = _unit(most, is_whole)
        steps = range(ceil(most / unit) + 1)
        # Not 0.30000000000000004.
        return tuple(step * unit if is_whole else float(f"{step * unit:.6g}") for step in steps)

    @property
    def is_whole(self) -> bool:
        """Whether all numbers are whole."""
        return all(isinstance(value, int) for series in self.series for value in series.values)


def by_month(counts: Mapping[str, int], max_bars: int = MAX_BARS) -> Chart | None:
    """Return the chart of counts by month (YYYY-MM), by year if there are too many months.

    None if there is nothing to compare: fewer than two months.
    """
    months = sorted(month for month in counts if is_month(month))
    if not months:
        return None
    periods = months_between(months[0], months[-1])
    totals: dict[str, int] = {month: counts[month] for month in months}
    if len(periods) > max_bars:
        totals = {}
        for month in months:
            totals[month[:4]] = totals.get(month[:4], 0) + counts[month]
        periods = [f"{year:04}" for year in range(int(months[0][:4]), int(months[-1][:4]) + 1)]
        # One date that is wrong by a thousand years must not give a thousand bars.
        periods = periods if len(periods) <= MAX_BARS else sorted(totals)[-MAX_BARS:]
    return _chart(totals, periods) if len(periods) > 1 else None


def by_day(counts: Mapping[str, int], month: str) -> Chart | None:
    """Return the chart of counts by day (YYYY-MM-DD) of a month, or None if all are 0."""
    days = monthrange(int(month[:4]), int(month[5:]))[1]
    return _chart(counts, [f"{month}-{day:02}" for day in range(1, days + 1)])


def by_hour(counts: Mapping[str, int], day: str) -> Chart | None:
    """Return the chart of counts by hour (YYYY-MM-DDTHH) of a day, or None if all are 0."""
    return _chart(counts, [f"{day}T{hour:02}" for hour in range(24)])


def months_between(first: str, last: str) -> list[str]:
    """Return all months (YYYY-MM) from one to another."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def _chart(counts: Mapping[str, int], periods: Sequence[str]) -> Chart | None:
    values = tuple(counts.get(period, 0) for period in periods)
    return Chart(tuple(periods), (Series("", values),)) if any(values) else None


def _unit(most: float, is_whole: bool) -> float:
    """Return the round step in which an axis up to `most` has at most MAX_STEPS ticks."""
    size = 1 if is_whole else 10.0 ** floor(log10(most / MAX_STEPS))
    while True:
        for unit in (size, 2 * size, 5 * size):
            if most <= MAX_STEPS * unit:
                return unit
        size *= 10
