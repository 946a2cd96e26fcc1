"""Which posts match, newest first: plain SQL over `posts_fts` and the tables beside it."""

import sqlite3
from itertools import pairwise

from newsdb.search.file_cache import FileCache
from newsdb.search.filters import Filter, where_rowid

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
        {**filter.parameters, "expression": expression, "number": number},
    )
    return [post_id for (post_id,) in rows]


def contenders(
    connection: sqlite3.Connection,
    expression: str,
    filter: Filter,
    ids: list[int],
    number: int,
    titled: int,
) -> list[int]:
    """Return the ids of the posts worth ranking: all of them, if there are no more than `number`.

    Else they are the newest of `ids`, the posts that match, and up to `titled` that match in their
    title, whatever their age.
    """
    if len(ids) <= number:
        return ids
    in_title = f"title : ({expression})"
    if " NOT " in expression:  # what is not in the title may be in the body
        in_title += f" AND ({expression})"
    return list(dict.fromkeys(newest(connection, in_title, filter, titled) + ids))[:number]


@FileCache
def ids_follow_time(connection: sqlite3.Connection) -> bool:
    """Return whether a later post always has the greater id, as after one load of a whole archive.

    It is so if ids rise with both the instant and the day of posts. FTS5 gives rows in the order
    of their ids: where this holds, the newest need no sorting.
    """
    return all(
        before < after
        for column in ("published_utc", "date")
        for (before,), (after,) in pairwise(
            connection.execute(f"select id from posts order by {column}, id")  # noqa: S608
        )
    )
