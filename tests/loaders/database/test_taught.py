"""The names to look for in posts, asked of all posts or of those that changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from loaders.database.before import note_before
from loaders.database.taught import combined_names
from loaders.mentions.dictionary import NO_NAMES, NO_OWN_NAMES, KnownName
from newsdb.database import schema
from tests.databases import add_mention

POSTS = (
    # (slug, date), and what each mentions: (code, name, found_by).
    ("a", "2022-01-01", [("609018.SH", "瀚海证券", "mark"), ("609021.SH", "弥光显示", "code")]),
    ("b", "2022-01-02", [("609018.SH", "瀚海证券", "name"), ("609021.SH", "弥光显示", "code")]),
    ("c", "2022-01-03", [("609055.SH", "瀚海证券", "code"), ("609088.SH", "澄江", "mark")]),
)
PUBLISHER = (KnownName("弥光显示", "609099.SH", "official", False, "user"),)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.create(Database(connection))
        for slug, day, mentions in POSTS:
            post_id = connection.execute(
                "insert into posts (slug, title, body, summary, characters, path, sha256, date) "
                "values (?, '', '', '', 0, '', '', ?)",
                (slug, day),
            ).lastrowid
            for code, name, found_by in mentions:
                add_mention(connection, post_id, code, name, found_by)
        yield connection


def learned(names: tuple[KnownName, ...]) -> list[tuple[str, str | None, bool, str]]:
    return sorted(
        (each.name, each.code, each.ambiguous, each.since)
        for each in names
        if each.origin == "archive"
    )


MIGUANG = ("弥光显示", "609021.SH", False, "")
HANHAI = ("瀚海证券", "609018.SH", False, "")
CHENGJIANG = ("澄江", "609088.SH", True, "")


def test_names_that_posts_teach(connection: sqlite3.Connection) -> None:
    names = combined_names(connection, NO_OWN_NAMES, set(), is_known=False)
    assert learned(names) == [MIGUANG, CHENGJIANG, HANHAI]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("update posts set title = '又'", [MIGUANG, CHENGJIANG, HANHAI]),
        (
            "update post_securities set found_by = 'mark' where code = '609055.SH'",
            [MIGUANG, CHENGJIANG, HANHAI, ("瀚海证券", "609055.SH", False, "2022-01-03")],
        ),
        # Both codes on the same day: most posts decide.
        (
            "update post_securities set found_by = 'mark' where code = '609055.SH'; "
            "update posts set date = '2022-01-01'",
            [MIGUANG, CHENGJIANG, HANHAI],
        ),
        ("delete from post_securities where code = '609088.SH'", [MIGUANG, HANHAI]),
        (
            "delete from post_securities where code = '609021.SH' and post_id = 1",
            [CHENGJIANG, HANHAI],
        ),
        (
            "update post_securities set name = '澄江股份' where code = '609088.SH'",
            [MIGUANG, ("澄江股份", "609088.SH", False, ""), HANHAI],
        ),
        ("delete from post_securities where found_by = 'mark'", []),
    ],
)
def test_of_changed_posts_only_their_names_are_learned_again(
    connection: sqlite3.Connection, change: str, expected: list[tuple[str, str | None, bool, str]]
) -> None:
    before = {*combined_names(connection, NO_OWN_NAMES, set(), is_known=False)}
    note_before(connection)
    connection.executescript(change)
    whole = combined_names(connection, NO_OWN_NAMES, before, is_known=False)
    some = combined_names(connection, NO_OWN_NAMES, before, is_known=True)
    assert learned(some) == learned(whole) == sorted(expected)
    assert {*some} == {*whole}


def test_names_that_were_words_are_asked_for_anew(connection: sqlite3.Connection) -> None:
    names = combined_names(connection, NO_OWN_NAMES, set(), is_known=False)
    before = {
        KnownName(each.name, each.code, each.kind, True, each.origin, each.since)
        if each.origin == "archive"
        else each
        for each in names
    }
    note_before(connection)
    assert {*combined_names(connection, NO_OWN_NAMES, before, is_known=True)} == {*names}


def test_other_names_of_the_publisher_ask_all_posts(connection: sqlite3.Connection) -> None:
    before = {*combined_names(connection, PUBLISHER, set(), is_known=False)}
    note_before(connection)
    names = combined_names(connection, PUBLISHER, before, is_known=True)
    assert learned(names) == [CHENGJIANG, HANHAI]
    names = combined_names(connection, NO_OWN_NAMES, before, is_known=True)
    assert learned(names) == [MIGUANG, CHENGJIANG, HANHAI]
    assert combined_names(connection, NO_NAMES, before, is_known=True) == NO_NAMES
