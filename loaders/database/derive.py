"""Totals, names and months of securities, derived from all posts after each load."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from sys import intern

from loaders.database.pinyin import initials
from newsdb.models import OWN

DERIVED = ("security_names", "security_months")
# In order of time, so that the latest has the last word. Counting in Python takes half the
# time that sorting these texts in SQLite takes.
NAMED = """
select date, code, name, post_securities.url, mentions, found_by, story_id
from posts join post_securities on post_id = posts.id
order by published_utc, slug
"""
OFFICIAL = """
select code, min(name) from names where kind = 'official' and code is not null group by code
"""


@dataclass(slots=True)
class NameUse:
    """How often something was seen, and when first and last (days, or None).

    `marked` counts the posts that mark it, give its code or show its chart, `named` those that
    name it only in words; `stories` counts the posts of a story once.
    """

    posts: int = 0
    mentions: int = 0
    marked: int = 0
    named: int = 0
    first: str | None = None
    last: str | None = None
    stories: int = 0

    def add(self, other: NameUse) -> None:
        """Merge another count."""
        self.posts += other.posts
        self.mentions += other.mentions
        self.marked += other.marked
        self.named += other.named
        self.stories += other.stories
        if other.first is not None and other.last is not None:
            self.first = min(self.first or other.first, other.first)
            self.last = max(self.last or other.last, other.last)


def derive(connection: sqlite3.Connection) -> None:
    """Name the securities as their latest posts do, and fill the tables of their totals.

    All comes from the posts and nothing else, so that any order of loads gives the same.
    """
    letters = dict(connection.execute("select name, initials from security_names"))
    for table in DERIVED:
        connection.execute(f"delete from {table}")  # noqa: S608
    connection.execute(
        "delete from securities where code not in (select code from post_securities)"
    )
    # Names in words name only what no post marks or gives a code: 沪指 is not the index's name.
    official = dict(connection.execute(OFFICIAL))
    latest: dict[str, tuple[str, str]] = {}
    # Each post is counted once, in the smallest parts; the sums are of these.
    parts: dict[tuple[str, str, str | None], NameUse] = {}
    # The stories of each security, and the first month of posts of each; '' if none has a date.
    story_months: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for date, code, name, url, mentions, found_by, story in connection.execute(NAMED):
        if found_by not in OWN:
            known, page = latest.get(code, (code, ""))
            latest[code] = official.get(code, name) if known == code else known, page
        elif name != code or url or code not in latest:
            known, page = latest.get(code, (code, ""))
            latest[code] = known if name == code else name, url or page
        month = date and intern(date[:7])
        key = code, name, month
        seen = parts.get(key)
        if seen is None:
            parts[key] = seen = NameUse(first=date)
        seen.posts += 1
        seen.mentions += mentions
        if story is None:
            seen.stories += 1
        else:
            # Posts without a date come first, and months of other zones may be in another order.
            first = story_months[code].get(story) or month or ""
            story_months[code][story] = min(first, month or first)
        seen.marked += found_by in OWN
        seen.named += found_by in ("name", "alias")
        seen.last = date
    totals: defaultdict[str, NameUse] = defaultdict(NameUse)
    names: defaultdict[tuple[str, str], NameUse] = defaultdict(NameUse)
    months: defaultdict[tuple[str, str], NameUse] = defaultdict(NameUse)
    for (code, name, month), seen in parts.items():
        totals[code].add(seen)
        if name != code:
            names[code, name].add(seen)
        if month is not None:
            months[code, month].add(seen)
    for code, stories in story_months.items():
        totals[code].stories += len(stories)
        for month in filter(None, stories.values()):
            months[code, month].stories += 1
    many = connection.executemany
    many(
        "update securities set name = ?, url = ?, posts = ?, posts_marked = ?, posts_named = ?, "
        "stories = ?, "
        "mentions = ?, first_seen = ?, last_seen = ? where code = ?",
        (
            (
                *(*latest[code], seen.posts, seen.marked, seen.named, seen.stories),
                *(seen.mentions, seen.first, seen.last, code),
            )
            for code, seen in totals.items()
        ),
    )
    many(
        "insert into security_names (code, name, initials, first_seen, last_seen, posts) "
        "values (?, ?, ?, ?, ?, ?)",
        (
            (code, name, letters.get(name) or initials(name), seen.first, seen.last, seen.posts)
            for (code, name), seen in sorted(names.items(), key=lambda item: item[0])
        ),
    )
    many(
        "insert into security_months (code, month, posts, mentions, stories) "
        "values (?, ?, ?, ?, ?)",
        (
            (*key, seen.posts, seen.mentions, seen.stories)
            for key, seen in sorted(months.items(), key=lambda item: item[0])
        ),
    )
