"""What is noted of before a load."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from loaders.database.before import note_before


@pytest.fixture
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    """The sample, in memory, where changes are noted."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with closing(sqlite3.connect(news_db)) as sample:
            sample.backup(connection)
        note_before(connection)
        yield connection


POST, WITHOUT = (
    f"select id from posts where id {which} (select post_id from post_securities) limit 1"
    for which in ("in", "not in")
)


@pytest.mark.parametrize(
    "statement",
    [
        "update posts set story_id = 99 where id = :id",
        "delete from post_securities where post_id = :id",
        "update post_securities set role = 'source' where post_id = :id",
        "insert into post_securities (post_id, code, name, mentions, in_title) "
        "select :id, code, name, 1, 0 from securities where code not in "
        "(select code from post_securities where post_id = :id) limit 1",
    ],
)
def test_a_post_is_noted_before_its_first_change(
    connection: sqlite3.Connection, statement: str
) -> None:
    (post_id,) = connection.execute(POST).fetchone()
    mentions = "select * from post_securities where post_id = ? order by code"
    before = connection.execute(mentions, (post_id,)).fetchall()
    post = connection.execute(
        "select date, story_id from posts where id = ?", (post_id,)
    ).fetchone()
    connection.execute(statement, {"id": post_id})
    connection.execute("delete from post_securities where post_id = ?", (post_id,))
    connection.execute("update posts set date = null where id = ?", (post_id,))
    assert connection.execute("select * from noted").fetchall() == [(post_id,)]
    assert connection.execute("select * from mentions_before order by code").fetchall() == before
    noted = connection.execute("select post_id, date, story_id from posts_before").fetchall()
    assert noted == [(post_id, *post)]


def test_a_new_post_was_nothing_before(connection: sqlite3.Connection) -> None:
    (last,) = connection.execute("select max(id) from posts").fetchone()
    connection.execute(
        "insert into posts (slug, title, body, summary, characters, path, sha256) "
        "values ('new', '', '', '', 0, '', '')"
    )
    connection.execute("update posts set story_id = 1 where slug = 'new'")
    assert connection.execute("select * from noted").fetchall() == [(last + 1,)]
    assert connection.execute("select * from posts_before").fetchall() == []
