"""A post as a record, the form that all exports, feeds and the API share."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from heapq import merge
from itertools import chain, islice
from operator import itemgetter
from typing import Any, cast

from newsdb.fields import FIELDS, NAMES, Record
from newsdb.search.databases import Databases
from newsdb.search.filter_sql import bindings, where, where_story_once
from newsdb.search.filters import Filter
from newsdb.search.stems import languages_of

PAGE = 250
"""How many records are in memory at once; of a real archive, about two megabytes."""

SELECT = f"""
select {", ".join(field.selected for field in FIELDS)}
from posts left join sources on sources.id = posts.source_id
""".strip()  # noqa: S608
LISTS = tuple(field.name for field in FIELDS if field.is_list)


def record(row: tuple[Any, ...]) -> Record:
    """Return the record of a row of SELECT: NAMES as keys, in their order.

    Raises TypeError if the database has bytes in place of text.
    """
    found = dict(zip(NAMES, row, strict=True))
    if wrong := [name for name, value in found.items() if isinstance(value, bytes)]:
        raise TypeError(f"the post {found['slug']!r} has bytes, not text, in {wrong[0]}")
    for name in LISTS:
        found[name] = json.loads(found[name])
    return cast(Record, found)


def records(connection: sqlite3.Connection, filter: Filter, size: int) -> list[Record]:
    """Return the first records that a filter selects, by slug; `size` at most."""
    return _ordered(connection, filter, "posts.slug", size)


def newest_records(
    connection: sqlite3.Connection, filter: Filter, size: int, once: bool = False
) -> list[Record]:
    """Return the newest records that a filter selects, newest first; `size` at most.

    With `once`, of the posts of a story only one is returned.
    """
    return _ordered(connection, filter, "posts.published_utc desc, posts.slug desc", size, once)


def _ordered(
    connection: sqlite3.Connection, filter: Filter, order: str, size: int, once: bool = False
) -> list[Record]:
    condition = f"{where(filter)} and {where_story_once(filter) if once else 'true'}"
    # Only the posts that are returned are made records of.
    chosen = f"select posts.id from posts where {condition} order by {order} limit :size"  # noqa: S608
    rows = connection.execute(
        f"{SELECT} where posts.id in ({chosen}) order by {order}",
        {**bindings(filter, languages_of(connection)), "size": size},
    )
    return [record(row) for row in rows]


def read_record(connection: sqlite3.Connection, slug: str) -> Record | None:
    """Return the record of a slug, or None."""
    row = connection.execute(f"{SELECT} where posts.slug = ?", (slug,)).fetchone()
    return record(row) if row else None


def pages(connection: sqlite3.Connection, filter: Filter) -> Iterator[list[Record]]:
    """Yield all records that a filter selects, by slug, some at a time."""
    while page := records(connection, filter, PAGE):
        yield page
        filter = following(filter, page)


def first_records(databases: Databases, filter: Filter, size: int) -> list[Record]:
    """Return the first records of all databases that a filter selects, by slug; `size` at most."""
    found = [post for each in databases for post in records(each, filter, size)]
    return sorted(found, key=itemgetter("slug"))[:size]


def pages_of_all(databases: Databases, filter: Filter) -> Iterator[list[Record]]:
    """Yield all records of all databases that a filter selects, by slug, some at a time."""
    each = [chain.from_iterable(pages(database, filter)) for database in databases]
    merged = merge(*each, key=itemgetter("slug"))
    while page := list(islice(merged, PAGE)):
        yield page


def following(filter: Filter, page: list[Record]) -> Filter:
    """Return the filter for what comes after a page."""
    return replace(filter, after=page[-1]["slug"])


def months(connection: sqlite3.Connection) -> list[tuple[str | None, int]]:
    """Return the months that hold posts (YYYY-MM), oldest first, with how many; None: undated."""
    return connection.execute(
        "select substr(date, 1, 7) as month, count(*) from posts group by month "
        "order by month is null, month"
    ).fetchall()
