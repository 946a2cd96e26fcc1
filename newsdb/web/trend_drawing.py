"""What is drawn of a trend: its own periods, or longer ones where a chart has no room for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from newsdb.web.charts import Chart, Series
from newsdb.web.time_units import UNITS, Unit, days_of, unit_of
from newsdb.web.trends import Trend

MAX_KEYS = 720
"""How many periods are drawn: with more, each is less than a pixel or two wide."""
MAX_POINTS = 2_400
"""How many numbers, of all series, a page has bytes for."""
MAX_BARS = 240
"""How many bars of several series have room beside each other."""


def joined(trend: Trend) -> Trend:
    """Return a trend by the shortest unit, from its own on, of which a chart has room for all.

    Counts are added up. Of years, the latest are kept.
    """
    room = min(MAX_KEYS, MAX_POINTS // max(1, len(trend.series)))
    unit, periods = trend.unit, trend.periods
    for unit in UNITS[UNITS.index(trend.unit) :]:
        periods = tuple(dict.fromkeys(_longer(trend.unit, unit, each) for each in trend.periods))
        if len(periods) <= room:
            break
    periods = periods[-room:]
    if periods == trend.periods:
        return trend

    def add_up(counts: Mapping[str, int]) -> Mapping[str, int]:
        total: Counter[str] = Counter()
        for period, count in counts.items():
            total[_longer(trend.unit, unit, period)] += count
        return total

    return replace(
        trend,
        unit=unit,
        periods=periods,
        series=tuple(replace(each, counts=add_up(each.counts)) for each in trend.series),
        all_posts=add_up(trend.all_posts),
    )


def chart_of(trend: Trend, kind: Literal["", "bars", "lines"] = "") -> Chart | None:
    """Return the chart of a trend, None if there is nothing to draw: several series are lines.

    A line has two periods at least, and bars of several series need room beside each other.
    """
    if not trend.series or not trend.periods:
        return None
    several = len(trend.series) > 1
    drawn = kind or ("lines" if several else "bars")
    if len(trend.periods) == 1:
        drawn = "bars"
    elif several and len(trend.periods) * len(trend.series) > MAX_BARS:
        drawn = "lines"
    return Chart(
        trend.periods,
        tuple(Series(each.label, trend.values(each)) for each in trend.series),
        drawn,
    )


def _longer(own: Unit, unit: Unit, period: str) -> str:
    """Return the longer unit in which a period begins."""
    return unit_of(unit, days_of(own, period)[0])
