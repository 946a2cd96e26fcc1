"""Two sources, companies, tags or authors side by side: when, how much, what alike, which words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import parse_query_values
from newsdb.search.databases import Databases
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filter_sql import bindings, check_values_exist, where
from newsdb.search.filters import (
    ALL_POSTS,
    DAY_PARAMETERS,
    REPEATABLE,
    Filter,
    Values,
    one_or_all,
    parse_filter,
    values_of,
)
from newsdb.search.stories import ARTICLES, with_story
from newsdb.web.distinctive_words import Word, distinguishing, word_counts
from newsdb.web.trend_sql import indexed

MAX_STORIES = 10


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """Which two values of a dimension are compared, of the posts that `filter` selects."""

    kind: str
    values: tuple[str, str]
    filter: Filter = ALL_POSTS

    def parameters(self, **changes: Values | None) -> dict[str, Values]:
        """Return the parameters of the comparison's URL, with changes."""
        given = {self.kind: self.values, **self.filter.parameters, **changes}
        return {name: values for name, values in given.items() if values}

    @property
    def both(self) -> Filter:
        """The filter of the posts of both sides."""
        return self._filter_of(self.values)

    @property
    def sides(self) -> tuple[Filter, Filter]:
        """The filter of each side."""
        one, other = map(self._filter_of, self.values)
        return one, other

    def _filter_of(self, values: Values) -> Filter:
        changes: dict[str, Any] = {self.kind: values}
        return replace(self.filter, **changes)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its filter, name and volume; the days of its first and last post."""

    filter: Filter
    value: str
    label: str
    posts: int
    first: str | None
    last: str | None
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class SharedStory:
    """A story with posts of both sides: its id in its database, the title of its lead, the time of
    its last post, and the name of the database."""

    id: int
    title: str
    last_published: str | None
    database: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, how many stories have posts of both, and the newest of these."""

    kind: str
    sides: tuple[Side, Side]
    shared: int
    stories: tuple[SharedStory, ...]


def parse_comparison(query_string: bytes) -> ComparisonRequest | None:
    """Return what a URL asks for, None if it names no values.

    Raises InvalidParameterError for anything but two values of one dimension, whose posts further
    filters narrow.
    """
    names = (*DIMENSIONS, *DAY_PARAMETERS, "lang")
    given = parse_query_values(query_string, names, REPEATABLE)
    given.pop("lang", None)
    if not given.keys() & DIMENSIONS.keys():
        return None
    values = {name: one_or_all(each.strip() for each in given[name]) or "" for name in given}
    pairs = [name for name in DIMENSIONS if len(values_of(values.get(name))) == 2]
    if len(pairs) != 1:
        raise InvalidParameterError("compare two values of one kind, such as source=A&source=B")
    kind = pairs[0]
    one, other = values_of(values.pop(kind))
    return ComparisonRequest(kind, (one, other), parse_filter(values))


def compare_values(
    databases: Databases, request: ComparisonRequest, names: Sequence[str] = ("",)
) -> Comparison:
    """Return the comparison of two values, over databases with some names.

    Raises UnknownValueError if there is no such value, and InvalidParameterError if both are one,
    as a company's name and its code are.
    """
    check_values_exist(databases, request.both)
    named = [_name(databases, request.kind, value) for value in request.values]
    values, labels = zip(*named, strict=True)
    if len(set(named)) == 1:
        raise InvalidParameterError(f"both values are the {request.kind} {values[0]!r}")
    counts = [word_counts(databases, filter, labels) for filter in request.sides]
    sides = [
        _side(databases, filter, *named[at], distinguishing(counts[at], counts[1 - at]))
        for at, filter in enumerate(request.sides)
    ]
    stories = _shared_stories(databases, request.sides, names)
    return Comparison(
        request.kind, (sides[0], sides[1]), len(stories), tuple(stories[:MAX_STORIES])
    )


def _name(databases: Databases, kind: str, value: str) -> tuple[str, str]:
    """Return the value of a dimension as URLs have it, and as people do."""
    dimension = DIMENSIONS[kind]
    sql = (
        f"select {dimension.value}, {dimension.label} from {dimension.table} "  # noqa: S608
        f"where {dimension.primary_key} = {dimension.reference(kind)}"
    )
    # What databases call otherwise has its name in the last one.
    *_, row = (row for each in databases for row in each.execute(sql, {kind: value}))
    return row[0], row[1]


def _side(
    databases: Databases, filter: Filter, value: str, label: str, words: tuple[Word, ...]
) -> Side:
    sql = (
        f"select {ARTICLES}, substr(min(published), 1, 10), substr(max(published), 1, 10) "  # noqa: S608
        f"from posts {with_story('posts.id')} where {indexed(where(filter))}"
    )
    rows = [each.execute(sql, bindings(filter)).fetchone() for each in databases]
    posts, first, last = zip(*rows, strict=True)
    return Side(
        filter=filter,
        value=value,
        label=label,
        posts=sum(posts),
        first=min((day for day in first if day), default=None),
        last=max((day for day in last if day), default=None),
        words=words,
    )


def _shared_stories(
    databases: Databases, filters: Sequence[Filter], names: Sequence[str]
) -> list[SharedStory]:
    """Return the stories with posts of both, the newest first."""
    stories = [
        SharedStory(*row, database)
        for connection, database in zip(databases, names, strict=True)
        for row in _stories_of_both(connection, filters)
    ]
    return sorted(stories, key=lambda story: story.last_published or "", reverse=True)


def _stories_of_both(
    connection: sqlite3.Connection, filters: Iterable[Filter]
) -> list[tuple[int, str, str | None]]:
    """Return the stories of a database with posts of both: id, title of the lead, last post."""
    one, other = (
        {
            story
            for (story,) in connection.execute(
                f"select story_id from posts where story_id is not null and {where(filter)}",  # noqa: S608
                bindings(filter),
            )
        }
        for filter in filters
    )
    shared = one & other
    rows = connection.execute(
        "select stories.id, title, last_published from stories "
        "join posts on posts.id = lead_post_id order by stories.id"
    )
    return [(story, title, last) for story, title, last in rows if story in shared]
