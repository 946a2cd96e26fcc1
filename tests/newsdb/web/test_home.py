"""What the home page shows, by what the database holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.models import OwnImage
from newsdb.search.databases import site_id
from newsdb.web.home import Home, group_by_day, merge_homes, read_home
from newsdb.web.list_pages import ArticleSummary
from newsdb.web.securities import NameCount
from newsdb.web.stories import Versions
from tests.databases import add_post


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '乙报', 'b'), (2, '甲报', 'a')")
        yield connection


def test_an_empty_archive(connection: sqlite3.Connection) -> None:
    home = read_home(connection)
    assert (home.posts, home.first, home.last, home.loaded) == (0, None, None, None)
    assert (home.months, home.newest, home.top_securities, home.top_sources) == ({}, (), (), ())


def test_numbers_and_rankings_of_the_last_days(connection: sqlite3.Connection) -> None:
    """The last 30 days are those before the newest article, whatever day it is today."""
    days = ["2022-03-31", "2022-03-01", "2022-02-28", "2022-02-28", None]
    ids = [add_post(connection, day=day, source=1 + (day == days[0])) for day in days]
    copy = add_post(connection, day="2022-03-31")
    connection.execute("update posts set story_id = ? where id in (?, ?)", (ids[1], ids[1], copy))
    connection.execute("update posts set relation = 'copy' where id = ?", (copy,))
    connection.execute(
        "insert into securities (code, name, kind, market) "
        "values ('2.SH', '乙', 'share', ''), ('1.SH', '甲', 'share', '')"
    )
    mentions = [(post, "2.SH") for post in ids] + [(ids[1], "1.SH"), (copy, "1.SH")]
    connection.executemany(
        "insert into post_securities (post_id, code, name, mentions, in_title) "
        "values (?, ?, '', 1, 0)",
        mentions,
    )
    connection.execute(
        "insert into loads (started, source) values ('2022-04-01', ''), ('2022-04-02', '')"
    )
    home = read_home(connection)
    assert (home.posts, home.sources, home.loaded) == (5, 2, "2022-04-02")
    assert (home.first, home.last) == ("2022-02-28", "2022-03-31")
    assert home.months == {"": 1, "2022-02": 2, "2022-03": 2}
    assert [post.id for post in home.newest] == [ids[at] for at in (0, 1, 3, 2, 4)]
    assert home.top_securities == (NameCount("2.SH", "乙", 2), NameCount("1.SH", "甲", 1))
    assert home.top_sources == (NameCount("乙报", "乙报", 1), NameCount("甲报", "甲报", 1))


def test_the_newest_articles_by_day(connection: sqlite3.Connection) -> None:
    for number in range(30):
        add_post(connection, day=f"2022-01-{1 + number // 7:02}")
    newest = read_home(connection).newest
    assert len(newest) == 24
    days = group_by_day(newest)
    assert [(day, len(posts)) for day, posts in days] == [
        *(("2022-01-05", 2), ("2022-01-04", 7), ("2022-01-03", 7), ("2022-01-02", 7)),
        ("2022-01-01", 1),
    ]
    assert [post for _, posts in days for post in posts] == list(newest)
    assert group_by_day(()) == []


def test_the_lead_is_the_text_of_the_newest_article_and_an_image_of_it(
    connection: sqlite3.Connection,
) -> None:
    older = add_post(connection, day="2022-01-01", body="older")
    newest = add_post(connection, day="2022-01-02", body="# Head\n\n**Bold** text. " + "甲" * 500)
    assert read_home(connection).lead_image is None
    images = [
        (newest, "small", 399),
        (newest, "large", 400),
        (newest, "wide", 900),
        (older, "c", 900),
    ]
    for post, name, width in images:
        connection.execute(
            "insert into image_contents (sha256, media_type, bytes, width, height, content) "
            "values (?, 'image/png', 1, ?, 9, x'00')",
            (name, width),
        )
        connection.execute(
            "insert into image_files (post_id, url, path, sha256) values (?, ?, '', ?)",
            (post, name, name),
        )
    home = read_home(connection)
    assert home.lead == "Head Bold text. " + "甲" * 384
    assert home.lead_image == OwnImage("/media/large.png", 400, 9)


def home(name: str, *posts: ArticleSummary, **values: Any) -> Home:
    """Return what a database has for the home page."""
    count = NameCount(name, name, len(posts))
    given = {"first": None, "last": None, "loaded": None, "months": {"2022-01": len(posts)}}
    return Home(
        source_names=frozenset({name, "both"}),
        posts=len(posts),
        newest=posts,
        lead=name,
        lead_image=None,
        versions={post.id: Versions(post.id, 2, ()) for post in posts},
        top_securities=(count,),
        top_sources=(count, NameCount("both", "both", 1)),
        **{**given, **values},
    )


def post(number: int, time: str) -> ArticleSummary:
    return ArticleSummary(number, f"{number}", "", time, time, time, None, None, "")


def test_the_home_page_of_several_databases() -> None:
    old = home("old", post(1, "2022-01-01"), post(2, "2022-01-03"), first="2020-01-01", loaded="3")
    new = home("new", post(1, "2022-01-02"), last="2022-01-02", loaded="4")
    found = merge_homes({"old": old, "new": new, "none": home("none")})
    assert [each.published for each in found.newest] == ["2022-01-03", "2022-01-02", "2022-01-01"]
    assert [each.id for each in found.newest] == [2, site_id(1, 1), 1]
    assert (found.posts, found.sources, found.lead) == (3, 4, "old")
    assert (found.first, found.last, found.loaded) == ("2020-01-01", "2022-01-02", "4")
    assert found.months == {"2022-01": 3}
    assert found.top_sources[:2] == (NameCount("both", "both", 3), NameCount("old", "old", 2))
    assert [each.key for each in found.top_securities] == ["old", "new", "none"]
    assert {number: each.database for number, each in found.versions.items()} == {
        1: "old",
        2: "old",
        site_id(1, 1): "new",
    }
    nothing = merge_homes({"none": home("none")})
    assert (nothing.newest, nothing.lead, nothing.first) == ((), "none", None)
