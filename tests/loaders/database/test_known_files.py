"""Files that earlier loads saw."""

from __future__ import annotations

import sqlite3

import pytest
from sqlite_utils import Database

from loaders.database.known_files import (
    KnownFile,
    files_of_slugs,
    ids_of_files,
    known_files,
    number_of_posts,
    outdated_posts,
    settled_posts,
    settled_states,
)
from newsdb.database import schema

KEY = ('{"markup": 1}', '{"timezone": "UTC"}')


@pytest.fixture
def connection() -> sqlite3.Connection:
    db = Database(memory=True)
    schema.create(db)
    db["loads"].insert_all(
        [
            {"id": 1, "stages": KEY[0], "options": KEY[1]},
            {"id": 2, "stages": '{"markup": 2}', "options": KEY[1]},
        ]
    )
    file = {"slug": "x", "status": "post", "source": "site"}
    db["files"].insert_all(
        [
            {**file, "id": 1, "path": "a.md", "sha256": "aa", "load_id": 1},
            {**file, "id": 2, "path": "b.md", "sha256": "bb", "load_id": 2},
            {**file, "id": 3, "path": "c.md", "sha256": None, "load_id": 1, "status": "rejected"},
            {**file, "id": 4, "path": "d.md", "sha256": "dd", "load_id": 1, "source": "other"},
            {
                **file,
                "id": 5,
                "path": "e.md",
                "sha256": "ee",
                "load_id": 1,
                "status": "unpublished",
            },
            {
                **file,
                "id": 6,
                "path": "f.md",
                "sha256": "ff",
                "load_id": 1,
                "status": "unpublished",
            },
        ]
    )
    problem = {"kind": "scheduled"}
    db["problems"].insert_all(
        [
            {
                **problem,
                "file_id": 5,
                "path": "e.md",
                "detail": "scheduled for 2020-01-01T00:00:00Z",
            },
            {
                **problem,
                "file_id": 6,
                "path": "f.md",
                "detail": "scheduled for 9999-01-01T00:00:00Z",
            },
        ]
    )
    connection: sqlite3.Connection = db.conn
    return connection


def test_what_is_known_of_files_of_a_source(connection: sqlite3.Connection) -> None:
    assert known_files(connection, "site", KEY, ["a.md", *"bcdefg", "b.md", "c.md"]) == {
        "a.md": KnownFile(1, "aa", "post", up_to_date=True),
        "b.md": KnownFile(2, "bb", "post", up_to_date=False),
        "c.md": KnownFile(3, None, "rejected", up_to_date=True),
    }
    assert known_files(connection, "site", KEY, ["e.md", "f.md"]) == {
        # Its time has come since it was left out.
        "e.md": KnownFile(5, "ee", "unpublished", up_to_date=False),
        "f.md": KnownFile(6, "ff", "unpublished", up_to_date=True),
    }
    assert known_files(connection, "none", KEY, ["a.md"]) == {}


def test_posts_are_settled_that_were_read_with_the_same_key(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("insert into file_states (file_id, state) values (1, 7), (2, 8), (4, 9)")
    assert settled_posts(connection, "site", KEY) == {"a.md"}
    assert settled_states(connection, "site", KEY) == [7]
    assert settled_states(connection, "other", KEY) == [9]
    assert outdated_posts(connection, "site", KEY) == [(2, "b.md", "bb")]
    connection.execute("delete from file_states")
    assert settled_posts(connection, "site", KEY) == {"a.md"}
    assert settled_states(connection, "site", KEY) == []
    connection.execute("update files set sha256 = null where id < 3")
    assert settled_posts(connection, "site", KEY) == set()
    assert outdated_posts(connection, "site", KEY) == []


def test_files_by_source_and_slug(connection: sqlite3.Connection) -> None:
    assert ids_of_files(connection, "other") == {"d.md": 4}
    assert number_of_posts(connection, "site") == 2
    connection.execute("update files set slug = 'y' where id > 2")
    assert files_of_slugs(connection, ["y", "z"]) == {
        "site": {"c.md", "e.md", "f.md"},
        "other": {"d.md"},
    }


def test_an_older_database_may_have_a_password_in_the_name_of_a_source(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("update files set source = 'https://user:word@a.example/' where id = 4")
    assert known_files(connection, "https://a.example/", KEY, ["d.md"]) == {}
    connection.execute("pragma user_version = 1")
    assert [*known_files(connection, "https://a.example/", KEY, ["d.md"])] == ["d.md"]
    assert ids_of_files(connection, "https://a.example/") == {"d.md": 4}
    assert settled_posts(connection, "site", KEY) == set()
    assert settled_states(connection, "site", KEY) == []


def test_a_database_without_stages_is_not_up_to_date(connection: sqlite3.Connection) -> None:
    connection.execute("alter table loads drop column stages")
    known = known_files(connection, "site", KEY, ["a.md", "b.md"])
    assert [file.up_to_date for file in known.values()] == [False, False]
