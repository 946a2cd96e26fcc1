"""Lists of articles: what is in them, and how many."""

from __future__ import annotations

import sqlite3

import pytest

from newsdb.web import lists


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("source", "晚报"),
        ("tag", "新闻 "),
        ("category", ""),
        ("security", "巨化"),
        ("day", "2022-02-30"),
        ("day", "20220109"),
        ("day", "2022-01"),
        ("month", "2022-13"),
        ("month", "2022-01-09"),
        ("month", "2022"),
    ],
)
def test_names_without_a_list(connection: sqlite3.Connection, kind: str, name: str) -> None:
    assert lists.find_listing(connection, kind, name) is None


@pytest.mark.parametrize(
    ("kind", "name", "condition"),
    [
        ("source", "滚动", "source_id = (select id from sources where name = '滚动')"),
        ("day", "2022-03-03", "date = '2022-03-03'"),
        ("month", "2022-03", "date like '2022-03-%'"),
    ],
)
def test_posts_and_articles_are_counted(
    connection: sqlite3.Connection, kind: str, name: str, condition: str
) -> None:
    posts = f"select count(*), count(relation) from posts where {condition}"
    number, repeated = connection.execute(posts).fetchone()
    every = lists.find_listing(connection, kind, name, once=False)
    once = lists.find_listing(connection, kind, name)
    assert every is not None
    assert once is not None
    assert lists.count_posts(connection, once) == number > 0
    assert lists.count_articles(connection, every) == number
    assert number - repeated <= lists.count_articles(connection, once) <= number
    assert sum(lists.count_by_period(connection, every).values()) == number


def test_periods_beside_a_month(connection: sqlite3.Connection) -> None:
    def beside(month: str) -> tuple[str | None, str | None]:
        listing = lists.find_listing(connection, "month", month)
        assert listing is not None
        return lists.adjacent_periods(connection, listing)

    assert beside("2022-03") == ("2022-02", "2022-04")
    assert beside("2021-12") == (None, "2022-01")
    assert beside("2022-08") == ("2022-07", None)
