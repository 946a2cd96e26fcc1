"""Securities: their names, months, sources, and what is named with them.

If a security or a source has very many articles, only the newest of them in the order of loading
are considered, so that the cost is bounded.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

from newsdb.models import Kind
from newsdb.search import Databases
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


def merge_securities(each: Sequence[SecurityDetail]) -> SecurityDetail:
    """Return a security from what each database of the site that has it says of it.

    What they call it is its name where it was seen last.
    """
    latest = max(each, key=lambda security: security.last_seen or "")
    by_name: dict[str, list[SecurityName]] = {}
    for security in each:
        for name in security.names:
            by_name.setdefault(name.name, []).append(name)
    names = [
        replace(
            found[-1],
            first_seen=min(filter(None, (name.first_seen for name in found)), default=None),
            last_seen=max(filter(None, (name.last_seen for name in found)), default=None),
            posts=sum(name.posts for name in found),
        )
        for found in by_name.values()
    ]
    names.sort(key=lambda name: name.name)
    names.sort(key=lambda name: (name.name == latest.name, name.last_seen or ""), reverse=True)
    return replace(
        latest,
        posts=sum(security.posts for security in each),
        mentions=sum(security.mentions for security in each),
        first_seen=min(filter(None, (security.first_seen for security in each)), default=None),
        last_seen=latest.last_seen,
        names=tuple(names),
    )


def stories_by_month(connection: sqlite3.Connection, code: str) -> tuple[MonthCount, ...]:
    """Return the months in which articles name a security, in order; the others are left out."""
    rows = connection.execute(
        "select month, stories from security_months where code = ? order by month", (code,)
    )
    return tuple(MonthCount(*row) for row in rows)


def top_sources_for_security(connection: sqlite3.Connection, code: str) -> tuple[NameCount, ...]:
    """Return the sources of a security's newest articles, those of most of them first."""
    return _counted(
        connection,
        "with newest as (select post_id from post_securities where code = ? "  # noqa: S608
        "  order by rowid desc limit ?) "
        f"select sources.name, sources.name, {STORIES} as total from newest "
        "join posts on posts.id = newest.post_id join sources on sources.id = source_id "
        "group by source_id order by total desc, sources.name",
        (code, NEWEST),
    )


def posts_by_evidence(databases: Databases, code: str) -> tuple[tuple[str, int], ...]:
    """Return how posts are known to name a security (`found_by`), and how many, most first."""
    sql = "select found_by, count(*) from post_securities where code = ? group by found_by"
    found: Counter[str] = Counter()
    for connection in databases:
        found.update(dict(connection.execute(sql, (code,)).fetchall()))
    return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def securities_named_together(
    databases: Databases, code: str, limit: int = 10
) -> tuple[NameCount, ...]:
    """Return what a security's newest articles name with it, by code, the most distinctive first.

    What is named everywhere says little: the number of articles counts by the rarity of the other
    security in the whole archive.
    """
    sql = (
        "with newest as (select post_id from post_securities where code = ? "  # noqa: S608
        "  order by rowid desc limit ?), "
        f"counted as (select other.code, {STORIES} as together from newest "
        "  join post_securities as other on other.post_id = newest.post_id "
        "  join posts on posts.id = newest.post_id where other.code != ? group by other.code) "
        "select code, name, together from counted join securities using (code)"
    )
    total = 0
    together: list[tuple[NameCount, ...]] = []
    for connection in databases:
        total += connection.execute("select coalesce(max(id), 0) from posts").fetchone()[0]
        together.append(_counted(connection, sql, (code, NEWEST, code)))
    counts = most_common(together, limit=None)
    stories = _stories(databases, [count.key for count in counts])
    weighed = [
        (count.posts * log(1 + total / max(stories[count.key], 1)), count) for count in counts
    ]
    weighed.sort(key=lambda each: (-each[0], -each[1].posts, each[1].key))
    return tuple(count for _, count in weighed[:limit])


def _stories(databases: Databases, codes: Sequence[str]) -> Counter[str]:
    """Return how many stories name some securities in all databases."""
    sql = "select code, stories from securities where code in (select value from json_each(?))"
    found: Counter[str] = Counter()
    for connection in databases:
        found.update(dict(connection.execute(sql, (json.dumps(codes),)).fetchall()))
    return found


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
    each: Iterable[Iterable[NameCount]], limit: int | None = MAX_NAMES
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
