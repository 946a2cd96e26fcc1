"""Counts what posts say of securities: what a load added to the totals, and what it took away."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from newsdb.models import OWN

COLUMNS = "date, code, name, mentions, found_by, story_id"
BEFORE = f"select {COLUMNS} from mentions_before cross join posts_before using (post_id)"  # noqa: S608
# SQLite would read all mentions for the few posts that a daily load changes.
AFTER = f"""
select {COLUMNS} from noted cross join posts on posts.id = noted.post_id
cross join post_securities on post_securities.post_id = posts.id
"""  # noqa: S608
ALL = f"select {COLUMNS} from post_securities join posts on posts.id = post_id"  # noqa: S608
# The first month of each security in each story. Where nearly all posts have none, SQLite would
# rather read all posts than use the index.
OF_STORIES = """
select code, story_id, date from posts indexed by idx_posts_story_id
cross join post_securities on post_id = posts.id
where story_id in (select story_id from temp.affected_stories)
"""
STORIES_BEFORE = f"""
select code, min(substr(date, 1, 7)) from (
  select code, story_id, date from mentions_before cross join posts_before using (post_id)
    where story_id is not null
  union all {OF_STORIES} and posts.id not in (select post_id from noted)
) group by code, story_id
"""  # noqa: S608
STORIES_AFTER = f"""
select code, min(substr(date, 1, 7)) from ({OF_STORIES}) group by code, story_id
"""  # noqa: S608
STORIES_ALL = """
select code, min(substr(date, 1, 7)) from post_securities join posts on posts.id = post_id
where story_id is not null group by code, story_id
"""
AFFECTED_STORIES = """
create temp table affected_stories as
select story_id from posts_before where story_id is not null union
select story_id from posts not indexed
where id in (select post_id from noted) and story_id is not null
"""


@dataclass(slots=True)
class Difference:
    """How many more posts and mentions there are than before; fewer are negative.

    `marked` counts the posts that mark a security, give its code or show its chart, `named` those
    that give only its name; `stories` counts the posts of a story once. `first` and `last` are
    the days of what is there now (None without any), `gone` those of what was there only before.
    """

    posts: int = 0
    mentions: int = 0
    marked: int = 0
    named: int = 0
    stories: int = 0
    first: str | None = None
    last: str | None = None
    gone: Counter[str] | None = None

    def count(
        self, sign: int, date: str | None, mentions: int, found_by: str, story_id: int | None
    ) -> None:
        """Count a post that is there now (1) or was there before (-1); these come first."""
        self.posts += sign
        self.mentions += sign * mentions
        self.marked += sign * (found_by in OWN)
        self.named += sign * (found_by in ("name", "alias"))
        self.stories += sign * (story_id is None)
        if date is None:
            return
        if sign < 0:
            self.gone = self.gone or Counter()
            self.gone[date] += 1
            return
        self.first = min(self.first or date, date)
        self.last = max(self.last or date, date)
        if self.gone:
            self.gone[date] -= 1

    def days(self, first: str | None, last: str | None) -> tuple[str | None, str | None] | None:
        """Return the first and last day, from those before; None if they have to be looked up."""
        if any(count > 0 and day in (first, last) for day, count in (self.gone or {}).items()):
            return None
        days = [day for day in (first, last, self.first, self.last) if day is not None]
        return min(days, default=None), max(days, default=None)


class Differences:
    """What a load changes in the totals: by code, by code and name, and by code and month."""

    def __init__(self) -> None:
        """Begin with no difference."""
        self.securities: defaultdict[str, Difference] = defaultdict(Difference)
        self.names: defaultdict[tuple[str, str], Difference] = defaultdict(Difference)
        self.months: defaultdict[tuple[str, str], Difference] = defaultdict(Difference)

    def count(self, sign: int, rows: Iterable[tuple[Any, ...]]) -> None:
        """Count mentions that are there now, or (with a negative sign) were before."""
        for date, code, name, *values in rows:
            self.securities[code].count(sign, date, *values)
            if name != code:
                self.names[code, name].count(sign, date, *values)
            if date is not None:
                self.months[code, date[:7]].count(sign, date, *values)

    def count_stories(self, sign: int, rows: Iterable[tuple[str, str | None]]) -> None:
        """Count stories of securities, each in its first month; None if it has no day."""
        for code, month in rows:
            self.securities[code].stories += sign
            if month is not None:
                self.months[code, month].stories += sign


def count_all(connection: sqlite3.Connection) -> Differences:
    """Count all mentions, in place of totals that are not known."""
    found = Differences()
    found.count(1, connection.execute(ALL))
    found.count_stories(1, connection.execute(STORIES_ALL))
    return found


def count_changes(connection: sqlite3.Connection) -> Differences:
    """Count what the load changed: what is noted of before (loaders/database/before.py)."""
    found = Differences()
    found.count(-1, connection.execute(BEFORE))
    found.count(1, connection.execute(AFTER))
    connection.execute(AFFECTED_STORIES)
    found.count_stories(-1, connection.execute(STORIES_BEFORE))
    found.count_stories(1, connection.execute(STORIES_AFTER))
    return found
