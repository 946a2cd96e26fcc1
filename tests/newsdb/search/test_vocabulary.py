"""Words of posts that are similar to one that no post has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search.vocabulary import similar_words
from tests.databases import add_post


@pytest.fixture(scope="module")
def databases() -> Iterator[list[sqlite3.Connection]]:
    opened = []
    for titles in (
        ("The borrow checker", "Borrowed time", "央行 inflation"),
        ("A Borrow", "Checkers and checker", "borrows2"),
    ):
        connection = sqlite3.connect(":memory:")
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '甲报', 'a')")
        for title in titles:
            add_post(connection, title=title)
        opened.append(connection)
    yield opened
    for connection in opened:
        connection.close()


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("borow", ["borrow"]),
        ("borroww", ["borrow"]),
        ("broorw", []),
        ("bororw", ["borrow"]),
        ("cheker", ["checker"]),
        ("checkerx", ["checker", "checkers"]),
        ("inflatoin", ["inflation"]),
        ("borrow", []),
        ("borw", []),
        ("b0row", []),
        ("央行", []),
        ("", []),
    ],
)
def test_words_with_one_letter_wrong(
    databases: list[sqlite3.Connection], word: str, words: list[str]
) -> None:
    assert similar_words(databases, word) == words


def test_those_that_most_posts_have_come_first(databases: list[sqlite3.Connection]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '甲报', 'a')")
        for title in ("stored", "stores", "stores again"):
            add_post(connection, title=title)
        assert similar_words([connection], "storee") == ["stores", "stored"]
        before = connection.total_changes
        assert similar_words([connection], "storee") == ["stores", "stored"]
        # What is cached of a file is kept while it is not written to.
        assert connection.total_changes == before
