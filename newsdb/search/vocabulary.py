"""The Latin words of the posts, for words that no post has: borow for borrow."""

from __future__ import annotations

import re
import sqlite3

from rapidfuzz.distance import OSA

from newsdb.search.databases import Databases

MIN_LENGTH = 5
"""How many letters a word must have to be mistyped: of shorter ones, too many are similar."""
BEGINNING = 2
"""How many letters at its beginning are taken for right."""
LATIN = re.compile(f"[a-z]{{{MIN_LENGTH},40}}")

VOCABULARY = (
    "create virtual table if not exists temp.vocabulary "
    "using fts5vocab('main', 'posts_pairs', 'row')"
)


def similar_words(databases: Databases, word: str) -> list[str]:
    """Return the words of posts that differ from a folded Latin word in one letter, or in the order
    of two, those that most posts have first."""
    if not LATIN.fullmatch(word):
        return []
    begin = word[:BEGINNING]
    counts: dict[str, int] = {}
    for connection in databases:
        for other, posts in _words_between(connection, begin, f"{begin}~"):
            if LATIN.fullmatch(other) and OSA.distance(word, other, score_cutoff=1) == 1:
                counts[other] = counts.get(other, 0) + posts
    return sorted(counts, key=lambda other: (-counts[other], other))


def _words_between(connection: sqlite3.Connection, first: str, last: str) -> list[tuple[str, int]]:
    """Return words in the order of the alphabet, and how many posts have each."""
    connection.execute(VOCABULARY)
    return connection.execute(
        "select term, doc from temp.vocabulary where term >= ? and term <= ?", (first, last)
    ).fetchall()
