"""How well posts answer a query: in the spirit of BM25, over a bounded number of posts.

FTS5's own `bm25()` first counts each phrase in the whole table, which for a common word takes
several times as long as finding it.
"""

import json
import sqlite3
from datetime import date
from functools import lru_cache
from itertools import chain
from math import log

from newsdb.search.spans import wanted
from newsdb.search.tokenizer import fold

TITLE, SUMMARY, BODY = 8.0, 3.0, 1.0
"""What a word is worth in each part of a post,"""
ENOUGH = 1.2
"""where so many times are worth half of any number (BM25's k1),"""
LENGTH = 0.75
"""so much of it in proportion to the length of a body (BM25's b),"""
NEWER = 0.2
"""and the newest post so much more than an old one:"""
HALF_LIFE = 365
"""half of that after so many days."""

ROWS = (
    "select id, date, characters, title, summary, cast(body as blob) from posts "
    "where id in (select value from json_each(?))"
)
Row = tuple[int, str | None, int, str, str, bytes]
"""The body is bytes, as counting needs no characters, and making them takes longest."""
Counts = list[tuple[int, int, int]]
"""How often a post has each term in its title, in its summary and in its body."""


def ranked(connection: sqlite3.Connection, query: str, ids: list[int]) -> list[int]:
    """The ids with those posts first that answer the query best, of equals the newest."""
    terms = [[text.strip() for text in texts] for texts, _ in wanted(query, title=True)]
    rows: list[Row] = connection.execute(ROWS, [json.dumps(ids)]).fetchall()
    if not terms or not rows:
        return ids
    latin = any(each.isascii() and each.isalpha() for each in chain(*chain(*terms)))
    encoded = [[text.encode() for text in texts] for texts in terms]
    counts = [count(row, terms, encoded, latin) for row in rows]
    titled = [sum(each[at][0] > 0 for each in counts) for at in range(len(terms))]
    rarity = [log(1 + len(rows) / (0.5 + number)) for number in titled]
    average = sum(row[2] for row in rows) / len(rows) or 1.0
    newest = max(day(row[1]) for row in rows)
    scores = {}
    for row, each in zip(rows, counts, strict=True):
        half = ENOUGH * (1 - LENGTH + LENGTH * row[2] / average)
        up_to_date = 1 + NEWER * 0.5 ** ((newest - day(row[1])) / HALF_LIFE)
        scores[row[0]] = up_to_date * worth(each, rarity, half)
    return sorted(scores, key=lambda identity: (scores[identity], identity), reverse=True)


def count(row: Row, terms: list[list[str]], encoded: list[list[bytes]], latin: bool) -> Counts:
    """Count the terms, each in all its spellings, near enough: only the title is folded."""
    _, _, _, title, summary, body = row
    title = fold(title)
    if latin:
        summary, body = summary.lower(), body.lower()
    return [
        (
            sum(map(title.count, texts)),
            sum(map(summary.count, texts)),
            sum(map(body.count, bodies)),
        )
        for texts, bodies in zip(terms, encoded, strict=True)
    ]


def worth(counts: Counts, rarity: list[float], half: float) -> float:
    """What a post is worth; `half` is how often a term must be in its body for half of it all."""
    return sum(
        rare
        * (
            TITLE * title / (title + ENOUGH)
            + SUMMARY * summary / (summary + ENOUGH)
            + BODY * body / (body + half)
        )
        for rare, (title, summary, body) in zip(rarity, counts, strict=True)
    )


@lru_cache(maxsize=20_000)
def day(text: str | None) -> int:
    """The number of a day, that of the year 1 where there is none."""
    return date.fromisoformat(text).toordinal() if text else 1
