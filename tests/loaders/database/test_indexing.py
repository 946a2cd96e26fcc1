"""The search indexes, kept in step with posts that are added, changed and removed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from loaders.database import indexing
from loaders.database.indexing import Index, tokens_of
from newsdb.database import schema


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.create(Database(connection))
    connection.execute("begin")
    yield connection
    connection.close()


def found(connection: sqlite3.Connection, phrase: str, table: str = "posts_fts") -> list[int]:
    query = f"select rowid from {table} where {table} match ? order by rowid"
    return [row[0] for row in connection.execute(query, (f'"{phrase}"',))]


def settings(connection: sqlite3.Connection) -> dict[str, object]:
    query = "select v from {}_config where k = 'hashsize'"
    return {name: connection.execute(query.format(name)).fetchone()[0] for name in indexing.TABLES}


def test_posts_are_found_once_they_are_written(connection: sqlite3.Connection) -> None:
    index = Index(connection)
    index.add(2, tokens_of(None, "央行降息", "摘要", "正文"))
    index.add(1, tokens_of(None, "港口", "降息", "繁忙"))
    assert found(connection, "降 息") == []
    index.finish()
    assert found(connection, "降 息") == [1, 2]
    assert found(connection, "降息", "posts_pairs") == [1, 2]


def test_a_changed_post_is_found_by_its_new_texts_only(connection: sqlite3.Connection) -> None:
    index = Index(connection)
    index.add(1, tokens_of(None, "央行降息", "", "甲"))
    index.add(2, tokens_of(None, "春茶", "", "乙"))
    index.finish()
    index = Index(connection)
    index.remove(1, tokens_of(None, "央行降息", "", "甲"))
    index.add(1, tokens_of(None, "央行加息", "", "丙"))
    index.remove(2, tokens_of(None, "春茶", "", "乙"))
    index.finish()
    for phrase, ids in (("降 息", []), ("加 息", [1]), ("春 茶", [])):
        assert found(connection, phrase) == ids
    for pair, ids in (("降息", []), ("加息", [1]), ("春茶", [])):
        assert found(connection, pair, "posts_pairs") == ids


def test_what_waits_is_written_before_it_is_too_much(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "MAX_WAITING", 30)
    index = Index(connection)
    index.add(1, tokens_of(None, "央行", "", ""))
    assert found(connection, "央 行") == []
    index.add(2, tokens_of(None, "央行" * 10, "", ""))
    assert found(connection, "央 行") == [1, 2]
    index.add(3, tokens_of(None, "央行", "", ""))
    assert found(connection, "央 行") == [1, 2]
    index.finish()
    assert found(connection, "央 行") == [1, 2, 3]


def test_an_empty_index_gets_room_for_many_posts(connection: sqlite3.Connection) -> None:
    index = Index(connection)
    assert set(settings(connection).values()) == {indexing.MEMORY_FOR_MANY}
    index.finish()
    assert set(settings(connection).values()) == {indexing.MEMORY_FOR_FEW}
    connection.execute("insert into loads (id, started, source) values (1, '', '')")
    connection.execute(
        "insert into posts (id, slug, title, body, summary, characters, path, sha256, load_id) "
        "values (1, 'a', '', '', '', 0, '', '', 1)"
    )
    Index(connection)
    assert set(settings(connection).values()) == {indexing.MEMORY_FOR_FEW}
    Index(connection, empty=True)
    assert set(settings(connection).values()) == {indexing.MEMORY_FOR_MANY}
