"""The directories: all sources, sections, authors, tags, categories and months, with counts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from newsdb.search.dimensions import DIMENSIONS

DIRECTORIES = {
    "sources": "source",
    "sections": "section",
    "authors": "author",
    "tags": "tag",
    "categories": "category",
    "archive": "month",
}
"""The directories, by the last part of their URLs, with the kind of list that they lead to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a directory: a name or a month (YYYY-MM), and how many articles it has."""

    name: str
    posts: int


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of a directory, and how many entries there are in all."""

    entries: tuple[Entry, ...]
    total: int


def read_directory(
    connection: sqlite3.Connection, kind: str, query: str, skip: int, limit: int
) -> Directory:
    """Return the names of a dimension that contain a query, those of most articles first.

    For months, the query is a beginning (2024, 2024-05), and the latest come first.
    """
    escaped = query.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    if kind == "month":
        counts = (
            "select substr(date, 1, 7) as name, count(*) as posts from posts "
            "where date is not null group by 1"
        )
        pattern, order = f"{escaped}%", "name desc"
    else:
        dimension = DIMENSIONS[kind]
        table = dimension.links or "posts"
        counts = (
            f"select name, posts from {dimension.table} join "  # noqa: S608
            f"(select {dimension.key} as key, count(*) as posts from {table} group by 1) "
            f"on key = {dimension.primary_key}"
        )
        pattern, order = f"%{escaped}%", "posts desc, name"
    found = f"from ({counts}) where :pattern in ('%', '%%') or name like :pattern escape '\\'"
    bound = {"pattern": pattern, "limit": limit, "skip": max(0, skip)}
    total = connection.execute(f"select count(*) {found}", bound).fetchone()[0]
    rows = connection.execute(
        f"select name, posts {found} order by {order} limit :limit offset :skip",
        bound,
    )
    return Directory(tuple(Entry(*row) for row in rows), total)
