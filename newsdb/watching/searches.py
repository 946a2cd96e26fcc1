"""What a load added for a saved search."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from newsdb.search.filter_sql import bindings, where
from newsdb.search.filters import Filter, filter_of
from newsdb.search.stems import languages_of
from newsdb.times import instant

NEW = """
select posts.slug, title, published, (select name from sources where sources.id = source_id),
  url, summary
from posts join post_changes on post_changes.post_id = posts.id
where {new} and {condition}
order by published_utc, posts.slug
"""
ADDED = "post_changes.load_id > :since_load and added_load_id > :since_load"
PUBLISHED = "published_utc > :since_instant"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A load: its id, and when it started (ISO 8601), which distinguishes it from a
    load of the same id in a database that was rebuilt."""

    load: int
    started: str


NO_LOAD = Cursor(0, "")
"""The cursor of a database without loads."""


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
    """Return the cursor of a load, by default of the last one; None if there is no such load."""
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


def is_stale(connection: sqlite3.Connection, cursor: Cursor) -> bool:
    """Return whether the database was rebuilt since the cursor was read: its loads are others."""
    return read_cursor(connection, cursor.load) != cursor


def new_since(connection: sqlite3.Connection, cursor: Cursor, filter: Filter) -> list[NewPost]:
    """Return the posts that a filter selects and loads after a cursor added, oldest first.

    In a rebuilt database, the first load has added every post: there they are the posts that were
    published after the cursor's load started.
    """
    new = PUBLISHED if is_stale(connection, cursor) else ADDED
    values = {"since_load": cursor.load, "since_instant": instant(cursor.started)}
    rows = connection.execute(
        NEW.format(new=new, condition=where(filter)),
        {**bindings(filter, languages_of(connection)), **values},
    )
    return [NewPost(*row) for row in rows]
