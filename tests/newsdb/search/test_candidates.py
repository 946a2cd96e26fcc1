"""The newest posts that match, found by the index of pairs where that has what is asked."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Filter, match_expression, parse_query
from newsdb.search.candidates import PAIRS, can_match, contenders, find_ids, newest_ids
from newsdb.search.match import expression_of
from tests.databases import add_post

ALPHABET = "央行降息，。 \nａa1部全\u200b"


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """Posts with short texts of few characters."""
    chance = random.Random(1)
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '甲报', 'a'), (2, '乙报', 'b')")
        for number in range(300):
            title, summary, body = ("".join(chance.choices(ALPHABET, k=5)) for _ in range(3))
            day = f"2022-01-{number % 28 + 1:02}"
            add_post(
                connection, title=title, summary=summary, body=body, day=day, source=number % 2 + 1
            )
        yield connection


@pytest.mark.parametrize(
    "query",
    [
        *("央行", "行央 降息", "央行 -降息", "央行 OR 息降 -全部", "(央行 OR 降息) 行降", "全部"),
        # Other pairs than two characters of Chinese need the positions.
        *("央行降", "央", "a1", "央a", '"央 行"', "title:央行", "-央行", "央行 降", ""),
    ],
)
@pytest.mark.parametrize("filter", [Filter(), Filter(source="甲报", since="2022-01-10")])
def test_both_indexes_find_the_same_posts(
    connection: sqlite3.Connection, query: str, filter: Filter
) -> None:
    expression = match_expression(query) or "全部"
    matching = {
        post_id
        for (post_id,) in connection.execute(
            "select rowid from posts_fts where posts_fts match ?", [expression]
        )
    }
    rows = connection.execute("select id from posts order by published_utc desc, id desc")
    expected = [post_id for (post_id,) in rows if post_id in matching]
    if filter.source:
        kept = "select id from posts where source_id = 1 and date >= '2022-01-10'"
        some = {post_id for (post_id,) in connection.execute(kept)}
        expected = [post_id for post_id in expected if post_id in some]
    assert newest_ids([connection], expression, filter, 1000) == expected
    assert newest_ids([connection], expression, filter, 7) == expected[:7]


@pytest.mark.parametrize(
    ("query", "by_pairs"),
    [
        *(("央行", True), ("央行 降息 OR 降准", True), ("央行 -降息", True)),
        *(("央", False), ("央行降", False), ("a1", False), ("-央行", False), ("央，", False)),
        ("title:央行", False),
    ],
)
def test_what_the_index_of_pairs_can_find(query: str, by_pairs: bool) -> None:
    assert bool(PAIRS.fullmatch(match_expression(query))) is by_pairs


def test_an_entry_without_a_post_is_not_found(connection: sqlite3.Connection) -> None:
    before = newest_ids([connection], '"央 行"', Filter(), 1000)
    assert before
    (posts,) = connection.execute("select max(id) from posts").fetchone()
    for row in (posts + 1, 9999):
        connection.execute("insert into posts_fts (rowid, body) values (?, '央 行 降')", [row])
    found = newest_ids([connection], '"央 行"', Filter(), 1000)
    assert found == before
    assert max(newest_ids([connection], '"央 行 降"', Filter(), 1000)) <= posts


def test_whether_other_posts_can_match() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        first = add_post(connection, title="央行第21次降息")
        second = add_post(connection, title="央行 第 21 次降息")
        for query, known, expected in (
            ("央行第21次降息", [], True),
            ("央行第21次降息", [first], True),
            ("央行第21次降息", [first, second], False),
            ("央行第2次降息", [], False),
            ("第21", [first, second], True),
            ("次降息21", [], True),
            ("21", [first, second], True),
        ):
            assert can_match(connection, parse_query(query), known) is expected, query


@given(st.text("央行第次12a ", min_size=1, max_size=8), st.data())
def test_a_post_that_contains_a_query_can_match(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    query = parse_query(text[start : data.draw(st.integers(start + 1, len(text)))])
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        add_post(connection, title=text)
        found = newest_ids([connection], expression_of(query) or "全部", Filter(), 1)
        assert can_match(connection, query) or not found


@pytest.mark.parametrize(
    ("number", "titled", "expected"),
    [
        (4, 2, [4, 3, 2, 1]),
        (3, 0, [4, 3, 2]),
        (3, 1, [2, 4, 3]),
        (3, 2, [2, 1, 4]),
        (1, 2, [2]),
    ],
)
def test_some_that_match_in_their_title_are_worth_ranking(
    number: int, titled: int, expected: list[int]
) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        for at, title in enumerate(("央行", "央行", "", ""), 1):
            add_post(connection, title=title, body="央行", day=f"2022-01-0{at}", source=None)
        expression = match_expression("央行") or ""
        ids = newest_ids([connection], expression, Filter(), 9)
        assert ids == [4, 3, 2, 1]
        found = contenders([connection], expression, Filter(), ids, number, titled)
    assert found == expected


@pytest.mark.parametrize("query", ["央行", "央行 -降息", "-央行", "", None, "北洲"])
def test_the_ids_of_all_posts_that_a_filter_selects(
    connection: sqlite3.Connection, query: str | None
) -> None:
    filter = Filter(query, source="甲报")
    expected = newest_ids([connection], match_expression(query or "") or "全部", filter, 1000)
    assert find_ids(connection, filter).tolist() == expected
    assert bool(expected) is (query != "北洲")


def test_what_is_left_out_of_a_title_may_not_be_in_the_body_either() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        for at, body in enumerate(("降息", "", "央行", "央行"), 1):
            title = "央行" if at <= 2 else ""
            add_post(connection, title=title, body=body, day=f"2022-01-0{at}", source=None)
        for query, expected in (("央行 -降息", [2, 4]), ("央行", [2, 1])):
            found = match_expression(query)
            assert contenders([connection], found, Filter(), [4, 3, 2], 2, 2) == expected
