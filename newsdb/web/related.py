"""Related articles: they name the same securities, have the same tags or similar titles."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from heapq import nlargest
from math import log

from newsdb.search import fold
from newsdb.search.match import phrase
from newsdb.search.stories import first_of_stories
from newsdb.web.articles import Article, Reference

MAX_RELATED = 6
NEAR = 50
"""How many articles before and after one are considered, for each security and tag."""
NEAR_IDS = 500
"""How many before and after it in the order of loading are considered, for each word."""
COMMON = 25
"""A word in the titles or summaries of more of those says nothing."""
MAX_SHARED = 12
MAX_WORDS = 4
COUNTED = 400
"""A tag or security with more articles weighs as if it had this many."""
SECURITY, TAG, WORD = 3.0, 1.0, 0.6
"""The weight of something in common, by its kind, where all are equally rare."""

WORD_RUN = re.compile("[\u3400-\u9fff]{2,}|[a-z]{2,}")
PARTICLES = re.compile("[的了是在和与为被将]")
"""Pairs with these characters are hardly ever words."""

Shared = tuple[float, list[int]]
"""Something in common: its weight, and the ids of the articles nearby that have it."""


def related_articles(connection: sqlite3.Connection, article: Article) -> tuple[Reference, ...]:
    """Return the articles that have most in common with one, rare things counting more.

    Of articles with the same title, and of the posts of a story, one is returned.
    """
    weights: defaultdict[int, float] = defaultdict(float)
    for weight, posts in (
        *_linked(connection, article.id, "post_securities", "code", SECURITY),
        *_linked(connection, article.id, "post_tags", "tag_id", TAG),
        *_with_words(connection, article),
    ):
        for post in posts:
            weights[post] += weight
    weights.pop(article.id, None)
    # Twice as many as are shown, as some may have the same title.
    least = min(nlargest(2 * MAX_RELATED, weights.values()), default=0)
    best = [post for post, weight in weights.items() if weight >= least]
    best.sort(key=lambda post: (-weights[post], abs(post - article.id), post))
    best = first_of_stories(connection, best[: 2 * MAX_RELATED], shown=[article.id])
    return _references(connection, best, article.title)[:MAX_RELATED]


def words(title: str) -> list[str]:
    """Return roughly what a title is about: its Latin words and pairs of Chinese characters."""
    found = []
    for run in WORD_RUN.findall(fold(title)):
        pieces = [run] if run.isascii() else [run[at : at + 2] for at in range(len(run) - 1)]
        found += [piece for piece in pieces if not PARTICLES.search(piece)]
    return list(dict.fromkeys(found))


def _linked(
    connection: sqlite3.Connection, post: int, table: str, column: str, weight: float
) -> Iterator[Shared]:
    """Yield what an article has in common with others in a table of links."""
    total = connection.execute("select max(id) from posts").fetchone()[0]
    by = "in_title desc, mentions desc, code" if column == "code" else column
    keys = connection.execute(
        f"select {column}, rowid from {table} where post_id = ? order by {by} limit ?",  # noqa: S608
        (post, MAX_SHARED),
    ).fetchall()
    for key, here in keys:
        frequency = connection.execute(
            f"select count(*) from (select 1 from {table} where {column} = ? limit ?)",  # noqa: S608
            (key, COUNTED),
        ).fetchone()[0]
        posts = []
        for beyond, order in (("<", "desc"), (">", "asc")):
            near = connection.execute(
                f"select post_id from {table} where {column} = ? and rowid {beyond} ? "  # noqa: S608
                f"order by rowid {order} limit ?",
                (key, here, NEAR),
            )
            posts += [each for (each,) in near]
        yield weight * log(1 + total / frequency), posts


def _with_words(connection: sqlite3.Connection, article: Article) -> Iterator[Shared]:
    """Yield the words of a title, except names, that titles and summaries of others share."""
    first, last = article.id - NEAR_IDS, article.id + NEAR_IDS
    names = "".join(security.name for security in article.securities)
    candidates = [word for word in words(article.title) if word not in names]
    # Of a long title every second pair or so, so that its end counts as much as its beginning.
    for word in candidates[:: max(1, -(-len(candidates) // MAX_WORDS))]:
        rows = connection.execute(
            "select rowid from posts_fts where posts_fts match ? and rowid between ? and ? limit ?",
            (f"{{title summary}} : {phrase(word)}", first, last, COMMON + 1),
        )
        posts = [post for (post,) in rows]
        if 0 < len(posts) <= COMMON:
            yield WORD * log(1 + 2 * NEAR_IDS / len(posts)), posts


def _references(
    connection: sqlite3.Connection, posts: list[int], title: str
) -> tuple[Reference, ...]:
    """Return articles as links show them, in the order given, each title once."""
    rows = connection.execute(
        "select id, slug, substr(title, 1, 300), date from posts "
        "where id in (select value from json_each(?))",
        (json.dumps(posts),),
    )
    found = {post: Reference(*rest) for post, *rest in rows}
    by_title: dict[str, Reference] = {}
    for post in posts:
        if post in found:
            by_title.setdefault(found[post].title, found[post])
    by_title.pop(title, None)
    return tuple(by_title.values())
