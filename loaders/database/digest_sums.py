"""Brings the digests of tables up to date with the rows that a load changes."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from typing import Any

from newsdb.database.table_digests import DIGESTED, as_digest, digest_of_row, table_digests

LAST = "select digests from loads order by id desc limit 1"


class DigestSums:
    """The digests of tables, from those of the last load and what changed since."""

    def __init__(self, connection: sqlite3.Connection, *, are_known: bool) -> None:
        """Begin before a load writes anything, in its connection.

        The digests of the last load count only if they `are_known` to be of this version.
        """
        self._connection = connection
        self._added: defaultdict[str, int] = defaultdict(int)
        row = connection.execute(LAST).fetchone() if are_known else None
        self._before: dict[str, str] | None = json.loads(row[0]) if row and row[0] else None
        if self._before is not None:
            # Else `insert or replace` would delete without a trigger.
            connection.execute("pragma recursive_triggers = on")
            connection.create_function("add_row", -1, self._add)
            for table in DIGESTED:
                for statement in _triggers(table):
                    connection.execute(statement)

    def digests(self) -> dict[str, str]:
        """Return the digests of the tables as they are now."""
        if self._before is None:
            return table_digests(self._connection)
        return {
            table: as_digest(int(self._before[table], 16) + self._added[table])
            for table in DIGESTED
        }

    def _add(self, table: str, sign: int, *values: Any) -> None:
        self._added[table] += sign * digest_of_row(values)


def _triggers(table: str) -> tuple[str, str, str]:
    """Return the statements by which each change of a table's rows is noted."""
    digested = DIGESTED[table]

    def noted(row: str, sign: int) -> str:
        values = ", ".join(f"{row}.{name}" for name in digested.columns)
        condition = digested.condition.format(row=row) or "true"
        return f"select add_row('{table}', {sign}, {values}) where {condition};"

    create = f"create temp trigger digest_{table}"
    columns = ", ".join(digested.columns)
    removed, added = noted("old", -1), noted("new", 1)
    return (
        f"{create}_insert after insert on main.{table} begin {added} end",
        f"{create}_delete after delete on main.{table} begin {removed} end",
        f"{create}_update after update of {columns} on main.{table} begin {removed} {added} end",
    )
