"""The newest posts that match: found by id where ids follow time, else by time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import tokenize
from newsdb.search.candidates import ids_follow_time
from newsdb.times import instant

SCAN = "select id from posts order by"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "news.db")) as connection:
        schema.create(Database(connection))
        connection.commit()
        yield connection


def add(connection: sqlite3.Connection, number: int, day: str) -> None:
    published = f"{day}T12:00:00+08:00"
    connection.execute(
        "insert into posts (id, slug, title, published, published_utc, date, summary, "
        "characters, path, sha256, body) values (?, ?, '央行', ?, ?, ?, '', 2, '', '', '')",
        [number, f"{number}", published, instant(published), day],
    )
    connection.execute(
        "insert into posts_fts (rowid, title) values (?, ?)", [number, tokenize("央行")]
    )
    connection.commit()


def test_the_order_of_ids_is_checked_once_for_each_state_of_a_file(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    """The check reads two indexes of all posts, which a search must not do each time."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    add(connection, 1, "2022-01-01")
    add(connection, 2, "2022-01-02")

    def scans() -> int:
        statements.clear()
        assert ids_follow_time(connection) is follows
        return sum(statement.startswith(SCAN) for statement in statements)

    follows = True
    assert [scans(), scans(), scans()] == [2, 0, 0]
    add(connection, 3, "2021-12-31")
    os.utime(tmp_path / "news.db")
    follows = False
    assert scans() > 0
    assert scans() == 0
