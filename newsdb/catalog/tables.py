"""The tables in the database, with columns, descriptions and relations, and the named queries."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its SQLite type ('' for none), and the (table, column) it refers to."""

    name: str
    type: str
    is_key: bool
    references: tuple[str, str] | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a view, with its columns."""

    name: str
    columns: tuple[Column, ...]
    is_view: bool = False
    is_virtual: bool = False
    description: str = ""

    @property
    def referred_to(self) -> set[str]:
        """The names of the tables that this one refers to."""
        return {column.references[0] for column in self.columns if column.references}


@dataclass(frozen=True, slots=True)
class PublishedQuery:
    """A query that has a URL of its own, and the names of its parameters."""

    name: str
    title: str
    description: str
    parameters: tuple[str, ...]


def named_queries(described: Mapping[str, Any]) -> tuple[PublishedQuery, ...]:
    """Return the named queries; `described` is `queries` in metadata.yml."""
    return tuple(
        PublishedQuery(
            name,
            f"{query.get('title') or name}",
            " ".join(f"{query.get('description') or ''}".split()),
            tuple(query.get("params") or ()),
        )
        for name, query in described.items()
        if isinstance(query, dict)
    )


def read_tables(
    connection: sqlite3.Connection, descriptions: Mapping[str, Any]
) -> tuple[Table, ...]:
    """Return the tables and views, without the internal ones of FTS5 and SQLite.

    `descriptions` is `tables` in metadata.yml; its order is kept, other tables follow.
    """
    rows = connection.execute(
        "select name, type = 'view', coalesce(sql like 'create virtual table%', false) "
        "from sqlite_master where type in ('table', 'view') and name not glob 'sqlite_*'"
    ).fetchall()
    virtual = [name for name, _, is_virtual in rows if is_virtual]
    own = [row for row in rows if not any(row[0].startswith(f"{name}_") for name in virtual)]
    order = {name: at for at, name in enumerate(descriptions)}
    own.sort(key=lambda row: (order.get(row[0], len(order)), row[0]))
    return tuple(
        Table(
            name,
            _columns(connection, name, descriptions.get(name, {}).get("columns", {})),
            bool(is_view),
            bool(is_virtual),
            " ".join(f"{descriptions.get(name, {}).get('description', '')}".split()),
        )
        for name, is_view, is_virtual in own
    )


def _columns(
    connection: sqlite3.Connection, table: str, descriptions: Mapping[str, str]
) -> tuple[Column, ...]:
    keys = connection.execute(
        'select "from", "table", "to" from pragma_foreign_key_list(?)', (table,)
    )
    references = {column: (other, key) for column, other, key in keys}
    rows = connection.execute("select name, type, pk from pragma_table_info(?)", (table,))
    return tuple(
        Column(name, type, bool(key), references.get(name), descriptions.get(name, ""))
        for name, type, key in rows
    )
