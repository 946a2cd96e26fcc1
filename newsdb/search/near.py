"""Near matches: posts that contain most of a query, used if few contain all of it.

Chinese is typed without spaces, as a question, with a wrong character. So the words of a query are
not asked for, but its pairs of characters, weighted by how rare they are. First come the posts
that match another reading of the query (`readings.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import islice
from math import log

from newsdb.search.candidates import any_can_match, contenders, newest_ids
from newsdb.search.databases import Databases, site_id
from newsdb.search.filters import Filter
from newsdb.search.match import any_of, expression_of
from newsdb.search.pairs import CJK, keys_of
from newsdb.search.query import Clause, Query, Term, as_word
from newsdb.search.ranking import rank, score
from newsdb.search.readings import other_readings
from newsdb.search.stems import Languages, query_tokens, without_diacritics
from newsdb.search.tokenizer import MATCH_ALL
from newsdb.search.variants import HAN, converter
from newsdb.search.vocabulary import LATIN, similar_words
from newsdb.search.words import boundaries

MAX_KEYS = 40
"""How many pairs and words of a query are looked up,"""
MAX_WEIGHED = 20
"""and how many of these, the rarest, count."""
MAX_COMPARED = 4
"""How many words that no post has are compared with the words of posts."""
MAX_POSTINGS = 10_000
"""How many entries of posts_pairs are read for one query; the rarest key's are always read."""
MAX_SCORED = 120
"""How many posts are read to be ranked,"""
MAX_ALTERNATIVES = 200
"""how many that have another word for one that was typed,"""
MAX_TITLED = 60
"""and how many of these by their title, whatever their age."""
COMMON = 4_000
"""From how many posts on a key's number of posts is not counted any further."""
MIN_COVERED = 0.4
"""How much of the weight of all keys a near match must have."""
ACROSS_WORDS = 0.2
"""What a pair counts whose characters belong to two words."""
COVERAGE = 2
"""The score is multiplied by the covered part of the weight to this power."""

IDS = (
    "select group_concat(rowid) from (select rowid from posts_pairs "
    "where posts_pairs match ? order by rowid desc limit ?)"
)
IS_CJK = re.compile(f"[{CJK}]")
ABOUT = "(?:新闻|消息|报道|文章|资讯)"
QUESTION = re.compile(
    f"^(?:(?:请问|有没有|有哪些|关于|有关)+|(?:what|who|where|when|why|how)"
    r"(?: (?:is|are|was|were|do|does|did|to|can))?\b)"
    "|为什么|为何|怎么回事|怎么样|怎么办|怎么了|怎么|如何看待|如何|是什么时候|什么时候|是什么意思|是什么|有什么"
    "|什么|有哪些|哪些|哪里|是谁|是多少|多少|吗$|呢$|的原因"
    f"|(?:的|相关|最新)+{ABOUT}$|最新进展|影响$"
)
"""Words that only ask, in folded text."""
ADDRESS = re.compile("[a-z]+://|www[.]", re.IGNORECASE)
NUMBER = 0.5
"""What a number counts by itself: many posts have the same one for another reason."""
MAX_DIGITS = 4
UNKNOWN = 0.5
"""How many posts are taken to have a word that none has: what lacks it lacks the most of all."""


@dataclass(frozen=True, slots=True)
class Near:
    """Posts that nearly match, the best first, and the query for what to mark in them."""

    ids: list[int]
    marks: Query


def find_near(
    databases: Databases,
    query: Query,
    filter: Filter,
    exact: list[int],
    posts: int,
    number: int,
) -> Near:
    """Return up to `number` posts that match a query nearly, but not exactly.

    Quoted terms, excluded terms and filters apply to them, too. `posts` is how many posts there
    are.
    """
    found: list[int] = []
    readings = other_readings(databases, query)
    for reading in readings:
        if any_can_match(databases, reading, exact):
            expression = expression_of(reading)
            ids = newest_ids(databases, expression, filter, MAX_ALTERNATIVES + 1)
            ids = contenders(databases, expression, filter, ids, MAX_ALTERNATIVES, MAX_TITLED)
            found += rank(databases, reading, ids)
    texts, languages = _texts(query), query.languages
    weights, missing = _weights(databases, texts, languages, posts)
    scored = _scored(databases, query, filter, weights, missing)
    best = [post_id for post_id in dict.fromkeys(found + scored) if post_id not in set(exact)]
    marked = tuple(Term(_whole(key, languages), languages=languages) for key, _ in weights)
    clauses = (marked,) if marked else ()
    read = [clause for reading in (query, *readings) for clause in reading.clauses]
    return Near(best[:number], Query((*dict.fromkeys(read), *clauses)))


def _texts(query: Query) -> list[str]:
    """Return what a query asks for in simplified characters, without the words of a question."""
    # Posts that have many parts of an address are not what it leads to.
    texts = [
        term.text if len(HAN.findall(term.text)) < 2 else converter("t2s").convert(term.text)
        for clause in query.clauses
        for term in clause
        if not term.without and not ADDRESS.match(term.text)
    ]
    return QUESTION.sub(" ", " ".join(text.strip() for text in texts)).split() or texts


