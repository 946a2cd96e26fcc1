"""Draws charts as SVG, in a page and as a file of its own.

The width is in percent, so that a chart fits any screen while its text keeps its size; only lines
are stretched. Colours are attributes in a file, and classes in a page. Tooltips
are `title` elements: they need no script.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from markupsafe import Markup

from newsdb.feeds.atom import NOT_IN_XML
from newsdb.web.charts import Chart, Kind

HEIGHT = 112
"""The height of the axis, in CSS pixels."""
ROW_HEIGHT = 34
COLOURS = (
    *("#a3271f", "#22568f", "#2f6b2f", "#a35c00"),
    *("#6b3fa0", "#0f7670", "#b0307a", "#5b5f66"),
)
"""Of series, in their order; `--series-1` and so on in a page."""
DASHED = "5 3"
WIDE = 10_000
"""From this number on, the axis needs more room."""
MAX_CENTRED = 3
"""How many names below the axis have room, each below its bar, on a phone."""
MAX_TARGETS = 720
"""With more keys than this, each is about a pixel wide: too narrow to be pointed at."""
FILE_WIDTH = 960
MARGIN = 72
Name = Callable[[str], str]
Number = Callable[[float], str]


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
    body = _axes(chart, name, tooltip, height, number, link)
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
         f'<text x="52" y="{height + 105 + 20 * at}">{_text(series.label)}</text>')
        for at, series in enumerate(chart.series)
        if series.label
    ]  # fmt: skip
    end = height + 110 + 20 * len(legend)
    body = _axes(chart, name, tooltip, height, number)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{FILE_WIDTH}" height="{end + 24}" '
        f'viewBox="0 0 {FILE_WIDTH} {end + 24}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#1f1d1a">'
        f"<title>{_text(title)}</title>"
        '<rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="24" y="32" font-size="17" font-weight="600">{_text(title)}</text>'
        f'<svg x="{MARGIN}" y="56" width="{FILE_WIDTH - MARGIN - 24}" height="{height + 24}" '
        f'overflow="visible" pointer-events="all">{body}</svg>'
        f'{"".join(legend)}<text x="24" y="{end}" fill="#615b52">{_text(source)}</text></svg>\n'
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


def _axes(
    chart: Chart,
    name: Name,
    tooltip: Number,
    height: int,
    number: Number,
    link: Name | None = None,
) -> str:
    """Return the inside of a chart of periods: axis, lines or bars, and the periods below."""
    ticks = chart.ticks
    top = ticks[-1]
    narrow = len(chart.keys) > MAX_TARGETS
    parts = ['<g class="axis" stroke="#dcd6ca">']
    for tick in ticks:
        y = round(height - height * tick / top, 1)
        parts.append(f'<line x1="0" x2="100%" y1="{y}" y2="{y}"/>')
    parts.append('</g><g class="axis" fill="#615b52">')
    for tick in ticks:
        y = round(height - height * tick / top + 4, 1)
        text = _text(number(tick))
        parts.append(f'<text x="-6" y="{y}" class="number" text-anchor="end">{text}</text>')
    for at, place in _shown(len(chart.keys)):
        anchor = {0.0: "start", 100.0: "end"}.get(place, "middle")
        middle = ' class="middle"' if anchor == "middle" and len(chart.keys) > MAX_CENTRED else ""
        parts.append(
            f'<text x="{place}%" y="{height + 18}" text-anchor="{anchor}"{middle}>'
            f"{_text(name(chart.keys[at]))}</text>"
        )
    parts.append("</g>")
    if chart.kind == "lines":
        parts.append(_lines(chart, height, top))
    elif narrow:
        parts.append(_area(chart, height, top))
    if narrow:
        return "".join(parts)
    step = 100 / len(chart.keys)
    for at, key in enumerate(chart.keys):
        x, width = round(at * step, 3), round(step, 3)
        # The keyboard and screen readers have the links beside the chart.
        parts.append(f'<a tabindex="-1" href="{_text(link(key))}">' if link else "")
        parts.append(
            f"<g><title>{_title(chart, at, name(key), tooltip)}</title>"
            f'<rect x="{x}%" y="0" width="{width}%" height="{height}" fill="none"/>'
        )
        if chart.kind == "bars":
            parts.append(_bars(chart, at, step, height, top))
        parts.append("</g></a>" if link else "</g>")
    return "".join(parts)


def _bars(chart: Chart, at: int, step: float, height: int, top: float) -> str:
    """Return the bars of all series for one key, beside each other."""
    width = step * 0.8 / len(chart.series)
    parts = []
    for position, series in enumerate(chart.series):
        if value := series.values[at]:
            # Any number but 0 is visible.
            tall = max(round(height * value / top, 1), 1.5)
            x = round(at * step + step / 10 + position * width, 3)
            parts.append(
                f'<rect class="value {_class(chart, position)}" fill="{_colour(position)}" '
                f'x="{x}%" y="{round(height - tall, 1)}" width="{round(width, 3)}%" '
                f'height="{tall}"/>'
            )
    return "".join(parts)


def _lines(chart: Chart, height: int, top: float) -> str:
    """Return the lines of all series, in coordinates that are stretched to the chart's width."""
    parts = [
        f'<svg class="lines" width="100%" height="{height}" preserveAspectRatio="none" '
        f'viewBox="0 0 {len(chart.keys)} {height}" overflow="visible" fill="none" '
        'stroke-width="2" stroke-linejoin="round">'
    ]
    for position, series in enumerate(chart.series):
        points = " ".join(
            f"{at + 0.5:g},{round(height - height * value / top, 1):g}"
            for at, value in enumerate(series.values)
        )
        parts.append(
            f'<polyline class="{_class(chart, position)}" stroke="{_colour(position)}"'
            f'{_dashes(position)} vector-effect="non-scaling-stroke" points="{points}"/>'
        )
    return "".join([*parts, "</svg>"])


