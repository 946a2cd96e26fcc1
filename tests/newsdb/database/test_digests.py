"""Digests: the same for the same content, another for any other."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.database.digests import (
    OF_A_POST,
    PARTLY_DERIVED,
    digest_of,
    post_digests,
    table_digests,
)
from newsdb.database.schema import TABLES


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    """The sample, in memory: what a test changes it rolls back."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with closing(sqlite3.connect(news_db)) as sample:
            sample.backup(connection)
        yield connection


@pytest.fixture
def changed(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("begin")
    yield connection
    connection.execute("rollback")


def test_the_digests_of_the_sample_are_those_that_its_load_stored(
    connection: sqlite3.Connection,
) -> None:
    posts = list(post_digests(connection))
    assert len(posts) == 173
    assert [stored for _, _, stored, _ in posts] == [found for *_, found in posts]
    (stored,) = connection.execute("select digests from loads").fetchone()
    assert json.loads(stored) == table_digests(connection)


def test_a_digest_can_be_computed_elsewhere() -> None:
    values = {"title": "题\ud800", "url": None, "summary": "", "tags": [], "raw": b"\xff", "n": 0}
    text = '{"n": 0, "raw": "ff", "title": "题\ud800"}'.encode("utf-8", "surrogatepass")
    assert digest_of(values) == hashlib.blake2b(text, digest_size=12).hexdigest()


VALUES = st.dictionaries(
    st.sampled_from("abc"), st.none() | st.text(max_size=2) | st.lists(st.text(max_size=1))
)


@given(VALUES, VALUES)
def test_digests_are_equal_where_what_is_given_is(
    one: dict[str, object], other: dict[str, object]
) -> None:
    given = [{name: value for name, value in each.items() if value} for each in (one, other)]
    assert (digest_of(one) == digest_of(other)) is (given[0] == given[1])
    assert digest_of(dict(reversed(one.items()))) == digest_of(one)


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
        if table not in PARTLY_DERIVED
        and changed.execute(f"select count(*) from {table}").fetchone()[0]
    ]
    assert {"posts", "loads", "sources", "tags", "files", "problems"} <= set(filled) <= set(TABLES)
    for table in filled:
        changed.execute("savepoint one")
        changed.execute(f"delete from {table} where rowid = (select max(rowid) from {table})")
        after = table_digests(changed)
        assert [name for name in before if before[name] != after[name]] == [table]
        changed.execute("rollback to one")


def test_lists_are_in_the_order_of_their_values(changed: sqlite3.Connection) -> None:
    """Rows may be written in any order."""
    before = {post_id: found for post_id, *_, found in post_digests(changed)}
    for table in ("post_tags", "images", "post_securities"):
        changed.execute(f"create temp table copy as select * from {table} order by random()")
        changed.execute(f"delete from {table}")
        changed.execute(f"insert into {table} select * from copy")
        changed.execute("drop table copy")
    assert {post_id: found for post_id, *_, found in post_digests(changed)} == before
