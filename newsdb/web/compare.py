"""Two sources, companies, tags or authors side by side: when, how much, what alike, which words."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from newsdb.exceptions import InvalidParameterError
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import Filter, bindings, filter_of, where
from newsdb.web.trends import indexed

MAX_POSTS = 2_000
"""Of how many posts, the newest of each side, words are counted."""
MAX_WORDS = 20
MIN_POSTS = 3
"""In how many posts a word has to be: what is in one or two is chance."""
MAX_STORIES = 10
SIGNIFICANT = 10.83
"""The log-likelihood that words which are alike on both sides have once in a thousand times."""
WORD = re.compile(r"[^\W\d_]{2,}")


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
class Comparison:
    """Both sides, how many stories have posts of both, and the newest of these (id, title)."""

    kind: str
    sides: tuple[Side, Side]
    shared: int
    stories: tuple[tuple[int, str], ...]


def parse_comparison(parameters: Mapping[str, list[str]]) -> tuple[str, tuple[str, str]] | None:
    """Return which two values of a dimension a URL names, None if it names none.

    Raises InvalidParameterError for anything but two.
    """
    given = {name: values for name, values in parameters.items() if name in DIMENSIONS}
    if not given:
        return None
    kind, values = next(iter(given.items()))
    values = list(dict.fromkeys(filter(None, map(str.strip, values))))
    if len(given) > 1 or len(values) != 2:
        raise InvalidParameterError("compare two values of one kind, such as source=A&source=B")
    return kind, (values[0], values[1])


def compare_values(
    connection: sqlite3.Connection, kind: str, values: tuple[str, str]
) -> Comparison:
    """Return the comparison of two values of a dimension that exist."""
    filters = [filter_of({kind: value}) for value in values]
    counts = [word_counts(connection, filter) for filter in filters]
    sides = [
        _side(connection, kind, value, filters[at], distinguishing(counts[at], counts[1 - at]))
        for at, value in enumerate(values)
    ]
    stories = _shared_stories(connection, filters)
    return Comparison(kind, (sides[0], sides[1]), len(stories), tuple(stories[:MAX_STORIES]))


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many of some posts each word is, and how many posts these are."""

    words: Counter[str]
    posts: int


def word_counts(connection: sqlite3.Connection, filter: Filter) -> WordCounts:
    """Return the words in the titles and summaries of the newest posts that a filter selects."""
    rows = connection.execute(
        f"select title, substr(summary, 1, 300) from posts where {where(filter)} "  # noqa: S608
        "order by published_utc desc limit :number",
        {**bindings(filter), "number": MAX_POSTS},
    ).fetchall()
    words = Counter(word for row in rows for word in content_words(" ".join(row)))
    return WordCounts(words, len(rows))


def content_words(text: str) -> set[str]:
    """Return the words of a text, of two letters or characters and more."""
    import rjieba  # takes 0.1 s

    return {word.lower() for word in rjieba.cut(text) if WORD.fullmatch(word)}


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


def _side(
    connection: sqlite3.Connection,
    kind: str,
    value: str,
    filter: Filter,
    words: tuple[Word, ...],
) -> Side:
    dimension = DIMENSIONS[kind]
    posts, first, last = connection.execute(
        "select count(*), substr(min(published), 1, 10), substr(max(published), 1, 10) "  # noqa: S608
        f"from posts where {indexed(where(filter))}",
        bindings(filter),
    ).fetchone()
    (label,) = connection.execute(
        f"select {dimension.label} from {dimension.table} where :value in "  # noqa: S608
        f"({dimension.value}, {dimension.label}) limit 1",
        {"value": value},
    ).fetchone()
    return Side(filter, value, label, posts, first, last, words)


def _shared_stories(connection: sqlite3.Connection, filters: list[Filter]) -> list[tuple[int, str]]:
    """Return the stories with posts of both, the newest first: id and title of the lead."""
    stories = [
        {
            story
            for (story,) in connection.execute(
                f"select story_id from posts where story_id is not null and {where(filter)}",  # noqa: S608
                bindings(filter),
            )
        }
        for filter in filters
    ]
    shared = stories[0] & stories[1]
    rows = connection.execute(
        "select stories.id, title from stories join posts on posts.id = lead_post_id "
        "order by last_published desc, stories.id"
    )
    return [(story, title) for story, title in rows if story in shared]
