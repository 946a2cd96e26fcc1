"""Draws charts as SVG, in a page and as a file of its own.

A chart fits any screen while its text keeps its size: only lines and bars are stretched. Colours
are attributes in a file, and classes in a page. Tooltips are `title` elements: they need no script.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from newsdb.web.charts import Chart, Kind
from newsdb.web.plot import (
    COLOURS,
    Name,
    Number,
    axes,
    by_class,
    by_colour,
    by_default,
    colour_of,
    dashes,
    escaped,
)

HEIGHT = 112
"""The height of the axis, in CSS pixels."""
ROW_HEIGHT = 34
WIDE = 10_000
"""From this number on, the axis needs more room."""
FILE_WIDTH = 960
MARGIN = 72


def plain_number(number: float) -> str:
    """Return a number with commas between thousands."""
    return f"{number:,}"


def percentage(share: float) -> str:
    """Return a share of 1 as a percentage with at most three digits: 0.0123 is 1.23%."""
    return f"{float(f'{100 * share:.3g}'):g}%"


def draw(
    chart: Chart,
    name: Name,
    tooltip: Number,
    height: int = HEIGHT,
    number: Number = plain_number,
    link: Name | None = None,
) -> Markup:
    """Return a chart as an `svg` element for a page.

    `name` formats a key, `tooltip` a number in a tooltip and `number` one on the axis; `link`
    returns the URL that a click on a key leads to.
    """
    if chart.kind == "rows":
        total = ROW_HEIGHT * len(chart.keys)
        body = _rows(chart, name, tooltip)
        return Markup(f'<svg class="rows" height="{total}" {HIDDEN}>{body}</svg>')  # noqa: S704 (escaped where text is)
    wide = ' class="wide"' if chart.ticks[-1] >= WIDE else ""
    paint = by_class if len(chart.series) > 1 else by_default
    body = axes(chart, name, tooltip, height, number, paint, link)
    return Markup(  # noqa: S704 (escaped where text is)
        f'<svg height="{height + 32}"{wide} {HIDDEN}>'
        f'<svg y="8" height="{height + 24}">{body}</svg></svg>'
    )


HIDDEN = 'aria-hidden="true" focusable="false"'
"""Screen readers have the table."""


def draw_file(
    chart: Chart,
    title: str,
    source: str,
    name: Name,
    tooltip: Number,
    height: int = HEIGHT,
    number: Number = plain_number,
) -> str:
    """Return a chart as an SVG document, with a title, a legend, and where it is from."""
    legend = [
        (f'<g transform="translate(24 {height + 100 + 20 * at})">{_swatch(at, chart.kind)}</g>'
         f'<text x="52" y="{height + 105 + 20 * at}">{escaped(series.label)}</text>')
        for at, series in enumerate(chart.series)
        if series.label
    ]  # fmt: skip
    end = height + 110 + 20 * len(legend)
    body = axes(chart, name, tooltip, height, number, by_colour)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{FILE_WIDTH}" height="{end + 24}" '
        f'viewBox="0 0 {FILE_WIDTH} {end + 24}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#1f1d1a">'
        f"<title>{escaped(title)}</title>"
        '<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="24" y="32" font-size="17" font-weight="600">{escaped(title)}</text>'
        f'<svg x="{MARGIN}" y="56" width="{FILE_WIDTH - MARGIN - 24}" height="{height + 24}" '
        f'overflow="visible" pointer-events="all">{body}</svg>'
        f'{"".join(legend)}<text x="24" y="{end}" fill="#615b52">{escaped(source)}</text></svg>\n'
    )


def swatch(position: int, kind: Kind = "lines") -> Markup:
    """Return the mark of a series in the legend of a chart of some kind."""
    return Markup(  # noqa: S704 (no text in it)
        f'<svg class="swatch" width="22" height="10" viewBox="0 -5 22 10" {HIDDEN}>'
        f"{_swatch(position, kind)}</svg>"
    )


def sparkline(counts: Sequence[int]) -> Markup:
    """Return a small chart for a line of text, which has its own scale; few stay small in it."""
    most, width = max([*counts, 4]), 6 * len(counts)
    bars = []
    for at, count in enumerate(counts):
        if count:
            height = round(max(17 * count / most, 1.5), 1)
            top = round(18 - height, 1)
            bars.append(f'<rect x="{6 * at}" y="{top}" width="4.5" height="{height}"/>')
    return Markup(  # noqa: S704 (no text in it)
        f'<svg class="trend" viewBox="0 0 {width} 18" width="{width}" height="18" {HIDDEN}>'
        f"{''.join(bars)}</svg>"
    )


def _rows(chart: Chart, name: Name, tooltip: Number) -> str:
    """Return the inside of a chart of names: each with a bar below it."""
    most = chart.most or 1
    parts = []
    for at, (key, value) in enumerate(chart.counts.items()):
        y = ROW_HEIGHT * at
        width = round(max(100 * value / most, 0.3), 2) if value else 0
        parts.append(
            f"<g><title>{escaped(name(key))}: {escaped(tooltip(value))}</title>"
            f'<text x="0" y="{y + 14}">{escaped(name(key))}</text>'
            f'<text x="100%" y="{y + 14}" text-anchor="end">{escaped(plain_number(value))}</text>'
            f'<rect class="value" x="0" y="{y + 20}" width="{width}%" height="8"/></g>'
        )
    return "".join(parts)


def _swatch(position: int, kind: Kind) -> str:
    if kind == "bars":
        return (
            f'<rect class="value s{position % len(COLOURS) + 1}" fill="{colour_of(position)}" '
            'y="-5" width="10" height="10"/>'
        )
    return (
        f'<line class="s{position % len(COLOURS) + 1}" stroke="{colour_of(position)}" '
        f'stroke-width="3"{dashes(position)} x1="0" x2="22"/>'
    )
