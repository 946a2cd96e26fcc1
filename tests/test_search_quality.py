"""Hand-written queries, with the posts of the sample archive that they should find.

They were written from the titles before any was tried: without spaces, as questions, with wrong
characters, in other words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import mean

import pytest

from newsdb.search import Filter, search
from tests.paths import TOP

ROWS = [
    line.split("\t") for line in (TOP / "tests/search_queries.tsv").read_text("utf-8").splitlines()
]
QUERIES = {query: slugs.split() for query, slugs in ROWS}
MISSED = ("奶茶股大涨", "云服务器宕机赔偿")
"""Queries that have hardly a word in common with the posts that they mean."""


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(news_db)) as connection:
        yield connection


def rank(connection: sqlite3.Connection, query: str) -> int:
    """Return the place of the first right post among the first ten, 0 if there is none."""
    slugs = [hit.slug for hit in search([connection], Filter(query), size=10).hits]
    return next((at for at, slug in enumerate(slugs, 1) if slug in QUERIES[query]), 0)


def test_the_right_posts_exist(connection: sqlite3.Connection) -> None:
    slugs = {slug for (slug,) in connection.execute("select slug from posts")}
    assert slugs.issuperset(slug for right in QUERIES.values() for slug in right)
    assert len(QUERIES) >= 60


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(query, marks=pytest.mark.xfail(strict=True)) if query in MISSED else query
        for query in QUERIES
    ],
)
def test_a_right_post_is_among_the_first_ten(connection: sqlite3.Connection, query: str) -> None:
    assert rank(connection, query)


def test_most_right_posts_come_first(connection: sqlite3.Connection) -> None:
    ranks = [rank(connection, query) for query in QUERIES]
    assert mean(each == 1 for each in ranks) > 0.9
    assert mean(1 / each if each else 0 for each in ranks) > 0.93


def test_every_query_finds_something(connection: sqlite3.Connection) -> None:
    empty = [query for query in QUERIES if not search([connection], Filter(query)).hits]
    assert empty == []
