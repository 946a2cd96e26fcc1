"""Copies of images in the database of a load."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from loaders.database import images
from newsdb.database import schema


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(Database(connection))
    connection.execute("insert into loads (id, started, source) values (1, '', '')")
    yield connection
    connection.close()


def copies(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("select post_id, url, path, sha256 from image_files").fetchall()


def test_a_copy_is_replaced_and_removed(connection: sqlite3.Connection) -> None:
    images.put_copy(connection, 1, "/a.png", "old.png", "s1")
    images.put_copy(connection, 1, "/a.png", "a.png", "s2")
    images.put_copy(connection, 2, "/a.png", "a.png", "s2")
    assert copies(connection) == [(1, "/a.png", "a.png", "s2"), (2, "/a.png", "a.png", "s2")]
    images.remove_copy(connection, 1, "/a.png")
    assert copies(connection) == [(2, "/a.png", "a.png", "s2")]


def test_what_no_post_shows_is_removed(connection: sqlite3.Connection) -> None:
    for sha256 in ("s1", "s2"):
        images.put_content(connection, sha256, "image/png", (3, None), b"png")
    connection.execute("insert into images (post_id, position, url, alt) values (1, 1, '/a', '')")
    images.put_copy(connection, 1, "/a", "a.png", "s1")
    images.put_copy(connection, 1, "/b", "b.png", "s2")
    images.remove_unused(connection)
    assert copies(connection) == [(1, "/a", "a.png", "s1")]
    kept = "select sha256, media_type, bytes, width, height, content from image_contents"
    assert connection.execute(kept).fetchall() == [("s1", "image/png", 3, 3, None, b"png")]


def test_problems_of_images_are_replaced(connection: sqlite3.Connection) -> None:
    connection.execute(
        "insert into files (id, source, path, slug, status, load_id) "
        "values (7, 's', 'p', 'p', 'post', 1)"
    )
    connection.execute(
        "insert into problems (file_id, path, kind, detail) values (7, 'p', 'date', 'd')"
    )
    images.put_problems(connection, 7, ["one", "two"])
    images.put_problems(connection, 7, ["three"])
    found = connection.execute("select path, kind, detail from problems order by id").fetchall()
    assert found == [("p", "date", "d"), ("p", "image", "three")]
