"""How well posts answer a query: BM25F, over a limited number of posts.

FTS5's own `bm25()` first counts each phrase in the whole table, which for a common word takes
several times as long as finding it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from math import log

from newsdb.search.candidates import any_can_match
from newsdb.search.databases import Databases, divide, site_id
from newsdb.search.plain_texts import PLAIN_TEXT
from newsdb.search.query import Query, Term
from newsdb.search.spans import wanted
from newsdb.search.stems import ENGLISH, Languages, beginning, query_tokens
from newsdb.search.tokenizer import fold

TITLE, SUMMARY, BODY = 8.0, 3.0, 1.0
"""How much an occurrence counts in each field of a post."""
SATURATION = 1.2
"""How many occurrences count half of any number of them (BM25's k1)."""
LENGTH = 0.75
"""How much of a body's count depends on its length (BM25's b)."""
TITLE_LENGTH = 20
"""Up to this title length an occurrence counts in full, in longer titles less."""
IN_TITLE = 0.5
"""What a term adds, of its weight, if it is in the title at all."""
TOGETHER = 0.5
"""What the terms add, of the weight of all, if they follow one another as typed."""
NEWER = 0.2
"""How much more the newest post counts than an old one."""
HALF_LIFE = 365
"""After how many days that is half."""
OTHER_FORM = 0.7
"""How much another form of a Latin word counts than the one that was typed."""
LETTERS = rb"(?:[a-z]|[\xc3-\xc9\xcc\xcd][\x80-\xbf]|\xe1[\xb8-\xbb][\x80-\xbf])*"
"""A pattern for Latin letters in UTF-8, with and without marks."""
MAX_TEXT = 20_000
"""How much of a body is counted, in bytes."""

ROWS = f"""
select id, date, characters, title, summary,
  coalesce(substr(cast({PLAIN_TEXT} as blob), 1, {MAX_TEXT}), x'')
from posts
where id in (select value from json_each(?))
"""  # noqa: S608
Row = tuple[int, str | None, int, str, str, bytes]
"""The body is bytes, as counting needs no characters, and making them takes longest."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a post answers a query: its BM25F, and the weight of the terms that it has."""

    relevance: float
    covered: float
    day: int


def rank(databases: Databases, query: Query, ids: list[int]) -> list[int]:
    """Return ids on the site with those posts first that answer the query best, of equals the
    newest."""
    terms = [
        texts if term.is_word else [text.strip() for text in _known(databases, texts)]
        for term, texts in wanted(query, title=True)
    ]
    if not terms or not ids:
        return ids
    scores = score(databases, terms, None, ids, query.languages)
    newest = max(each.day for each in scores.values())
    order = {
        post_id: each.relevance * (1 + NEWER * 0.5 ** ((newest - each.day) / HALF_LIFE))
        for post_id, each in scores.items()
    }
    return sorted(order, key=lambda post_id: (order[post_id], post_id), reverse=True)


def _known(databases: Databases, texts: list[str]) -> list[str]:
    """Return the spellings of a term that posts may have: counting each takes long."""
    found = [
        text for text in texts if any_can_match(databases, Query(((Term(text, exact=True),),)))
    ]
    return found or texts[:1]


def score(
    databases: Databases,
    terms: list[list[str]],
    weights: list[float] | None,
    ids: list[int],
    languages: Languages = (ENGLISH,),
) -> dict[int, Score]:
    """Return the scores of some posts for terms, each in all its spellings; a word has spaces
    around it and counts in all the forms that it has in some languages.

    Without weights, a term counts the more the fewer of the titles have it. What is counted for
    weights and lengths are these posts, whatever databases they are in, so that the scores of all
    are comparable.
    """
    rows: list[Row] = [
        (site_id(number, post_id), *row)
        for number, connection, own in divide(databases, ids)
        for post_id, *row in connection.execute(ROWS, [json.dumps(own)])
    ]
    latin = any(each.isascii() and each.isalpha() for each in chain(*chain(*terms)))
    counted = [
        (texts, [text.encode() for text in texts], word_of(texts[0], languages)) for texts in terms
    ]
    counts = [_count(row, counted, latin) for row in rows]
    if weights is None:
        titled = [sum(each[at][0] > 0 for each in counts) for at in range(len(terms))]
        weights = [log(1 + len(rows) / (0.5 + number)) for number in titled]
    phrase = "".join(texts[0] for texts in terms).replace(" ", "") if len(terms) > 1 else ""
    average = sum(row[2] for row in rows) / len(rows) if rows else 1.0
    scores = {}
    for row, found in zip(rows, counts, strict=True):
        title = _folded(row[3])
        length = 1 - LENGTH + LENGTH * row[2] / (average or 1.0)
        title_length = 0.5 + 0.5 * len(title) / TITLE_LENGTH
        relevance = covered = 0.0
        for weight, (in_title, in_summary, in_body) in zip(weights, found, strict=True):
            frequency = TITLE * in_title / title_length + SUMMARY * in_summary
            frequency += BODY * in_body / length
            if frequency:
                covered += weight
                relevance += weight * frequency / (frequency + SATURATION)
                relevance += weight * IN_TITLE * (in_title > 0)
        if phrase and phrase in title.replace(" ", ""):
            relevance += TOGETHER * sum(weights)
        scores[row[0]] = Score(relevance, covered, _day(row[1]))
    return scores


def _count(
    row: Row, counted: list[tuple[list[str], list[bytes], Word | None]], latin: bool
) -> list[tuple[float, float, float]]:
    """Return how often each term is in title, summary and body, near enough: only the title is
    folded."""
    _, _, _, title, summary, body = row
    title = _folded(title)
    if latin:
        summary, body = summary.lower(), body.lower()
    return [
        (word.count(title.encode()), word.count(summary.encode()), word.count(body))
        if word
        else (title.count(texts[0]), summary.count(texts[0]), body.count(bodies[0]))
        if len(texts) == 1
        else (
            sum(map(title.count, texts)),
            sum(map(summary.count, texts)),
            sum(map(body.count, bodies)),
        )
        for texts, bodies, word in counted
    ]


@dataclass(frozen=True, slots=True)
class Word:
    """A Latin word in all its forms. `pattern` finds what begins like them."""

    typed: bytes
    languages: Languages
    tokens: frozenset[str]
    pattern: re.Pattern[bytes]

    def count(self, text: bytes) -> float:
        """Return how often it is in a text in lower case; other forms count less."""
        return sum(
            1.0 if found == self.typed else OTHER_FORM * self._is_form(found)
            for found in self.pattern.findall(text)
        )

    def _is_form(self, found: bytes) -> bool:
        word = found.decode()
        tokens = query_tokens(word if found.isascii() else fold(word), self.languages)
        return not self.tokens.isdisjoint(tokens)


def word_of(text: str, languages: Languages) -> Word | None:
    """Return the word that a term with spaces around it is, None for any other."""
    if not text.startswith(" "):
        return None
    word = text.strip()
    tokens = frozenset(query_tokens(word, languages))
    begins = beginning(word, languages)
    if not tokens:  # a number; what is literal comes first, so that `re` can look for it alone
        pattern = f"{word}(?<![0-9a-z]{word})(?![0-9a-z])".encode()
    elif languages == (ENGLISH,):
        pattern = f"{begins}(?<![a-z]{begins})[a-z]*".encode()
    else:
        pattern = b"(?<![a-z])" + begins.encode() + LETTERS
    return Word(word.encode(), languages, tokens, re.compile(pattern))


@lru_cache(maxsize=20_000)
def _folded(title: str) -> str:
    """Return a folded title: those of the newest posts are needed by every search."""
    return fold(title)


@lru_cache(maxsize=20_000)
def _day(text: str | None) -> int:
    """Return the number of a day, that of the year 1 if there is none."""
    return date.fromisoformat(text).toordinal() if text else 1
