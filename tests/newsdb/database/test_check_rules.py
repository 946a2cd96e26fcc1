"""What check says of rows that break a rule."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.database.check_rules import Rule, check_rows
from newsdb.times import instant


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("a", "1 post is bad: a"),
        ("ab", "2 posts are bad: a, b"),
        ("abc", "3 posts are bad: a, b, c"),
        ("abcd", "4 posts are bad: a, b, c, …"),
    ],
)
def test_the_first_few_rows_are_named(names: str, sentence: str) -> None:
    assert Rule("post is bad", "posts are bad", "").describe(names) == sentence


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.create_function("sha256", 1, lambda raw: hashlib.sha256(raw).hexdigest())
        connection.create_function("instant", 1, instant)
        yield connection


def test_nothing_is_wrong_with_an_empty_database(connection: sqlite3.Connection) -> None:
    assert list(check_rows(connection)) == []


def test_a_damaged_image_is_named(connection: sqlite3.Connection) -> None:
    connection.execute("pragma foreign_keys = off")
    for content in (b"GIF87a", b"GIF89a"):
        connection.execute(
            "insert into image_contents (sha256, media_type, bytes, content) values (?, ?, 6, ?)",
            (
                hashlib.sha256(b"GIF89a").hexdigest() if content == b"GIF89a" else "0" * 64,
                "image/gif",
                content,
            ),
        )
    sentence = f"1 copy of an image is damaged: {'0' * 64}"
    assert sentence in list(check_rows(connection))
