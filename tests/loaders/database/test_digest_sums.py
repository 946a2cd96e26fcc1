"""Digests of tables after changes, without reading what did not change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loaders.database.digest_sums import DigestSums
from newsdb.database.table_digests import DIGESTED, table_digests


@pytest.fixture
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    """The sample, in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with closing(sqlite3.connect(news_db)) as sample:
            sample.backup(connection)
        yield connection


def changed_tables(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(table for table in DIGESTED if before[table] != after[table])


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("insert into tags (name) values ('新')", ["tags"]),
        ("update posts set load_id = 1", []),
        ("update posts set digest = slug where id % 2", ["posts"]),
        ("update posts set title = 'x'", []),  # that is in the digest of the post
        ("update loads set digests = null", []),
        ("update loads set ignored = 9", ["loads"]),
        ("delete from files", ["files"]),
        ("delete from problems where id % 2", ["problems"]),
        ("insert or replace into derivations values ('names', 99)", ["derivations"]),
        ("insert or replace into file_contents select * from file_contents limit 5", []),
        ("update post_securities set found_by = 'twin'", ["post_securities"]),
        ("update post_tags set found_by = 'twin' where post_id = 1", ["post_tags"]),
        ("delete from post_tags where found_by = 'post'", []),
    ],
)
def test_sums_are_those_of_the_rows(
    connection: sqlite3.Connection, statement: str, tables: list[str]
) -> None:
    before = table_digests(connection)
    sums = DigestSums(connection, are_known=True)
    assert sums.digests() == before
    connection.execute(statement)
    assert changed_tables(before, sums.digests()) == tables
    assert sums.digests() == table_digests(connection)


@pytest.mark.parametrize("damage", ["", "update loads set digests = null", "delete from loads"])
def test_digests_that_are_not_known_are_computed(
    connection: sqlite3.Connection, damage: str
) -> None:
    connection.execute(damage)
    sums = DigestSums(connection, are_known=bool(damage))
    connection.execute("delete from tags")
    assert sums.digests() == table_digests(connection)


def test_what_others_changed_stays_different(connection: sqlite3.Connection) -> None:
    connection.execute("update tags set name = name || 'x' where id = 1")
    sums = DigestSums(connection, are_known=True)
    connection.execute("delete from problems")
    assert changed_tables(table_digests(connection), sums.digests()) == ["tags"]
