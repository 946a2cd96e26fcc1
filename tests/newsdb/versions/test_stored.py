"""Stored versions: any chain of edits comes back, as `newsdb check` and plain SQL see it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache
from itertools import pairwise

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from loaders.database.versions import FirstSeen, Recording, VersionWriter
from newsdb.database import schema
from newsdb.versions.content import NOTHING, Content
from newsdb.versions.stored import damaged_versions, read_contents, read_versions
from tests.paths import TOP

QUERIES = yaml.safe_load((TOP / "metadata.yml").read_text("utf-8"))["databases"]["news"]["queries"]
WORDS = st.sampled_from(["甲乙。", "丙！\n\n", "one two. ", "3.5%", "", "𠮷"])
TEXTS = st.lists(WORDS, max_size=6).map("".join)
CONTENTS = st.one_of(
    st.just(NOTHING),
    st.builds(
        Content,
        title=st.sampled_from(["题", "又题"]),
        summary=TEXTS,
        body=TEXTS,
        source=st.sampled_from(["", "日报"]),
        tags=st.sampled_from(["[]", '["甲"]']),
        mentions=st.just("[]"),
    ),
)


@lru_cache(maxsize=1)
def empty_database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    schema.create(Database(connection))
    connection.commit()
    return connection


def write(connection: sqlite3.Connection, contents: list[Content], *, keep_removed: bool) -> None:
    """Record the states of an article, and let its post be the last of them."""
    empty_database().backup(connection)
    writer = VersionWriter(connection, 1, Recording(keep_removed=keep_removed))
    first = FirstSeen("2022-01-01T00:00:00Z")
    for at, (old, new) in enumerate(pairwise(contents)):
        writer.note("a", old, new, FirstSeen(f"2022-01-02T00:00:{at:02}Z", "c"), first)
    title, summary, body, *_ = last = contents[-1]
    if last != NOTHING:
        connection.execute(
            "insert into posts (id, slug, title, summary, characters, path, sha256, body) "
            "values (1, 'a', ?, ?, 0, '', '', ?)",
            (title, summary, body),
        )
        if last.source:
            connection.execute("insert into sources values (1, '日报', 'r')")
            connection.execute("update posts set source_id = 1")
        if last.tags != "[]":
            connection.execute("insert into tags values (1, '甲')")
            connection.execute("insert into post_tags (post_id, tag_id) values (1, 1)")


@settings(deadline=None, max_examples=50)
@given(CONTENTS.filter(lambda each: each != NOTHING), st.lists(CONTENTS, max_size=5), st.booleans())
def test_every_version_comes_back(first: Content, later: list[Content], kept: bool) -> None:
    contents = [first, *later]
    distinct = [each for at, each in enumerate(contents) if not at or contents[at - 1] != each]
    with closing(sqlite3.connect(":memory:")) as connection:
        write(connection, contents, keep_removed=kept)
        versions = read_versions(connection, "a")
        assert [each.digest for each in versions] == (
            [None if each == NOTHING else each.digest for each in distinct]
            if len(distinct) > 1
            else []
        )
        found = read_contents(connection, "a", contents[-1])
        assert damaged_versions(connection) == []
        removals = [at for at, each in enumerate(distinct, 1) if each == NOTHING]
        oldest = 1 if kept or not removals else removals[-1]
        assert found == {
            number: content
            for number, content in enumerate(distinct, 1)
            if number >= oldest and versions
        }
        for number in range(1, len(versions) + 1):
            rows = connection.execute(
                QUERIES["version_text"]["sql"], {"slug": "a", "number": f"{number}"}
            ).fetchall()
            if number in found:
                assert dict(rows) == {
                    name: getattr(found[number], name) for name in ("title", "summary", "body")
                }
            else:
                assert rows == []


def test_check_finds_a_delta_that_was_changed() -> None:
    contents = [Content("题", "", f"第{n}句。") for n in range(3)]
    with closing(sqlite3.connect(":memory:")) as connection:
        write(connection, contents, keep_removed=False)
        assert damaged_versions(connection) == []
        for delta in ('[[0,1,"x"]]', "[]", "no JSON", '[["a",1,""]]', "7"):
            connection.execute("update version_texts set delta = ? where version_id = 1", (delta,))
            assert damaged_versions(connection) == ["a"], delta
