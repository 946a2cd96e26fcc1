"""What a load added for a saved search."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from newsdb.exceptions import StaleCursorError
from newsdb.search.filters import Filter, bindings, filter_of, where

ADDED = """
select posts.slug, title, published, (select name from sources where sources.id = source_id),
  url, summary
from posts join post_changes on post_changes.post_id = posts.id
where post_changes.load_id > :since_load and added_load_id > :since_load and {condition}
order by published_utc, posts.slug
"""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A load: its id, and when it started (ISO 8601), which distinguishes it from a
    load of the same id in a database that was rebuilt."""

    load: int
    started: str


NO_LOAD = Cursor(0, "")
"""Where a database without a load is."""


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that a load added; `published` is ISO 8601, `url` that of the original."""

    slug: str
    title: str
    published: str | None
    source: str | None
    url: str | None
    summary: str | None


def read_cursor(connection: sqlite3.Connection, load: int | None = None) -> Cursor | None:
    """Return the cursor of a load, of the last one unless `load` says which; None if it is none."""
    if load == 0:
        return NO_LOAD
    row = connection.execute(
        "select id, started from loads where ?1 is null or id = ?1 order by id desc limit 1",
        [load],
    ).fetchone()
    if row is None:
        return NO_LOAD if load is None else None
    return Cursor(*row)


def saved_filter(search: str) -> Filter:
    """Return the filter of a search as typed."""
    return filter_of({"q": search})


def added_since(connection: sqlite3.Connection, cursor: Cursor, filter: Filter) -> list[NewPost]:
    """Return the posts that loads after a cursor added, and that a filter selects, oldest first.

    Raises StaleCursorError if the database was rebuilt since, so that its loads are others.
    """
    if read_cursor(connection, cursor.load) != cursor:
        raise StaleCursorError(
            f"the database was rebuilt since load {cursor.load} was reported; run "
            "`newsdb watch --since-load N` once, with the load to go on from (0 reports every post)"
        )
    rows = connection.execute(
        ADDED.format(condition=where(filter)), {**bindings(filter), "since_load": cursor.load}
    )
    return [NewPost(*row) for row in rows]
