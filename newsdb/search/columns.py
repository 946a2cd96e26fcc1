"""Columns of posts as arrays in memory, so that any number of matches is counted in milliseconds.

A database does not change while it is served: its columns are read once for each state of a file,
and 100,000 posts take a few megabytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from newsdb.search.dimensions import DIMENSIONS, Dimension
from newsdb.search.file_cache import FileCache

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NEWEST = "select id from posts order by published_utc desc, id desc"
BY_DAY = "select id from posts order by date, id"
STORIES = "select id, story_id, relation is null from posts where story_id is not null"
DAYS = "select date, group_concat(id) from posts where date > '' group by date"


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """The values of a property of posts in order, and the ids of the posts of each.

    `keys` are the primary keys of the values in their table. The posts of the value at a position
    begin in `posts` at that position's number in `starts`.
    """

    keys: list[int | str]
    values: list[str]
    labels: list[str]
    starts: IntArray
    posts: IntArray

    def count(self, selected: BoolArray, story: IntArray | None = None) -> IntArray:
        """Return how many of the selected posts have each value.

        `selected` is by post id. With `story`, the ids of the posts' stories by post id (0 for
        none), the posts of a story count as one.
        """
        if not self.values:
            return np.zeros(0, np.int64)
        counts = np.add.reduceat(selected[self.posts], self.starts, dtype=np.int64)
        if story is not None and (in_story := selected & (story > 0)).any():
            values, posts = self.pairs(in_story)
            counts -= _again(values, story[posts], len(counts))
        return counts

    def pairs(self, selected: BoolArray) -> tuple[IntArray, IntArray]:
        """Return the position of a value and the id of a post that has it, for each such pair of
        the selected posts."""
        chosen = np.flatnonzero(selected[self.posts])
        return np.searchsorted(self.starts, chosen, "right") - 1, self.posts[chosen]


def count_groups(groups: IntArray, number: int, stories: IntArray | None = None) -> IntArray:
    """Return how many posts each group has.

    `groups` are the groups of posts, from 0 to below `number`. With `stories`, the stories of
    these posts (0 for none), the posts of a story in a group count as one.
    """
    counts = np.bincount(groups, minlength=number)
    if stories is not None:
        members = np.flatnonzero(stories)
        counts -= _again(groups[members], stories[members], number)
    return counts


def _again(groups: IntArray, stories: IntArray, number: int) -> IntArray:
    """Return how many posts of each group are not the first of their story in it."""
    order = np.lexsort((stories, groups))
    groups, stories = groups[order], stories[order]
    again = (groups[1:] == groups[:-1]) & (stories[1:] == stories[:-1])
    return np.bincount(groups[1:][again], minlength=number)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of all posts.

    `newest` are the ids of all posts, the newest first. `story` has, by the id of a post, the id
    of its story, or 0; `is_lead` whether the post is the lead of it; `day` the position in `days`,
    which are in order, or -1.
    """

    newest: IntArray
    ids_follow_time: bool
    """Whether a later post always has the greater id, as after one load of a whole archive."""
    story: IntArray
    is_lead: BoolArray
    days: list[str]
    day: IntArray
    dimensions: Mapping[str, Values]

    def select(self, ids: npt.ArrayLike) -> BoolArray:
        """Return which posts have one of some ids, by post id."""
        selected = np.zeros(len(self.story), np.bool_)
        selected[np.asarray(ids, np.int64)] = True
        return selected

    def newest_first(self, ids: IntArray) -> IntArray:
        """Return ids in the order of time, the newest first."""
        if self.ids_follow_time:
            return np.sort(ids)[::-1]
        return self.newest[self.select(ids)[self.newest]]

    def are_first_of_stories(self, ids: IntArray) -> BoolArray:
        """Return for each id whether it stands for its story: one post of each does, the lead if
        that is among them, else the first. A post without a story stands for itself."""
        kept = np.ones(len(ids), np.bool_)
        stories = self.story[ids]
        members = np.flatnonzero(stories)
        # The lead goes before the others, these by their position.
        order = np.lexsort((members, ~self.is_lead[ids[members]], stories[members]))
        members, stories = members[order], stories[members][order]
        kept[members[1:][stories[1:] == stories[:-1]]] = False
        return kept


def to_list(ids: IntArray) -> list[int]:
    """Return ids as a list."""
    found: list[int] = ids.tolist()
    return found


def read_columns(connection: sqlite3.Connection) -> Columns:
    """Return the columns of a database."""
    newest = read_ids(connection, NEWEST)
    stories = connection.execute(STORIES).fetchall()
    story = np.zeros(int(newest.max(initial=0)) + 1, np.int64)
    is_lead = np.zeros(len(story), np.bool_)
    for post_id, story_id, leads in stories:
        story[post_id], is_lead[post_id] = story_id, leads
    days = connection.execute(DAYS).fetchall()
    day = np.full(len(story), -1, np.int64)
    for at, (_, joined) in enumerate(days):
        day[split_ids(joined)] = at
    return Columns(
        newest=newest,
        ids_follow_time=bool(
            np.all(newest[1:] < newest[:-1]) and np.all(np.diff(read_ids(connection, BY_DAY)) > 0)
        ),
        story=story,
        is_lead=is_lead,
        days=[each for each, _ in days],
        day=day,
        dimensions={
            name: _read_values(connection, posts_by_value(dimension))
            for name, dimension in DIMENSIONS.items()
        },
    )


def read_ids(
    connection: sqlite3.Connection, select: str, values: Mapping[str, object] | None = None
) -> IntArray:
    """Return the ids that a statement selects, in its order.

    As one text they take a third of the time that they take as rows.
    """
    (joined,) = connection.execute(
        f"select group_concat(id) from ({select})",  # noqa: S608
        values or {},
    ).fetchone()
    return split_ids(joined)


def split_ids(joined: str | None) -> IntArray:
    """Return the numbers of a text that has commas between them."""
    return np.fromstring(f"{joined or ''}", np.int64, sep=",")


def posts_by_value(dimension: Dimension) -> str:
    """Return the SQL that selects the key of each value of a dimension, the value, its label and
    the ids of its posts."""
    table, post = (dimension.links, "post_id") if dimension.links else ("posts", "id")
    posts = f"""
        select {dimension.key} as key, group_concat({post}) as joined from {table}
        where {dimension.key} is not null group by key"""  # noqa: S608
    if dimension.table == "posts":
        return f"select key, key, key, joined from ({posts})"  # noqa: S608
    return f"""
        select key, {dimension.value}, {dimension.label}, joined from ({posts})
        join {dimension.table} on {dimension.table}.{dimension.primary_key} = key"""  # noqa: S608


def _read_values(connection: sqlite3.Connection, select: str) -> Values:
    rows = sorted(connection.execute(select), key=itemgetter(1))
    posts = [split_ids(joined) for *_, joined in rows]
    ends = np.cumsum([len(each) for each in posts], dtype=np.int64)
    return Values(
        keys=[key for key, *_ in rows],
        values=[value for _, value, *_ in rows],
        labels=[label for _, _, label, _ in rows],
        starts=np.concatenate(([0], ends[:-1])).astype(np.int64),
        posts=np.concatenate(posts) if posts else np.zeros(0, np.int64),
    )


columns_of = FileCache(read_columns)
"""Returns the columns of a connection's database, read once for each state of its file."""
