"""The schema as a picture: a box for each table, a line for each foreign key, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from newsdb.catalog.tables import Table

LINE = 20
CHARACTER = 7.3
PADDING = 10
BETWEEN = 70
BELOW = 24
MARGIN = 14.5
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


@dataclass(frozen=True, slots=True)
class Box:
    """Where a table stands, in pixels."""

    table: Table
    x: float
    y: float
    width: float

    @property
    def height(self) -> float:
        """The box's height: a line for its name, and one for each column."""
        return LINE * (1 + len(self.table.columns)) + PADDING

    def line_of(self, column: str) -> float:
        """Return the middle of a column's line."""
        at = [each.name for each in self.table.columns].index(column)
        return self.y + LINE * (at + 1.5) + PADDING / 2


def picture(tables: Sequence[Table], label: str) -> str:
    """Return the SVG of the tables that hang together; colours are those of the text around it."""
    boxes = {box.table.name: box for box in layout([each for each in tables if not each.is_view])}
    width = max(box.x + box.width for box in boxes.values()) + 1
    height = max(box.y + box.height for box in boxes.values()) + MARGIN
    root = etree.Element(
        "svg",
        {
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": f"{width:.0f}",
            "height": f"{height:.0f}",
            "role": "img",
            "aria-label": label,
            "font-family": FONT,
            "font-size": "12",
            "fill": "currentColor",
        },
    )
    for box in boxes.values():
        for column in box.table.columns:
            if column.references:
                _draw_line(
                    root, box, column.name, boxes[column.references[0]], column.references[1]
                )
    for box in boxes.values():
        _draw_box(root, box)
    return etree.tostring(root, encoding="unicode")


def layout(tables: Sequence[Table]) -> list[Box]:
    """Return a place for each table that refers to another, or is referred to.

    In the middle stands the one with most of both, left of it what it refers to, right of it
    the others, the farther the more keys lie between.
    """
    near: dict[str, set[str]] = {table.name: set() for table in tables}
    for table in tables:
        for other in table.referred_to:
            near[table.name].add(other)
            near[other].add(table.name)
    by_name = {table.name: table for table in tables if near[table.name]}
    middle = max(by_name, key=lambda name: len(near[name]))
    column = dict.fromkeys(by_name[middle].referred_to, -1) | {middle: 0}
    edge = [middle]
    while edge:
        found = [(other, column[name] + 1) for name in edge for other in sorted(near[name])]
        edge = [other for other, _ in found if other not in column]
        column |= {other: at for other, at in found if other not in column}
    boxes: list[Box] = []
    x = 0.5
    for at in sorted(set(column.values())):
        stack = [table for name, table in by_name.items() if column.get(name) == at]
        width = max(_width(table) for table in stack)
        y = MARGIN
        for table in stack:
            boxes.append(Box(table, x, y, width))
            y += boxes[-1].height + BELOW
        x += width + BETWEEN
    return boxes


def _width(table: Table) -> float:
    letters = [len(table.name) + 1, *(len(f"{c.name} {c.type}") for c in table.columns)]
    return max(letters) * CHARACTER + 2 * PADDING


def _draw_line(root: etree._Element, start: Box, column: str, end: Box, key: str) -> None:
    leftwards = end.x < start.x
    x1 = start.x if leftwards else start.x + start.width
    x2 = end.x + end.width if leftwards else end.x
    y1, y2 = start.line_of(column), end.line_of(key)
    # Straight past the columns between, and curved in the gap beside the key.
    gap = x2 + BETWEEN if leftwards else x2 - BETWEEN
    path = f"M{x1:.1f} {y1:.1f}H{gap:.1f}C{x2:.1f} {y1:.1f} {gap:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    etree.SubElement(root, "path", {"d": path, "fill": "none", "stroke": "var(--bar)"})
    etree.SubElement(
        root, "circle", {"cx": f"{x2:.1f}", "cy": f"{y2:.1f}", "r": "3", "fill": "var(--bar)"}
    )


def _draw_box(root: etree._Element, box: Box) -> None:
    frame = {"x": f"{box.x:.1f}", "y": f"{box.y:.1f}", "width": f"{box.width:.1f}"}
    frame |= {"height": f"{box.height:.1f}", "fill": "var(--paper)", "stroke": "currentColor"}
    etree.SubElement(root, "rect", frame)
    rule = f"M{box.x:.1f} {box.y + LINE + PADDING / 4:.1f}h{box.width:.1f}"
    etree.SubElement(root, "path", {"d": rule, "stroke": "currentColor", "stroke-width": "0.5"})
    _write(root, box.x + PADDING, box.y + 15, box.table.name, {"font-weight": "700"})
    for column in box.table.columns:
        y = box.line_of(column.name) + 4
        weight = {"font-weight": "700"} if column.is_key else {}
        _write(root, box.x + PADDING, y, column.name, weight)
        small = {"text-anchor": "end", "fill": "var(--soft)", "font-size": "10"}
        _write(root, box.x + box.width - PADDING, y, column.type.lower(), small)


def _write(root: etree._Element, x: float, y: float, text: str, attributes: dict[str, str]) -> None:
    element = etree.SubElement(root, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", **attributes})
    element.text = text
