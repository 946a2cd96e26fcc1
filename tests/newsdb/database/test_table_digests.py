"""Digests of tables: another for any other row, the same in any order of rows."""

from __future__ import annotations

import hashlib
import json
import sqlite3

import pytest

from newsdb.database.digests import post_digests
from newsdb.database.schema import TABLES
from newsdb.database.table_digests import OF_A_POST, as_digest, digest_of_row, table_digests


def test_the_digests_of_the_sample_are_those_that_its_load_stored(
    connection: sqlite3.Connection,
) -> None:
    (stored,) = connection.execute("select digests from loads").fetchone()
    assert json.loads(stored) == table_digests(connection)


def test_a_digest_can_be_computed_elsewhere(changed: sqlite3.Connection) -> None:
    changed.execute("delete from tags where id > 2")
    changed.execute("update tags set name = 'b' || id")
    sums = [
        int(hashlib.blake2b(text, digest_size=12).hexdigest(), 16)
        for text in (b'[1, "b1"]', b'[2, "b2"]')
    ]
    assert table_digests(changed)["tags"] == f"{sum(sums) % 2**96:024x}"


def test_a_digest_always_has_its_length() -> None:
    assert as_digest(1) == "0" * 23 + "1"
    assert as_digest(2**96 - 1) == as_digest(-1) == "f" * 24
    assert as_digest(digest_of_row((None, b"\xff", "\ud800", 1)))[0] != "-"


@pytest.mark.parametrize("table", sorted({"post_tags", "images"} & set(OF_A_POST)))
def test_what_hangs_on_a_post_is_in_its_digest_alone(
    changed: sqlite3.Connection, table: str
) -> None:
    before = table_digests(changed)
    (post,) = changed.execute(f"select post_id from {table} limit 1").fetchone()
    changed.execute(f"delete from {table} where post_id = ?", (post,))
    different = [post_id for post_id, _, stored, found in post_digests(changed) if stored != found]
    assert different == [post]
    assert table_digests(changed) == before


def test_any_other_row_is_in_the_digest_of_its_table(changed: sqlite3.Connection) -> None:
    before = table_digests(changed)
    filled = [
        table
        for table in before
        if table not in OF_A_POST and changed.execute(f"select count(*) from {table}").fetchone()[0]
    ]
    assert {"posts", "loads", "sources", "tags", "files", "problems"} <= set(filled) <= set(TABLES)
    for table in filled:
        changed.execute("savepoint one")
        changed.execute(f"delete from {table} where rowid = (select max(rowid) from {table})")
        after = table_digests(changed)
        assert [name for name in before if before[name] != after[name]] == [table]
        changed.execute("rollback to one")


def test_a_changed_value_is_in_the_digest_of_its_table(changed: sqlite3.Connection) -> None:
    before = table_digests(changed)
    for table, column, value in (
        *(("posts", "digest", "x"), ("posts", "story_id", 9), ("files", "sha256", "x")),
        *(("security_names", "posts", 99), ("problems", "raw", b"x"), ("tags", "name", "x")),
        *(("file_contents", "form", "x"), ("loads", "added", 9)),
    ):
        changed.execute("savepoint one")
        first = f"rowid = (select min(rowid) from {table})"
        changed.execute(f"update {table} set {column} = ? where {first}", (value,))
        after = table_digests(changed)
        assert [name for name in before if before[name] != after[name]] == [table]
        changed.execute("rollback to one")