def _weights(
    databases: Databases, texts: list[str], languages: Languages, posts: int
) -> tuple[dict[tuple[str, str], float], float]:
    """Return the weight of each key, by the key and its expression, the weightiest first, and the
    weight of the words that no post has.

    A single letter or digit says nothing. In place of a Latin word that no post has counts the one
    that it may be mistyped for.
    """
    weights: dict[tuple[str, str], float] = {}
    missing: set[str] = set()
    compared = 0
    for text in texts:
        across = boundaries(text)
        at = 0
        for key, tokens in islice(keys_of([text], languages), MAX_KEYS - len(weights)):
            at = max(text.find(key, at), 0)
            if len(key) == 1:
                continue
            crosses = IS_CJK.match(key) and at + 1 in across
            expression = any_of(tokens)
            number = _number_of_posts(databases, expression, posts)
            if not number and not IS_CJK.match(key):
                compared += LATIN.fullmatch(key) is not None
                similar = similar_words(databases, key) if compared <= MAX_COMPARED else []
                if not similar:
                    missing.add(key)
                    continue
                key, expression = similar[0], any_of(query_tokens(similar[0], languages))
                number = _number_of_posts(databases, expression, posts)
            weight = _rarity(number, posts) * (ACROSS_WORDS if crosses else 1)
            weight *= NUMBER if is_number(key) else 1
            key = key if IS_CJK.match(key) else without_diacritics(key)
            weights[key, expression] = max(weight, weights.get((key, expression), 0))
    known = [item for item in weights.items() if item[1]]
    if all(is_number(key) for (key, _), _ in known):
        known = []
    return (
        dict(sorted(known, key=lambda item: -item[1])[:MAX_WEIGHED]),
        len(missing) * _rarity(UNKNOWN, posts),
    )


def is_number(key: str) -> bool:
    """Return whether a key is a number that may stand for anything; longer ones are codes."""
    return key.isdecimal() and len(key) <= MAX_DIGITS


def _whole(key: str, languages: Languages) -> str:
    """Return the text of a term for a key: a Latin word, or a number as a whole."""
    return f" {key} " if key.isascii() and key.isalnum() else as_word(key, languages)


def _number_of_posts(databases: Databases, expression: str, posts: int) -> int:
    """Return how many posts have a token or another, near enough if they are many."""
    number = 0
    for connection in databases:
        number += connection.execute(
            "select count(*) from (select 1 from posts_pairs where posts_pairs match ? limit ?)",
            (expression, COMMON),
        ).fetchone()[0]
    return number if number < COMMON else max(COMMON, posts // 4)


def _rarity(number: float, posts: int) -> float:
    """Return BM25's weight of a term by the number of posts that have it; 0 if none."""
    return log(1 + (max(posts, number) - number + 0.5) / (number + 0.5)) if number else 0.0


def _scored(
    databases: Databases,
    query: Query,
    filter: Filter,
    weights: dict[tuple[str, str], float],
    missing: float,
) -> list[int]:
    """Return the posts that have enough of the keys, the best first.

    `missing` is the weight of what no post has.
    """
    required = Query(tuple(clause for clause in query.clauses if _is_required(clause)))
    allowed = None
    if required.clauses or replace(filter, q=None) != Filter():
        expression = expression_of(required) or MATCH_ALL
        allowed = set(newest_ids(databases, expression, filter, MAX_POSTINGS))
    found: dict[int, float] = {}
    left = MAX_POSTINGS
    for (_, expression), weight in weights.items():
        # Of several databases, the last is mostly that of the latest year.
        for at in reversed(range(len(databases))):
            if left <= 0:
                break
            (joined,) = databases[at].execute(IDS, (expression, left)).fetchone()
            ids = [site_id(at, int(each)) for each in joined.split(",")] if joined else []
            left -= len(ids)
            for post_id in ids:
                found[post_id] = found.get(post_id, 0) + weight
    if allowed is not None:
        found = {post_id: found[post_id] for post_id in found.keys() & allowed}
    best = nlargest(MAX_SCORED, zip(found.values(), found.keys(), strict=True))
    total = sum(weights.values()) + missing
    scores = score(
        databases,
        [[_whole(key, query.languages)] for key, _ in weights],
        list(weights.values()),
        [i for _, i in best],
        query.languages,
    )
    # Another form of a word (policies, policy) is in the index only.
    covered = {post_id: max(scores[post_id].covered, found[post_id]) / total for post_id in scores}
    kept = {
        post_id: each.relevance * covered[post_id] ** COVERAGE
        for post_id, each in scores.items()
        if covered[post_id] >= MIN_COVERED
    }
    return sorted(kept, key=lambda post_id: (kept[post_id], post_id), reverse=True)


def _is_required(clause: Clause) -> bool:
    return all(term.exact or term.without for term in clause)
