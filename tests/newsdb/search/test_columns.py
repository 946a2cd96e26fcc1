"""Columns in memory: what they hold, and that they are those of the present file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import columns as module
from newsdb.search.columns import columns_of, read_columns
from tests.databases import add_post


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "news.db")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '甲报', 'a'), (2, '乙报', 'b')")
        yield connection


def test_values_are_sorted_with_the_posts_of_each(connection: sqlite3.Connection) -> None:
    for source in (1, None, 2, 1):
        add_post(connection, source=source)
    sources = read_columns(connection).dimensions["source"]
    assert (sources.values, sources.labels) == (["乙报", "甲报"], ["乙报", "甲报"])
    assert (sources.starts.tolist(), sources.posts.tolist()) == ([0, 1], [3, 1, 4])
    selected = np.array([False, True, True, True, False])
    assert sources.count(selected).tolist() == [1, 1]


def test_an_empty_database_has_no_values(connection: sqlite3.Connection) -> None:
    columns = read_columns(connection)
    assert columns.newest.tolist() == []
    tags = columns.dimensions["tag"]
    assert (tags.count(columns.select([])).tolist(), tags.posts.tolist()) == ([], [])
    assert (columns.days, columns.day.tolist()) == ([], [-1])
    assert columns.are_first_of_stories(columns.newest).tolist() == []


def test_values_are_in_the_order_by_which_urls_name_them(connection: sqlite3.Connection) -> None:
    for code, name in (("600001.SH", "乙"), ("600002.SH", "甲")):
        post = add_post(connection)
        connection.execute(
            "insert into securities (code, name, kind, market) values (?, ?, 'share', 'SH')",
            (code, name),
        )
        connection.execute(
            "insert into post_securities (post_id, code, name, mentions, in_title) "
            "values (?, ?, ?, 1, 0)",
            (post, code, name),
        )
    found = read_columns(connection).dimensions["security"]
    assert (found.values, found.labels) == (["600001.SH", "600002.SH"], ["乙", "甲"])
    assert found.keys == found.values


def test_the_posts_of_a_story_count_once_for_each_value(connection: sqlite3.Connection) -> None:
    for source in (1, 1, 1, 1, 2, 2):
        add_post(connection, source=source)
    connection.execute("insert into stories (id, lead_post_id, posts, sources) values (1, 1, 3, 2)")
    connection.execute("update posts set story_id = 1 where id in (1, 2, 5)")
    columns = read_columns(connection)
    sources = columns.dimensions["source"]
    everything = columns.select([1, 2, 3, 4, 5, 6])
    assert sources.count(everything).tolist() == [2, 4]
    assert sources.count(everything, columns.story).tolist() == [2, 3]


def test_newest_first(connection: sqlite3.Connection) -> None:
    days = ["2022-03-01", None, "2022-01-01", "2022-02-01", "2022-02-01"]
    ids = np.array([add_post(connection, day=day) for day in days])
    columns = read_columns(connection)
    assert not columns.ids_follow_time
    assert columns.newest_first(ids[1:]).tolist() == [5, 4, 3, 2]


def test_posts_of_a_later_day_may_be_earlier(connection: sqlite3.Connection) -> None:
    """Where zones differ, days and instants do not have the same order."""
    for published_utc, date in (("2022-01-01T20:00:00", "2022-01-02"), ("2022-01-01T21:00:00", "")):
        post = add_post(connection, day="2022-01-01")
        connection.execute(
            "update posts set published_utc = ?, date = ? where id = ?",
            (published_utc, date or "2022-01-01", post),
        )
    columns = read_columns(connection)
    assert columns.newest.tolist() == [2, 1]
    assert not columns.ids_follow_time


def test_columns_are_read_once_for_each_state_of_a_file(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    """They are read from whole tables, which a search must not do each time."""
    add_post(connection, day="2022-01-01")
    connection.commit()
    first = columns_of(connection)
    assert first.ids_follow_time
    assert columns_of(connection) is first
    found = []
    (tmp_path / "link.db").hardlink_to(tmp_path / "news.db")
    # What a connection has written itself may not be in the file yet.
    for name in ("news.db", "link.db"):
        with closing(sqlite3.connect(tmp_path / name)) as other:
            found.append(columns_of(other))
    assert found[0] is found[1]
    add_post(connection, day="2021-12-31")
    connection.commit()
    os.utime(tmp_path / "news.db")
    second = columns_of(connection)
    assert second.newest.tolist() == [1, 2]
    assert not second.ids_follow_time
    assert columns_of(connection) is second


STORIES = {1: 1, 2: 1, 3: 1, 4: 5, 5: 5, 6: 5, 7: 0, 8: 0}
"""The story of each post; the leads are 1 and 5."""


@given(ids=st.permutations(range(1, 9)), cut=st.integers(0, 8))
def test_of_each_story_the_lead_or_else_the_first_stays(ids: list[int], cut: int) -> None:
    columns = module.Columns(
        newest=np.arange(8, 0, -1),
        ids_follow_time=True,
        story=np.array([0, *STORIES.values()]),
        is_lead=np.array([post in (1, 5) for post in range(9)]),
        days=[],
        day=np.full(9, -1),
        dimensions={},
    )
    ids = ids[:cut]
    given = np.array(ids, np.int64)
    kept = given[columns.are_first_of_stories(given)].tolist()
    expected: dict[int, int] = {}
    for post in ids:
        key = STORIES[post] or -post
        if key not in expected or post in (1, 5):
            expected[key] = post
    assert kept == [post for post in ids if post in expected.values()]
