"""Bar charts as plain data, which a template draws as SVG."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsdb.parameters import is_month

MAX_BARS = 120
MAX_STEPS = 3
HEIGHT = 112
"""The height of the axis, in CSS pixels; the width is in percent of the page."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, month, day or hour (a beginning of ISO 8601, `2022`, `2022-03`), and its count.

    Its column begins at `x` and is `step` wide, in percent of the chart; `height` is in pixels.
    """

    period: str
    count: int
    x: float
    step: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the first period to the last, none left out.

    `ticks` are the numbers on the axis, from 0 on, with their heights in pixels.
    """

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, float], ...]
    height: int = HEIGHT


def by_month(counts: Mapping[str, int]) -> Chart | None:
    """Return the chart of counts by month (YYYY-MM), by year if there are too many months.

    None if there is nothing to compare: fewer than two months.
    """
    months = sorted(month for month in counts if is_month(month))
    if not months:
        return None
    periods = _months(months[0], months[-1])
    totals: dict[str, int] = {month: counts[month] for month in months}
    if len(periods) > MAX_BARS:
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


def _chart(counts: Mapping[str, int], periods: Sequence[str]) -> Chart | None:
    most = max(counts.get(period, 0) for period in periods)
    if not most:
        return None
    unit = _unit(most)
    top = -(-most // unit) * unit
    step = 100 / len(periods)
    bars = []
    for position, period in enumerate(periods):
        count = counts.get(period, 0)
        # Any count but 0 is visible.
        height = max(round(HEIGHT * count / top, 1), 1.5) if count else 0
        bars.append(Bar(period, count, round(position * step, 3), round(step, 3), height))
    ticks = [(number, round(HEIGHT * number / top, 1)) for number in range(0, top + 1, unit)]
    return Chart(tuple(bars), tuple(ticks))


def _unit(most: int) -> int:
    """Return the round step in which an axis up to `most` has at most MAX_STEPS ticks."""
    size = 1
    while True:
        for unit in (size, 2 * size, 5 * size):
            if most <= MAX_STEPS * unit:
                return unit
        size *= 10


def _months(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
