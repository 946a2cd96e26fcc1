"""Facets: what a scan of the posts counts, in the order in which a page shows it."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Facet, Filter, facets, search
from newsdb.search.databases import site_id
from newsdb.search.dimensions import DIMENSIONS, Dimension
from newsdb.search.filter_sql import bindings, where
from tests.databases import add_post

DAYS = (None, "2021-12-31", "2022-01-01", "2022-01-31", "2022-11-30")
SOURCES = (None, "乙报", "甲报")
TAGS = 25
POSTS = 60


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """Sixty posts with tags, sources and days in regular patterns."""
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '乙报', 'b'), (2, '甲报', 'a')")
        tags = [(number, f"t{number:02}") for number in range(1, TAGS + 1)]
        connection.executemany("insert into tags values (?, ?)", tags)
        for number in range(1, POSTS + 1):
            add_post(connection, day=DAYS[number % 5], source=number % 3 or None)
            links = [(number, tag) for tag, _ in tags if number % tag == 0]
            connection.executemany("insert into post_tags (post_id, tag_id) values (?, ?)", links)
        yield connection


def most_common(counts: Counter[str]) -> list[Facet]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Facet(value, value, count) for value, count in ordered]


@given(ids=st.lists(st.integers(1, POSTS), unique=True))
def test_facets_are_what_a_scan_counts(connection: sqlite3.Connection, ids: list[int]) -> None:
    days = [day for number in ids if (day := DAYS[number % 5])]
    sources = [source for number in ids if (source := SOURCES[number % 3])]
    tags = [f"t{tag:02}" for number in ids for tag in range(1, TAGS + 1) if number % tag == 0]
    found = facets([connection], ids)
    assert found["source"] == most_common(Counter(sources))
    assert found["tag"] == most_common(Counter(tags))[:20]
    assert found["author"] == found["category"] == found["security"] == []
    # Years and months in order of time, the latest first.
    months = sorted(Counter(day[:7] for day in days).items(), reverse=True)
    years = sorted(Counter(day[:4] for day in days).items(), reverse=True)
    assert found["month"] == [Facet(month, month, count) for month, count in months]
    assert found["year"] == [Facet(year, year, count) for year, count in years]


MONTHS = """
    select substr(date, 1, 7) as month, substr(date, 1, 7), count(*) from posts
    where id in (select value from json_each(:ids)) and date > '' group by month
    order by month desc"""


def count_by(dimension: Dimension) -> str:
    """Return the SQL that counts posts by the values of a dimension."""
    table, post = (dimension.links, "post_id") if dimension.links else ("posts", "id")
    values = dimension.table if dimension.table != table else "posts as named"
    name = values.split()[-1]
    return f"""
        select {name}.{dimension.value} as value, {name}.{dimension.label}, count(*) as number
        from {table} join {values} on {name}.{dimension.primary_key} = {table}.{dimension.key}
        where {table}.{post} in (select value from json_each(:ids))
        group by {table}.{dimension.key} order by number desc, value limit 20"""


def test_facets_and_totals_are_those_of_sql_for_a_thousand_searches(news_db: Path) -> None:
    chance = random.Random(1)
    with closing(sqlite3.connect(news_db)) as connection:
        texts = [text for (text,) in connection.execute("select title || body from posts")]
        sources = [name for (name,) in connection.execute("select name from sources")]
        days = [day for (day,) in connection.execute("select date from posts where date > ''")]
        for _ in range(1000):
            text = chance.choice(texts)
            start = chance.randrange(len(text))
            filter = Filter(
                q=text[start : start + chance.randrange(5)],
                source=chance.choice([None, None, chance.choice(sources)]),
                since=chance.choice([None, None, chance.choice(days)]),
            )
            found = search([connection], filter, near=False, once=False, size=1)
            values = bindings(filter)
            sql = f"select count(*) from posts where {where(filter)}"
            assert connection.execute(sql, values).fetchone() == (found.total,), filter
            ids = {"ids": json.dumps(found.ids)}
            expected = {
                name: [Facet(*row) for row in connection.execute(count_by(dimension), ids)]
                for name, dimension in DIMENSIONS.items()
            }
            counted = facets([connection], found.matches)
            assert {name: counted[name] for name in DIMENSIONS} == expected, filter
            assert counted["month"] == [Facet(*row) for row in connection.execute(MONTHS, ids)]


def test_facets_of_two_databases_are_added(connection: sqlite3.Connection) -> None:
    # Post 10 is of 乙报 and without a day, 11 is of 甲报 and of December 2021.
    found = facets([connection, connection], [10, 11, site_id(1, 11)])
    assert found["source"] == [Facet("甲报", "甲报", 2), Facet("乙报", "乙报", 1)]
    assert found["month"] == [Facet("2021-12", "2021-12", 2)]
    assert found["tag"][0] == Facet("t01", "t01", 3)


def test_the_posts_of_a_story_count_once() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '乙报', 'b'), (2, '甲报', 'a')")
        for source in (1, 2, 2, 2):
            add_post(connection, source=source)
        connection.execute(
            "insert into stories (id, lead_post_id, posts, sources) values (1, 1, 3, 2)"
        )
        connection.execute("update posts set story_id = 1 where id < 4")
        for once, (first, second, all_of_them) in ((False, (3, 1, 4)), (True, (2, 1, 2))):
            found = facets([connection], [1, 2, 3, 4], once)
            assert found["source"] == [Facet("甲报", "甲报", first), Facet("乙报", "乙报", second)]
            assert found["month"] == [Facet("2022-01", "2022-01", all_of_them)]
