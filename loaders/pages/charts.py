"""Charts as plain data: bars in a box, which a template draws as SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_BARS = 120
WIDTH, HEIGHT = 720, 120
"""The box, in the SVG's units. A page scales it to its width."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month (YYYY-MM) or year (YYYY), its count, and where its bar stands in the box."""

    period: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the first period to the last, none left out. `most` is the highest count."""

    bars: tuple[Bar, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def by_month(counts: Mapping[str, int]) -> Chart | None:
    """Return the chart of counts by month (YYYY-MM), by year where there are too many months.

    None where there is nothing to compare: fewer than two months.
    """
    months = sorted(month for month in counts if is_month(month))
    if not months:
        return None
    periods = _months(months[0], months[-1])
    totals: dict[str, int] = {month: counts[month] for month in months}
    if len(periods) > MOST_BARS:
        totals = {}
        for month in months:
            totals[month[:4]] = totals.get(month[:4], 0) + counts[month]
        periods = [f"{year:04}" for year in range(int(months[0][:4]), int(months[-1][:4]) + 1)]
        # A date gone wrong by a thousand years must not make a thousand bars.
        periods = periods if len(periods) <= MOST_BARS else sorted(totals)[-MOST_BARS:]
    if len(periods) < 2:
        return None
    most = max(totals.values())
    step = WIDTH / len(periods)
    gap = min(step * 0.25, 4)
    bars = []
    for position, period in enumerate(periods):
        count = totals.get(period, 0)
        # What is there at all can be seen.
        height = max(round(HEIGHT * count / most, 1), 1.5) if count else 0
        x = round(position * step + gap / 2, 1)
        bars.append(Bar(period, count, x, round(HEIGHT - height, 1), round(step - gap, 1), height))
    return Chart(tuple(bars), most)


def is_month(value: str) -> bool:
    """Tell whether a text is a month of the years 1 to 9999, YYYY-MM."""
    year, dash, month = value.partition("-")
    return (
        (len(year), dash, len(month)) == (4, "-", 2)
        and (year + month).isascii()
        and (year + month).isdigit()
        and year > "0000"
        and "01" <= month <= "12"
    )


def _months(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
