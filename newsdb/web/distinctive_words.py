"""Distinctive words: those that the posts of one filter have significantly more often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from newsdb.search.databases import Databases
from newsdb.search.filter_sql import bindings, where, where_story_once
from newsdb.search.filters import Filter
from newsdb.search.plain_texts import PLAIN_TEXT

MAX_POSTS = 400
"""Of how many posts, the newest of each side, words are counted."""
MAX_CHARACTERS = 600
"""Of how much of their text."""
MAX_WORDS = 20
MIN_POSTS = 3
"""In how many posts a word has to be: what is in one or two is chance."""
SIGNIFICANT = 3.84
"""The log-likelihood that words which are alike on both sides have once in twenty times."""
HAN = re.compile("[\u3400-\u9fff]")
OTHER_WORD = re.compile(r"[^\W_\u3400-\u9fff]+(?:-[^\W_\u3400-\u9fff]+)*")
LETTERS = re.compile(r"[^\W\d_]{2}")
TOPICAL = ("n", "vn", "j")
"""What jieba's tags of nouns, verbs used as nouns, and abbreviations begin with: the Chinese words
that say what a text is about."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that one side has more often: in how many of its posts, and of the other's."""

    text: str
    posts: int
    others: int
    likelihood: float


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
        "select coalesce(published_utc, ''), "  # noqa: S608
        f"title || char(10) || substr({PLAIN_TEXT}, 1, {MAX_CHARACTERS}) "
        f"from posts where id in (select id from posts where {condition} "
        f"and {where_story_once(filter)} order by published_utc desc limit {MAX_POSTS})"
    )
    rows = [row for each in databases for row in each.execute(sql, bindings(filter))]
    rows = sorted(map(tuple, rows), reverse=True)[:MAX_POSTS]
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
    """Return words that are in significantly more posts of one side, the most distinctive first.

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