def _area(chart: Chart, height: int, top: float) -> str:
    """Return the bars of the first series without gaps, stretched like lines."""
    tops = "".join(
        f"V{round(height - height * value / top, 1):g}h1" for value in chart.series[0].values
    )
    return (
        f'<svg class="lines" width="100%" height="{height}" preserveAspectRatio="none" '
        f'viewBox="0 0 {len(chart.keys)} {height}">'
        f'<path class="value only" fill="{_colour(0)}" d="M0 {height}{tops}V{height}z"/></svg>'
    )


def _rows(chart: Chart, name: Name, tooltip: Number) -> str:
    """Return the inside of a chart of names: each with a bar below it."""
    most = chart.most or 1
    parts = []
    for at, (key, value) in enumerate(chart.counts.items()):
        y = ROW_HEIGHT * at
        width = round(max(100 * value / most, 0.3), 2) if value else 0
        parts.append(
            f"<g><title>{_text(name(key))}: {_text(tooltip(value))}</title>"
            f'<text x="0" y="{y + 14}">{_text(name(key))}</text>'
            f'<text x="100%" y="{y + 14}" text-anchor="end">{_text(plain_number(value))}</text>'
            f'<rect class="value" x="0" y="{y + 20}" width="{width}%" height="8"/></g>'
        )
    return "".join(parts)


def _title(chart: Chart, at: int, key: str, tooltip: Number) -> str:
    values = [
        f"{f'{series.label}: ' if series.label else ''}{tooltip(series.values[at])}"
        for series in chart.series
    ]
    separator = ": " if len(values) == 1 else "\n"
    return _text(f"{key}{separator}" + "\n".join(values))


def _shown(keys: int) -> list[tuple[int, float]]:
    """Return which keys are written below a chart, and where, in percent of its width.

    Few are written below their bars; else the first and the last one begin and end with the axis.
    """
    if keys <= MAX_CENTRED:
        return [(at, round(100 * (at + 0.5) / keys, 2)) for at in range(keys)]
    middle = (keys - 1) // 2
    shown = [(0, 0.0), (middle, round(100 * (middle + 0.5) / keys, 2)), (keys - 1, 100.0)]
    return shown if keys > 4 else [shown[0], shown[-1]]


def _swatch(position: int, kind: Kind) -> str:
    if kind == "bars":
        return (
            f'<rect class="value s{position % len(COLOURS) + 1}" fill="{_colour(position)}" '
            'y="-5" width="10" height="10"/>'
        )
    return (
        f'<line class="s{position % len(COLOURS) + 1}" stroke="{_colour(position)}" '
        f'stroke-width="3"{_dashes(position)} x1="0" x2="22"/>'
    )


def _class(chart: Chart, position: int) -> str:
    return f"s{position % len(COLOURS) + 1}" if len(chart.series) > 1 else "only"


def _colour(position: int) -> str:
    return COLOURS[position % len(COLOURS)]


def _dashes(position: int) -> str:
    # Lines differ without colours, too.
    return f' stroke-dasharray="{DASHED}"' if position % 2 else ""


def _text(text: str) -> str:
    """Return a text as XML and HTML have it, without what XML cannot contain."""
    return escape(NOT_IN_XML.sub("", text))
