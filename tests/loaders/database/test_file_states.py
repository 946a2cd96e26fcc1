"""States of files: written where they are others than before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from loaders.database.file_states import image_states, write_image_states, write_states
from loaders.database.images import put_copy
from loaders.database.known_files import KnownFile
from newsdb.database import schema


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.create(Database(connection))
        for number, path in enumerate("abcd", 1):
            connection.execute(
                "insert into files (id, source, path, slug, status) "
                "values (?, 'site', ?, ?, 'post')",
                (number, path, path),
            )
        yield connection


def states(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    return connection.execute("select file_id, state from file_states order by file_id").fetchall()


def test_states_are_those_of_the_files_at_the_paths(connection: sqlite3.Connection) -> None:
    write_states(connection, "site", "abc", {}, {"a": 7, "b": -8, "d": 9, "image.png": 5})
    assert states(connection) == [(1, 7), (2, -8)]
    known = {
        path: KnownFile(number, "x", "post", up_to_date=True, state=state)
        for number, (path, state) in enumerate({"a": 7, "b": -8, "c": None}.items(), 1)
    }
    write_states(connection, "site", "abc", known, {"a": 7, "c": 3})
    assert states(connection) == [(1, 7), (3, 3)]


def test_a_path_of_another_source_is_another_file(connection: sqlite3.Connection) -> None:
    write_states(connection, "other", "a", {}, {"a": 7})
    assert states(connection) == []


def test_states_of_images_are_those_of_the_copies_of_a_source(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("update files set post_id = id")
    for post_id, path in ((1, "x.png"), (2, "x.png"), (2, "y.png"), (3, "gone.png")):
        put_copy(connection, post_id, f"/{path}", path, "sha256")
    write_image_states(connection, "other", {"x.png": 1})
    assert image_states(connection, "other") == {}
    write_image_states(connection, "site", {"x.png": 7, "y.png": -8, "unused.png": 9})
    assert image_states(connection, "site") == {"x.png": 7, "y.png": -8}
    write_image_states(connection, "site", {"x.png": 6, "gone.png": 5})
    assert image_states(connection, "site") == {"gone.png": 5, "x.png": 6}
