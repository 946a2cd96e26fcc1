"""Securities: their names, months, sources, and what is named with them.

If a security or a source has very many articles, only the newest of them in the order of loading
are considered, so that the cost is bounded.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

from newsdb.models import Kind
from newsdb.urls import safe_link

NEWEST = 5000
"""How many articles are considered for what is named together with a security or source."""


MAX_NAMES = 10
"""How many names are shown with the number of their articles."""
STORIES = "count(distinct coalesce(-posts.story_id, posts.id))"
"""Counts posts, those of a story once."""


@dataclass(frozen=True, slots=True)
class SecurityName:
    """A name of a security: initials in pinyin, days when posts used it (or None), how many."""

    name: str
    initials: str
    first_seen: str | None
    last_seen: str | None
    posts: int


@dataclass(frozen=True, slots=True)
class SecurityDetail:
    """A security with its totals; `url` is a safe link or '', `names` begins with the latest."""

    code: str
    name: str
    kind: Kind
    market: str
    url: str
    posts: int
    mentions: int
    first_seen: str | None
    last_seen: str | None
    names: tuple[SecurityName, ...]


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month (YYYY-MM), and how many stories of it name a security."""

    month: str
    stories: int


@dataclass(frozen=True, slots=True)
class NameCount:
    """A source or security, and how many of the articles considered have it.

    `key` is what its URL says.
    """

    key: str
    name: str
    posts: int


def find_security(connection: sqlite3.Connection, code: str) -> SecurityDetail | None:
    """Return the security of a code, with all its names, or None if no article names it."""
    row = connection.execute(
        "select code, name, kind, market, url, posts, mentions, first_seen, last_seen "
        "from securities where code = ?",
        (code,),
    ).fetchone()
    if row is None:
        return None
    names = connection.execute(
        "select name, initials, first_seen, last_seen, posts from security_names where code = ? "
        "order by name = ? desc, last_seen desc, name limit 50",
        (code, row[1]),
    )
    code, name, kind, market, url, posts, mentions, first_seen, last_seen = row
    return SecurityDetail(
        code=code,
        name=name,
        kind=kind,
        market=market,
        url=safe_link(url),
        posts=posts,
        mentions=mentions,
        first_seen=first_seen,
        last_seen=last_seen,
        names=tuple(SecurityName(*each) for each in names),
    )


def stories_by_month(connection: sqlite3.Connection, code: str) -> tuple[MonthCount, ...]:
    """Return the months in which articles name a security, in order; the others are left out."""
    rows = connection.execute(
        "select month, stories from security_months where code = ? order by month", (code,)
    )
    return tuple(MonthCount(*row) for row in rows)


def top_sources_for_security(
    connection: sqlite3.Connection, code: str, limit: int = 10
) -> tuple[NameCount, ...]:
    """Return the sources of most of a security's newest articles."""
    return _counted(
        connection,
        "with newest as (select post_id from post_securities where code = ? "  # noqa: S608
        "  order by rowid desc limit ?) "
        f"select sources.name, sources.name, {STORIES} as total from newest "
        "join posts on posts.id = newest.post_id join sources on sources.id = source_id "
        "group by source_id order by total desc, sources.name limit ?",
        (code, NEWEST, limit),
    )


def posts_by_evidence(connection: sqlite3.Connection, code: str) -> tuple[tuple[str, int], ...]:
    """Return how posts are known to name a security (`found_by`), and how many, most first."""
    return tuple(
        connection.execute(
            "select found_by, count(*) as total from post_securities where code = ? "
            "group by found_by order by total desc, found_by",
            (code,),
        )
    )


def securities_named_together(
    connection: sqlite3.Connection, code: str, limit: int = 10
) -> tuple[NameCount, ...]:
    """Return what a security's newest articles name with it, by code, the most telling first.

    What is named everywhere says little: the number of articles counts by the rarity of the other
    security in the whole archive.
    """
    (total,) = connection.execute("select max(id) from posts").fetchone()
    rows = connection.execute(
        "with newest as (select post_id from post_securities where code = ? "  # noqa: S608
        "  order by rowid desc limit ?), "
        f"counted as (select other.code, {STORIES} as together from newest "
        "  join post_securities as other on other.post_id = newest.post_id "
        "  join posts on posts.id = newest.post_id where other.code != ? group by other.code) "
        "select code, name, together, stories from counted join securities using (code)",
        (code, NEWEST, code),
    )
    weighed = [
        (together * log(1 + total / max(stories, 1)), NameCount(other, name, together))
        for other, name, together, stories in rows
    ]
    weighed.sort(key=lambda each: (-each[0], -each[1].posts, each[1].key))
    return tuple(count for _, count in weighed[:limit])


def top_securities_for_source(
    connection: sqlite3.Connection, source_id: int
) -> tuple[NameCount, ...]:
    """Return the securities that a source's newest articles name, those of most articles first."""
    return _counted(
        connection,
        "with newest as (select id, story_id from posts where source_id = ? "  # noqa: S608
        "  order by published_utc desc limit ?), "
        f"counted as (select code, {STORIES.replace('posts.', 'newest.')} as total from newest "
        "  join post_securities on post_id = newest.id "
        "  group by code) "
        "select code, name, total from counted join securities using (code) "
        "order by total desc, code",
        (source_id, NEWEST),
    )


def most_common(
    each: Iterable[Iterable[NameCount]], limit: int = MAX_NAMES
) -> tuple[NameCount, ...]:
    """Return the names of most articles, from what each database of the site counted.

    Of equals, the first by key. What the databases call otherwise has its name in the last one.
    """
    found: dict[str, NameCount] = {}
    for counts in each:
        for count in counts:
            before = found[count.key].posts if count.key in found else 0
            found[count.key] = replace(count, posts=before + count.posts)
    return tuple(sorted(found.values(), key=lambda count: (-count.posts, count.key))[:limit])


def _counted(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[object]
) -> tuple[NameCount, ...]:
    return tuple(NameCount(*row) for row in connection.execute(sql, tuple(parameters)))
