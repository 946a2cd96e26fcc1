"""The schema as a diagram: a box for each table, a line for each foreign key, for SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newsdb.catalog.tables import Table

# In pixels, for a monospaced font of 12 pixels.
LINE_HEIGHT = 20
CHARACTER_WIDTH = 7.3
PADDING = 10
COLUMN_GAP = 70
ROW_GAP = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A table, and its place."""

    table: Table
    x: float
    y: float
    width: float

    @property
    def height(self) -> float:
        """The height: a line for the table's name, and one for each column."""
        return LINE_HEIGHT * (1 + len(self.table.columns)) + PADDING

    def line_of(self, column: str) -> float:
        """Return the middle of a column's line."""
        names = [each.name for each in self.table.columns]
        return self.y + LINE_HEIGHT * (names.index(column) + 1.5) + PADDING / 2


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes, and the lines between them as SVG paths."""

    boxes: tuple[Box, ...]
    lines: tuple[str, ...]
    width: float
    height: float


def draw_diagram(tables: Sequence[Table]) -> Diagram:
    """Return the diagram of the tables that refer to others or are referred to."""
    boxes = {box.table.name: box for box in place_boxes(tables)}
    lines = [
        _line(box, column.name, boxes[column.references[0]], column.references[1])
        for box in boxes.values()
        for column in box.table.columns
        if column.references
    ]
    return Diagram(
        tuple(boxes.values()),
        tuple(lines),
        max(box.x + box.width for box in boxes.values()) + 1,
        max(box.y + box.height for box in boxes.values()) + 1,
    )


def place_boxes(tables: Sequence[Table]) -> list[Box]:
    """Return the boxes, in columns.

    The table with the most relations is in the middle, to its left are the tables that it refers
    to, and to its right all others, in the order of their distance. So no line runs under a box.
    """
    related: dict[str, set[str]] = {table.name: set() for table in tables}
    for table in tables:
        for other in table.referred_to:
            related[table.name].add(other)
            related[other].add(table.name)
    by_name = {table.name: table for table in tables if related[table.name]}
    middle = max(by_name, key=lambda name: len(related[name]))
    columns = dict.fromkeys(by_name[middle].referred_to, -1) | {middle: 0}
    edge = list(columns)
    while edge:
        steps = {other: columns[name] + 1 for name in edge for other in sorted(related[name])}
        edge = [name for name in steps if name not in columns]
        columns |= {name: steps[name] for name in edge}
    boxes: list[Box] = []
    x = right = 1.0
    for number in sorted(set(columns.values()), reverse=True):
        stack = [table for name, table in by_name.items() if columns.get(name) == number]
        # Lines from the right pass below the middle one, and above what else is in its column.
        stack.sort(key=lambda table: table.name != middle)
        width = max(_width(table) for table in stack)
        x, y = x - width - COLUMN_GAP, 1.0
        for table in stack:
            y = max(y, right) if number == 0 and table.name != middle else y
            boxes.append(Box(table, x, y, width))
            y += boxes[-1].height + ROW_GAP
        right = y
    return [replace(box, x=box.x - x + 1.0) for box in boxes]


def _width(table: Table) -> float:
    longest = max(len(table.name), *(len(column.name) for column in table.columns))
    return longest * CHARACTER_WIDTH + 2 * PADDING


def _line(start: Box, column: str, end: Box, key: str) -> str:
    """Return the path from a column to the key: straight, then curved in the gap before the key."""
    leftwards = end.x < start.x
    x1 = start.x if leftwards else start.x + start.width
    x2 = end.x + end.width if leftwards else end.x
    y1, y2 = start.line_of(column), end.line_of(key)
    gap = x2 + COLUMN_GAP if leftwards else x2 - COLUMN_GAP
    return f"M{x1:.1f} {y1:.1f}H{gap:.1f}C{x2:.1f} {y1:.1f} {gap:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
