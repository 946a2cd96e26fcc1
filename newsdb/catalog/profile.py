"""What the columns of a table contain: the first rows, and how each column is filled."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from datasette.utils import escape_sqlite

MAX_ROWS = 10_000
"""How many rows a profile is of at most: the first ones."""
PREVIEW_ROWS = 5
MAX_CELL_LENGTH = 40
"""In characters."""

Unit = Literal["", "characters", "items", "bytes"]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """How many rows have a value in a column, how many different ones there are, and their range.

    Empty text and empty lists are no values. `lowest` and `highest` are values if `unit` is ''
    (numbers, days, times), else the lengths of the values in that unit; None without values.
    """

    filled: int
    distinct: int
    lowest: str | float | None
    highest: str | float | None
    unit: Unit

    @property
    def range(self) -> str:
        """The range as people write it, without its unit; of times, the days."""
        ends = [
            f"{each:,}" if isinstance(each, int | float) else each.partition("T")[0]
            for each in (self.lowest, self.highest)
            if each is not None
        ]
        return " – ".join(dict.fromkeys(ends))


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile of `rows` rows, a column each in `columns`, and the first rows in `preview`.

    `is_whole` says whether there are no more rows than those.
    """

    rows: int
    is_whole: bool
    columns: dict[str, ColumnProfile]
    preview: list[tuple[str, ...]]


# A list is JSON; the days and times of newsdb are ISO 8601.
DAY = "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"
MEASURES = (
    "count({0})",
    "count(distinct {0})",
    "sum(typeof({0}) in ('integer', 'real'))",
    f"sum({{0}} glob {DAY} or {{0}} glob {DAY} || 'T*')",
    "sum(typeof({0}) = 'blob')",
    "sum(iif({0} glob '[[]*', json_valid({0}), 0))",
    f"min(iif(length({{0}}) <= {MAX_CELL_LENGTH}, {{0}}, null))",
    f"max(iif(length({{0}}) <= {MAX_CELL_LENGTH}, {{0}}, null))",
    "min(length({0}))",
    "max(length({0}))",
    "min(iif({0} glob '[[]*' and json_valid({0}), json_array_length({0}), null))",
    "max(iif({0} glob '[[]*' and json_valid({0}), json_array_length({0}), null))",
)


def read_profile(connection: sqlite3.Connection, select: str, names: Sequence[str]) -> Profile:
    """Return the profile of the rows that a query selects; `names` are its columns."""
    columns = [escape_sqlite(name) for name in names]
    values = ", ".join(
        f"nullif(nullif({column}, ''), '[]') as c{at}" for at, column in enumerate(columns)
    )
    measures = ", ".join(
        measure.format(f"c{at}") for at in range(len(columns)) for measure in MEASURES
    )
    cells = ", ".join(
        f"iif(typeof({column}) = 'blob', null, substr({column}, 1, {MAX_CELL_LENGTH + 1}))"
        for column in columns
    )
    rows, *found = connection.execute(
        f"select count(*), {measures} from (select {values} from ({select} limit ?))",  # noqa: S608
        (MAX_ROWS,),
    ).fetchone()
    preview = connection.execute(
        f"select {cells} from ({select} limit ?)",  # noqa: S608
        (PREVIEW_ROWS,),
    )
    size = len(MEASURES)
    return Profile(
        rows,
        rows < MAX_ROWS,
        {name: _column(found[at * size : (at + 1) * size]) for at, name in enumerate(names)},
        [tuple(_cell(value) for value in row) for row in preview],
    )


def _column(measured: list[int | float | str | None]) -> ColumnProfile:
    filled, distinct, numbers, days, blobs, lists, *ranges = measured
    values, lengths, items = ranges[0:2], ranges[2:4], ranges[4:6]
    unit: Unit = "characters"
    lowest, highest = lengths
    if filled and filled in (numbers, days):
        unit, (lowest, highest) = "", values
    elif filled and filled == lists:
        unit, (lowest, highest) = "items", items
    elif filled and filled == blobs:
        unit = "bytes"
    return ColumnProfile(int(filled or 0), int(distinct or 0), lowest, highest, unit)


def _cell(value: object) -> str:
    """Return what a preview shows of a value: the beginning of its text."""
    text = "" if value is None else " ".join(f"{value}".split())
    return f"{text[:MAX_CELL_LENGTH]}…" if len(text) > MAX_CELL_LENGTH else text
