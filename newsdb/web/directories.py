"""The directories: all sources, sections, authors, tags and categories, with counts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.stories import ARTICLES, with_story

DIRECTORIES = {
    "sources": "source",
    "sections": "section",
    "authors": "author",
    "tags": "tag",
    "categories": "category",
}
"""The directories, by the last part of their URLs, with the kind of list that they lead to."""

ORDERS = {"posts": "posts desc, name", "name": "name", "fewest": "posts, name"}
"""The orders of a directory as SQL, by `order` in its URL; the first is the default."""


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """An entry of a directory: a name, and how many articles it has."""

    name: str
    posts: int


@dataclass(frozen=True, slots=True)
class ValueDirectory:
    """A page of a directory, and how many entries there are in all."""

    entries: tuple[DirectoryEntry, ...]
    total: int


def read_directory(
    connection: sqlite3.Connection, kind: str, query: str, order: str, skip: int, limit: int
) -> ValueDirectory:
    """Return the names of a dimension that contain a query, in an order of ORDERS."""
    escaped = query.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    dimension = DIMENSIONS[kind]
    table = dimension.links or "posts"
    story = with_story(f"{table}.{'post_id' if dimension.links else 'id'}")
    found = (
        f"from (select name, posts from {dimension.table} join "  # noqa: S608
        f"(select {dimension.key} as key, {ARTICLES} as posts from {table} {story} group by 1) "
        f"on key = {dimension.primary_key}) "
        "where :pattern = '%%' or name like :pattern escape '\\'"
    )
    bound = {"pattern": f"%{escaped}%", "limit": limit, "skip": max(0, skip)}
    total = connection.execute(f"select count(*) {found}", bound).fetchone()[0]
    rows = connection.execute(
        f"select name, posts {found} order by {ORDERS[order]} limit :limit offset :skip", bound
    )
    return ValueDirectory(tuple(DirectoryEntry(*row) for row in rows), total)
