"""What a database tells of its site, where its publisher says nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.database.site_settings import (
    name_of_sources,
    read_language,
    read_recorded,
    read_sections,
    read_sites,
    said_by,
)
from tests.databases import add_post, database_of


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        yield connection


def loaded(connection: sqlite3.Connection, scope: str, *sites: dict[str, Any], files: str) -> None:
    """Record a load of sources, and a file of one of them that has a post."""
    load = connection.execute(
        "insert into loads (started, source, options) values ('', ?, ?)",
        (scope, json.dumps({"sites": sites})),
    ).lastrowid
    post = add_post(connection, title=files, source=None)
    connection.execute(
        "insert into files (source, path, slug, load_id, post_id, status) "
        "values (?, ?, '', ?, ?, 'post')",
        (files, f"{post}", load, post),
    )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/home/ann/garden", "garden"),
        ("garden/_posts", ""),
        ("https://a.example/garden.git", "garden"),
        ("garden.tar.gz", "garden"),
        ("posts.zip", ""),
        (".", ""),
        ("a.b", "a.b"),
    ],
)
def test_the_name_of_the_source(connection: sqlite3.Connection, source: str, name: str) -> None:
    assert name_of_sources(connection) == ""
    loaded(connection, source, files=source)
    assert name_of_sources(connection) == name
    loaded(connection, "other", files="other")
    assert name_of_sources(connection) == ""


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ({}, {}),
        ({"title": " Ann's\n garden ", "description": None}, {"title": "Ann's garden"}),
        ({"url": "https://a.example", "base_path": "/b"}, {"url": "https://a.example/b"}),
        ({"language": "zh_CN"}, {"language": "zh-CN"}),
        # Generators write this into every new site; what a publisher says, counts.
        ({"language": "en-US"}, {}),
        ({"language": "en", "settings": {"language": "en"}}, {"language": "en"}),
        # What cannot be shown is left out, and the rest stays.
        ({"language": "Englisch!", "title": "A", "url": "ftp://a"}, {"title": "A"}),
        # Its newsdb.yml goes before the generator's configuration, but has no files of its own.
        ({"title": "A", "settings": {"title": "B", "license": "MIT", "css": "mine.css"}},
         {"title": "B", "license": "MIT"}),
    ],
)  # fmt: skip
def test_what_a_site_says(site: dict[str, Any], said: dict[str, Any]) -> None:
    assert said_by(site) == said


def test_what_all_sources_say(connection: sqlite3.Connection) -> None:
    assert read_recorded(connection).said() == {}
    one, other = {"title": "A", "settings": {"license": "MIT"}}, {"settings": {"license": "MIT"}}
    loaded(connection, "a\nb", one, other, files="a")
    assert read_recorded(connection).said() == {"title": "A", "license": "MIT"}
    loaded(connection, "a\nb", one, other, files="b")
    assert read_recorded(connection).said() == {"license": "MIT"}
    loaded(connection, "c", files="c")
    assert read_recorded(connection).said() == {}


def test_sites_belong_to_their_sources(connection: sqlite3.Connection) -> None:
    """Of a git repository, the load names the directories that it was limited to."""
    first, second = {"title": "1"}, {"title": "2"}
    loaded(connection, "/a.git\n/b.git:_posts,drafts", first, second, files="/b.git")
    assert list(read_sites(connection)) == [second]


def test_the_language_of_most_posts(connection: sqlite3.Connection) -> None:
    for number in range(1, 4):
        add_post(connection, body="This is the garden that we have planted with the children. " * 9)
        connection.execute("update posts set lang = 'de' where id < ?", (number,))
    assert read_language(connection) == "de"
    # Half of the posts are not most of them.
    add_post(connection, body="This is the garden that we have planted with the children. " * 9)
    assert read_language(connection) == "en"
    connection.execute("update posts set lang = null where id > 1")
    assert read_language(connection) == "en"
    connection.execute("update posts set lang = 'not a tag!'")
    assert read_language(connection) == "en"


def test_chinese_posts_of_a_site_that_says_english(connection: sqlite3.Connection) -> None:
    for _ in range(3):
        add_post(connection, body="这是我们和孩子们一起种下的花园，今年第一次开了花。" * 9)
    connection.execute("update posts set lang = 'en'")
    assert read_language(connection) == "zh-Hans"


def test_sections_are_those_with_something_to_show(tmp_path: Path) -> None:
    bare = read_sections(database_of(tmp_path / "bare.db", 0))
    assert set(bare.values()) == {False}
    path = database_of(tmp_path / "some.db", 2)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("insert into tags values (1, 'a')")
        connection.execute("update posts set published = date || 'T00:00:00+08:00'")
    assert [name for name, shown in read_sections(path).items() if shown] == [
        *("archive", "charts", "sources")
    ]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("insert into post_tags (post_id, tag_id) values (1, 1)")
        connection.execute("update posts set published = date || 'T00:01:00+08:00'")
    shown = {name for name, is_shown in read_sections(path).items() if is_shown}
    assert shown == {"archive", "charts", "sources", "tags", "times"}
