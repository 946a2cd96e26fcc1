"""Which posts match, newest first: plain SQL over `posts_fts` and the tables beside it."""

import sqlite3
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to: names, the code of a security, days as YYYY-MM-DD."""

    source: str | None = None
    tag: str | None = None
    category: str | None = None
    security: str | None = None
    since: str | None = None
    until: str | None = None


BY_ID = "select rowid from posts_fts where {conditions} order by rowid desc limit :number"
BY_TIME = (
    "select id from posts where +id in (select rowid from posts_fts where {conditions}) "
    "order by published desc, id desc limit :number"
)

# The plus keeps SQLite from asking the full-text index for one post after the other.
CONDITIONS = {
    "source": "+rowid in (select id from posts where source_id = "
    "(select id from sources where name = :source))",
    "tag": "+rowid in (select post_id from post_tags where tag_id = "
    "(select id from tags where name = :tag))",
    "category": "+rowid in (select post_id from post_categories where category_id = "
    "(select id from categories where name = :category))",
    "security": "+rowid in (select post_id from post_securities where code = :security)",
    "since": "+rowid in (select id from posts where date >= :since)",
    "until": "+rowid in (select id from posts where date <= :until)",
}
CONDITIONS_BY_ID = CONDITIONS | {
    "since": "rowid >= coalesce((select id from posts where date >= :since "
    "order by date, id limit 1), 9223372036854775807)",
    "until": "rowid <= coalesce((select id from posts where date <= :until "
    "order by date desc, id desc limit 1), -1)",
}


def newest(
    connection: sqlite3.Connection, expression: str, filters: Filters, number: int
) -> list[int]:
    """The ids of the newest posts that an FTS5 expression matches, at most so many."""
    given = {name: value for name, value in asdict(filters).items() if value is not None}
    if "until" in given:
        given.setdefault("since", "")  # a post without a day is not before any
    by_id = ids_follow_time(connection)
    conditions = CONDITIONS_BY_ID if by_id else CONDITIONS
    where = " and ".join(["posts_fts match :expression", *map(conditions.__getitem__, given)])
    rows = connection.execute(
        (BY_ID if by_id else BY_TIME).format(conditions=where),
        {"expression": expression, "number": number, **given},
    )
    return [identity for (identity,) in rows]


def ids_follow_time(connection: sqlite3.Connection) -> bool:
    """Whether a later post always has the greater id, as after one load of a whole archive.

    FTS5 gives rows in the order of their ids: where this holds, the newest need no sorting. It is
    found out once for each state of a file.
    """
    (path,) = connection.execute("select file from pragma_database_list where seq = 0").fetchone()
    if not path:
        return ids_rise(connection)
    (last,) = connection.execute("select max(id) from posts").fetchone()
    state = Path(path).stat().st_mtime_ns, last
    if path not in KNOWN or KNOWN[path][0] != state:
        KNOWN[path] = state, ids_rise(connection)
    return KNOWN[path][1]


KNOWN: dict[str, tuple[tuple[int, int | None], bool]] = {}


def ids_rise(connection: sqlite3.Connection) -> bool:
    """Whether ids rise with both the time and the day of posts."""
    return all(
        before < after
        for column in ("published", "date")
        for (before,), (after,) in pairwise(
            connection.execute(f"select id from posts order by {column}, id")  # noqa: S608
        )
    )
