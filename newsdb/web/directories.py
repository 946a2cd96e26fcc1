"""The directories: all sources, sections, authors, tags and categories, with counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.stories import ARTICLES, with_story
from newsdb.web.merging import add_counts

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
ORDER_KEYS: Mapping[str, Callable[[DirectoryEntry], tuple[int, str]]] = {
    "posts": lambda entry: (-entry.posts, entry.name),
    "name": lambda entry: (0, entry.name),
    "fewest": lambda entry: (entry.posts, entry.name),
}
"""The same orders as keys to sort by."""


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
    """Return the names of a dimension that contain a query, in an order of ORDERS.

    A negative limit is none.
    """
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


def merge_directories(
    each: Iterable[ValueDirectory], order: str, skip: int, limit: int
) -> ValueDirectory:
    """Return a page of a directory from all entries that each database of the site has."""
    posts = add_counts({entry.name: entry.posts for entry in part.entries} for part in each)
    entries = sorted((DirectoryEntry(*item) for item in posts.items()), key=ORDER_KEYS[order])
    return ValueDirectory(tuple(entries[skip : skip + limit]), len(entries))
