"""Two sources, companies, tags or authors side by side: when, how much, what alike, which words."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

from newsdb.exceptions import InvalidParameterError
from newsdb.parameters import parse_query_values
from newsdb.search.databases import Databases
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import (
    ALL_POSTS,
    DAY_PARAMETERS,
    REPEATABLE,
    Filter,
    Values,
    bindings,
    check_values_exist,
    one_or_all,
    parse_filter,
    values_of,
    where,
    where_story_once,
)
from newsdb.search.plain_texts import PLAIN_TEXT
from newsdb.search.stories import ARTICLES, with_story
from newsdb.web.trend_sql import indexed

MAX_POSTS = 400
"""Of how many posts, the newest of each side, words are counted."""
MAX_CHARACTERS = 600
"""Of how much of their text."""
MAX_WORDS = 20
MIN_POSTS = 3
"""In how many posts a word has to be: what is in one or two is chance."""
MAX_STORIES = 10
SIGNIFICANT = 3.84
"""The log-likelihood that words which are alike on both sides have once in twenty times."""
HAN = re.compile("[\u3400-\u9fff]")
OTHER_WORD = re.compile(r"[^\W_\u3400-\u9fff]+(?:-[^\W_\u3400-\u9fff]+)*")
LETTERS = re.compile(r"[^\W\d_]{2}")
TOPICAL = ("n", "vn", "j")
"""What jieba's tags of nouns, verbs used as nouns, and abbreviations begin with: the Chinese words
that say what a text is about."""


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
class Word:
    """A word that one side has more often: in how many of its posts, and of the other's."""

    text: str
    posts: int
    others: int
    likelihood: float


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
    if named[0] == named[1]:
        raise InvalidParameterError(f"both values are the {request.kind} {named[0][0][:100]!r}")
    labels = [label for _, label in named]
    counts = [word_counts(databases, filter, labels) for filter in request.sides]
    sides = [
        _side(databases, filter, *named[at], distinguishing(counts[at], counts[1 - at]))
        for at, filter in enumerate(request.sides)
    ]
    stories = _shared_stories(databases, request.sides, names)
    return Comparison(
        request.kind, (sides[0], sides[1]), len(stories), tuple(stories[:MAX_STORIES])
    )


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many of some posts each word is, and how many posts these are."""

    words: Counter[str]
    posts: int


def word_counts(databases: Databases, filter: Filter, labels: Iterable[str]) -> WordCounts:
    """Return the words at the beginnings of the newest articles that a filter selects.

    Words of the labels are left out: that a newspaper's posts name it says nothing about them.
    """
    # The plus makes SQLite go through an index of the times, and stop at the newest.
    condition = where(filter).replace("posts.id", "+posts.id")
    sql = (
        f"select published_utc, title || char(10) || substr({PLAIN_TEXT}, 1, {MAX_CHARACTERS}) "  # noqa: S608
        f"from posts where id in (select id from posts where {condition} "
        f"and {where_story_once(filter)} order by published_utc desc limit {MAX_POSTS})"
    )
    rows = [row for each in databases for row in each.execute(sql, bindings(filter))]
    rows = sorted(rows, key=lambda row: row[0] or "", reverse=True)[:MAX_POSTS]
    words = Counter(word for _, text in rows for word in topical_words(text))
    own = " ".join(labels).lower()
    return WordCounts(Counter({word: words[word] for word in words if word not in own}), len(rows))


def topical_words(text: str) -> set[str]:
    """Return the words that say what a text is about, of two letters or characters and more."""
    import rjieba  # takes 0.1 s

    words = {
        word
        for word, tag in rjieba.tag(text)
        if len(word) > 1 and tag.startswith(TOPICAL) and HAN.search(word)
    }
    words.update(word for word in OTHER_WORD.findall(text) if LETTERS.search(word))
    return {word.lower() for word in words}


def distinguishing(counts: WordCounts, others: WordCounts) -> tuple[Word, ...]:
    """Return the words that are in significantly more posts of one side, the most telling first.

    They are weighed by Dunning's log-likelihood
    (https://aclanthology.org/J93-1003/, Dunning 1993).
    """
    found = [
        Word(word, number, others.words[word], likelihood(counts, others, word))
        for word, number in counts.words.items()
        if number >= MIN_POSTS and number * others.posts > others.words[word] * counts.posts
    ]
    found.sort(key=lambda each: (-each.likelihood, each.text))
    return tuple(each for each in found[:MAX_WORDS] if each.likelihood >= SIGNIFICANT)


def likelihood(counts: WordCounts, others: WordCounts, word: str) -> float:
    """Return the log-likelihood ratio of a word: how unlikely its numbers are by chance."""
    a, b = counts.words[word], others.words[word]
    both, posts = a + b, counts.posts + others.posts
    table = (
        (a, counts.posts, both),
        (b, others.posts, both),
        (counts.posts - a, counts.posts, posts - both),
        (others.posts - b, others.posts, posts - both),
    )
    return 2 * sum(n * log(n * posts / (side * part)) for n, side, part in table if n)


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
    return [row for row in rows if row[0] in shared]
