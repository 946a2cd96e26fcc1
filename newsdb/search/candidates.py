"""Which posts match, newest first: plain SQL over `posts_fts` and the tables beside it."""

import sqlite3
from itertools import pairwise
from pathlib import Path

from newsdb.search.filters import Filter, bindings, where_rowid

BY_ID = "select rowid from posts_fts where {conditions} order by rowid desc limit :number"
BY_TIME = (
    "select id from posts where +id in (select rowid from posts_fts where {conditions}) "
    "order by published_utc desc, id desc limit :number"
)


def newest(
    connection: sqlite3.Connection, expression: str, filter: Filter, number: int
) -> list[int]:
    """Return the ids of the newest posts that match, newest first, `number` at most.

    `expression` is for FTS5; it takes the place of the filter's own search.
    """
    by_id = ids_follow_time(connection)
    conditions = f"posts_fts match :expression and {where_rowid(filter, by_id)}"
    rows = connection.execute(
        (BY_ID if by_id else BY_TIME).format(conditions=conditions),
        {**bindings(filter), "expression": expression, "number": number},
    )
    return [post_id for (post_id,) in rows]


def ids_follow_time(connection: sqlite3.Connection) -> bool:
    """Return whether a later post always has the greater id, as after one load of a whole archive.

    FTS5 gives rows in the order of their ids: where this holds, the newest need no sorting. The
    answer is cached for each state of a file.
    """
    (path,) = connection.execute("select file from pragma_database_list where seq = 0").fetchone()
    if not path:
        return ids_rise(connection)
    (last,) = connection.execute("select max(id) from posts").fetchone()
    state = Path(path).stat().st_mtime_ns, last
    if path not in CACHE or CACHE[path][0] != state:
        CACHE[path] = state, ids_rise(connection)
    return CACHE[path][1]


CACHE: dict[str, tuple[tuple[int, int | None], bool]] = {}


def ids_rise(connection: sqlite3.Connection) -> bool:
    """Return whether ids rise with both the instant and the day of posts."""
    return all(
        before < after
        for column in ("published_utc", "date")
        for (before,), (after,) in pairwise(
            connection.execute(f"select id from posts order by {column}, id")  # noqa: S608
        )
    )
