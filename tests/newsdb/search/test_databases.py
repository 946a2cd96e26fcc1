"""Several databases are searched like one with all their posts."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Databases, Filter, facets, search
from newsdb.search.databases import (
    are_among,
    are_first_of_stories,
    database_of,
    divide,
    newest_first,
    read_instants,
    site_id,
)
from tests.databases import add_post

POSTS = 1200
YEARS = 3
WORDS = ("央行", "降息", "银行", "宣布", "利率", "policy", "policies", "星河九号", "飞船", "酒业")
QUERIES = (
    *(
        "",
        "央行",
        "央行 降息",
        "policy",
        "央行 -降息",
        '"央行降息"',
        "title:央行",
        "星河9号",
        "央杭",
    ),
    *("北洲央行宣布降息", "为什么酒业星河", "酒业 OR 飞船", "z"),
)


def connect(stack: ExitStack, file: Path | str = ":memory:") -> sqlite3.Connection:
    connection = stack.enter_context(closing(sqlite3.connect(file)))
    schema.create(Database(connection))
    connection.execute("insert into sources values (1, '甲报', 'a'), (2, '乙报', 'b')")
    return connection


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Databases, Databases]]:
    """The same posts in one database, and in several that are no years: times are in disorder."""
    chance = random.Random(24)
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("sites")
        several = [connect(stack, folder / f"{at}.db") for at in range(YEARS)]
        whole = connect(stack, folder / "whole.db")
        days = [
            f"20{21 + at // 336:02}-{at // 28 % 12 + 1:02}-{at % 28 + 1:02}" for at in range(POSTS)
        ]
        chance.shuffle(days)
        for at, day in enumerate(days):
            post = {
                "title": "".join(chance.choices(WORDS, k=chance.randint(1, 4))),
                "summary": " ".join(chance.choices(WORDS, k=2)),
                "body": " ".join(chance.choices(WORDS, k=chance.randint(1, 40))),
                "day": day if at % 50 else None,
                "source": 1 + at % 2,
            }
            for connection in (several[at * YEARS // POSTS], whole):
                post_id = add_post(connection, **post)  # type: ignore[arg-type]
                connection.execute("update posts set slug = ? where id = ?", (f"{at}", post_id))
        for connection in (*several, whole):
            connection.commit()
        yield several, [whole]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("order", ["relevance", "newest"])
def test_results_are_those_of_the_whole(
    sites: tuple[Databases, Databases], query: str, order: str
) -> None:
    for page, filter in (
        *((page, Filter(query or None)) for page in (1, 2, 30)),
        (1, Filter(query or None, source="甲报", since="2021-06-01")),
    ):
        several, whole = (search(site, filter, order, page) for site in sites)  # type: ignore[arg-type]
        for name in ("total", "more", "ranked", "near_total"):
            assert getattr(several, name) == getattr(whole, name), name
        found, expected = (
            [(hit.slug, hit.title, hit.snippet, hit.near) for hit in results.hits]
            for results in (several, whole)
        )
        assert found == expected
        assert facets(sites[0], several.versions) == facets(sites[1], whole.versions)


def test_every_post_is_on_one_page(sites: tuple[Databases, Databases]) -> None:
    for order in ("relevance", "newest"):
        slugs = [
            hit.slug
            for page in range(1, POSTS // 20 + 2)
            for hit in search(sites[0], Filter("policy"), order, page).hits  # type: ignore[arg-type]
        ]
        assert len(slugs) == len(set(slugs)) == search(sites[1], Filter("policy")).total > 400


def test_a_database_without_posts_changes_nothing(sites: tuple[Databases, Databases]) -> None:
    with ExitStack() as stack:
        more = [*sites[0], connect(stack)]
        for query in ("央行", "央杭", "z", None):
            found, expected = (search(each, Filter(query)) for each in (more, sites[0]))
            assert found == expected
        assert search([more[-1], more[-1]], Filter("央行")).hits == []


NUMBERS = st.lists(st.integers(1, 6), unique=True, max_size=6)


@given(each=st.lists(NUMBERS, min_size=2, max_size=3))
@settings(max_examples=50)
def test_newest_first(sites: tuple[Databases, Databases], each: list[list[int]]) -> None:
    databases = sites[0][: len(each)]
    places = {}
    for number, connection in enumerate(databases):
        for post_id, instant in connection.execute(
            "select id, published_utc from posts where id <= 6"
        ):
            places[site_id(number, post_id)] = instant or "", site_id(number, post_id)
    own = []
    for number, ids in enumerate(each):
        ordered = sorted(ids, key=lambda post: places[site_id(number, post)], reverse=True)
        own.append(np.array(ordered, np.int64))
    found = newest_first(databases, own).tolist()
    given_ids = [site_id(number, post) for number, ids in enumerate(each) for post in ids]
    assert found == sorted(given_ids, key=places.__getitem__, reverse=True)
    assert {number: ids for number, _, ids in divide(databases, given_ids)} == {
        number: ids for number, ids in enumerate(each) if ids
    }
    some = np.array(given_ids[::2], np.int64)
    among = are_among(databases, np.array(found, np.int64), some).tolist()
    assert among == [post in given_ids[::2] for post in found]


def test_stories_stay_in_their_database(sites: tuple[Databases, Databases]) -> None:
    with ExitStack() as stack:
        databases = [connect(stack), connect(stack)]
        for connection in databases:
            for _ in range(3):
                add_post(connection, title="央行")
            connection.execute(
                "insert into stories (id, lead_post_id, posts, sources) values (1, 2, 2, 1)"
            )
            connection.execute("update posts set story_id = 1 where id > 1")
            connection.execute("update posts set relation = 'copy' where id = 3")
        ids = np.array([site_id(1, 3), 3, site_id(1, 2), 2, 1], np.int64)
        kept = are_first_of_stories(databases, ids).tolist()
        assert kept == [False, False, True, True, True]
        found = search(databases, Filter("央行"), "newest")
        assert found.ids == [site_id(1, 2), site_id(1, 1), 2, 1]
        assert [database_of(hit.id) for hit in found.hits] == [1, 1, 0, 0]


def test_instants(sites: tuple[Databases, Databases]) -> None:
    with ExitStack() as stack:
        connection = connect(stack)
        assert read_instants(connection).tolist() == [0]
        add_post(connection, day="2022-01-02")
        add_post(connection, day=None)
        assert read_instants(connection).tolist() == [0, 20220102000000, 0]
