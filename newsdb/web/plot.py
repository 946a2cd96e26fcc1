"""The inside of a chart of periods as SVG: an axis, lines or bars, and the periods below.

Lines and bars are stretched to the width that there is, so that what is drawn needs few bytes: each
key is 1 wide.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from itertools import groupby, pairwise

from newsdb.feeds.atom import NOT_IN_XML
from newsdb.web.charts import Chart, Series

COLOURS = (
    *("#a3271f", "#22568f", "#2f6b2f", "#a35c00"),
    *("#6b3fa0", "#0f7670", "#b0307a", "#5b5f66"),
)
"""Of series, in their order; `--series-1` and so on in a page."""
DASHED = "5 3"
LINE = 'fill="none" stroke-width="2" stroke-linejoin="round"'
MAX_CENTRED = 3
"""How many names below the axis have room, each below its bar, on a phone."""
MAX_TARGET_BYTES = 26_000
"""How many bytes the tooltips and links of a chart may take; one that needs more has none."""
MAX_LABEL = 20
"""How many characters of the name of a series a tooltip has."""
Name = Callable[[str], str]
Number = Callable[[float], str]
Paint = Callable[[int], str]
"""Returns the attribute that colours the bars or the line of a series."""


def axes(
    chart: Chart,
    name: Name,
    tooltip: Number,
    height: int,
    number: Number,
    paint: Paint,
    link: Name | None = None,
) -> str:
    """Return the inside of a chart of periods: axis, lines or bars, and the periods below."""
    ticks = chart.ticks
    parts = ['<g class="axis" stroke="#dcd6ca">']
    for tick in ticks:
        y = _short(height - height * tick / ticks[-1])
        parts.append(f'<line x1="0" x2="100%" y1="{y}" y2="{y}"/>')
    parts.append('</g><g class="axis" fill="#615b52">')
    for tick in ticks:
        y = _short(height - height * tick / ticks[-1] + 4)
        label = escaped(number(tick))
        parts.append(f'<text x="-6" y="{y}" class="number" text-anchor="end">{label}</text>')
    for at, place in _shown(len(chart.keys)):
        anchor = {0.0: "start", 100.0: "end"}.get(place, "middle")
        middle = ' class="middle"' if anchor == "middle" and len(chart.keys) > MAX_CENTRED else ""
        parts.append(
            f'<text x="{place}%" y="{height + 18}" text-anchor="{anchor}"{middle}>'
            f"{escaped(name(chart.keys[at]))}</text>"
        )
    parts.append("</g>")
    targets = _targets(
        chart, name, tooltip if len(chart.series) == 1 else number, height, paint, link
    )
    too_many = len(targets.encode()) > MAX_TARGET_BYTES
    if chart.kind == "lines":
        parts.append(_lines(chart, height, paint))
    elif too_many:
        parts.append(_bars_alone(chart, height, paint))
    return "".join(parts if too_many else [*parts, targets])


def _targets(
    chart: Chart, name: Name, tooltip: Number, height: int, paint: Paint, link: Name | None
) -> str:
    """Return what can be pointed at for each key, over the whole height, with its bars if any.

    Neighbours with the same link, as months that lead to their year, share it.
    """
    single = " only" if len(chart.series) == 1 else ""
    parts = [_stretched(chart, height, f"targets{single}", 'fill="none"')]
    for url, keys in groupby(enumerate(chart.keys), lambda each: link(each[1]) if link else ""):
        # The keyboard and screen readers have the links beside the chart.
        parts.append(f'<a tabindex="-1" href="{escaped(url)}">' if link else "")
        for at, key in keys:
            parts.append(f"<g><title>{_title(chart, at, name(key), tooltip)}</title>")
            parts.append(f'<path d="M{at} 0h1v{height}h-1"/>')
            if chart.kind == "bars":
                for position in range(len(chart.series)):
                    if bar := _bar(chart, position, at, height):
                        parts.append(f'<path{paint(position)} d="{bar}"/>')
            parts.append("</g>")
        parts.append("</a>" if link else "")
    return "".join([*parts, "</svg>"])


def _bars_alone(chart: Chart, height: int, paint: Paint) -> str:
    """Return all bars, those of a series as one path."""
    parts = [_stretched(chart, height, "targets", 'fill="none"'), "<path/>"]
    for position in range(len(chart.series)):
        bars = "".join(_bar(chart, position, at, height) for at in range(len(chart.keys)))
        parts.append(f'<path{paint(position)} d="{bars}"/>')
    return "".join([*parts, "</svg>"])


def _bar(chart: Chart, position: int, at: int, height: int) -> str:
    """Return the path of a bar: those of one key are beside each other, and 0 has none."""
    value = chart.series[position].values[at]
    if not value:
        return ""
    width = 0.8 / len(chart.series)
    # Any number but 0 is visible.
    tall = _short(max(height * value / chart.ticks[-1], 1.5))
    return f"M{at + 0.1 + position * width:.5g} {height}v-{tall}h{width:.3g}V{height}"


def _lines(chart: Chart, height: int, paint: Paint) -> str:
    """Return the lines of all series."""
    parts = [_stretched(chart, height, "lines", LINE)]
    for position, series in enumerate(chart.series):
        tops = _tops(series, height, chart.ticks[-1])
        steps = (f"{after - before}" for before, after in pairwise(tops))
        points = " ".join(f"1{step}" if step.startswith("-") else f"1 {step}" for step in steps)
        colour = paint(position).replace("fill", "stroke")
        parts.append(
            f'<path{colour}{dashes(position)} vector-effect="non-scaling-stroke" '
            f'd="M.5 {tops[0]}l{points}"/>'
        )
    return "".join([*parts, "</svg>"])


def _stretched(chart: Chart, height: int, name: str, attributes: str) -> str:
    """Return the beginning of an element in which each key is 1 wide, whatever the chart is."""
    return (
        f'<svg class="{name}" width="100%" height="{height}" preserveAspectRatio="none" '
        f'viewBox="0 0 {len(chart.keys)} {height}" overflow="visible" {attributes}>'
    )


def _tops(series: Series, height: int, most: float) -> list[int]:
    """Return how far below the top each number of a series is, in whole pixels."""
    return [round(height - height * value / most) for value in series.values]


def _title(chart: Chart, at: int, key: str, tooltip: Number) -> str:
    values = [
        f"{f'{shortened(series.label)}: ' if series.label else ''}{tooltip(series.values[at])}"
        for series in chart.series
    ]
    separator = ": " if len(values) == 1 else "\n"
    return escaped(f"{key}{separator}" + "\n".join(values))


def _shown(keys: int) -> list[tuple[int, float]]:
    """Return which keys are written below a chart, and where, in percent of its width.

    Few are written below their bars; else the first and the last one begin and end with the axis.
    """
    if keys <= MAX_CENTRED:
        return [(at, round(100 * (at + 0.5) / keys, 2)) for at in range(keys)]
    middle = (keys - 1) // 2
    shown = [(0, 0.0), (middle, round(100 * (middle + 0.5) / keys, 2)), (keys - 1, 100.0)]
    return shown if keys > 4 else [shown[0], shown[-1]]


def shortened(label: str) -> str:
    """Return a label that fits into a tooltip."""
    return label if len(label) <= MAX_LABEL else f"{label[:MAX_LABEL]}…"


def by_class(position: int) -> str:
    """Return the class of a series, for a page."""
    return f' class="s{position % len(COLOURS) + 1}"'


def by_colour(position: int) -> str:
    """Return the colour of a series, for a file."""
    return f' fill="{colour_of(position)}"'


def by_default(_: int) -> str:
    """Return nothing: a single series has the colour of bars or lines."""
    return ""


def colour_of(position: int) -> str:
    """Return the colour of a series."""
    return COLOURS[position % len(COLOURS)]


def _short(number: float) -> str:
    """Return a number of pixels with at most one decimal."""
    return f"{round(number, 1):g}"


def dashes(position: int) -> str:
    """Return the dashes of every other series: lines differ without colours, too."""
    return f' stroke-dasharray="{DASHED}"' if position % 2 else ""


def escaped(text: str) -> str:
    """Return a text as XML and HTML have it, without what XML cannot contain."""
    return escape(NOT_IN_XML.sub("", text))
