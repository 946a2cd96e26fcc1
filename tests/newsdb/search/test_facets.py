"""Facets: what a scan of the posts counts, in the order in which a page shows it."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Facet, facets
from tests.databases import add_post

DAYS = (None, "2021-12-31", "2022-01-01", "2022-01-31", "2022-11-30")
SOURCES = (None, "乙报", "甲报")
TAGS = 25
POSTS = 60
module = sys.modules["newsdb.search.facets"]
"""The package has the function under the name of its module."""


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """Posts 1 to 60: of each tag some, of each source and day every so many."""
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


@given(ids=st.lists(st.integers(1, POSTS), unique=True), many=st.booleans())
def test_facets_are_what_a_scan_counts(
    connection: sqlite3.Connection, ids: list[int], many: bool
) -> None:
    days = [day for number in ids if (day := DAYS[number % 5])]
    sources = [source for number in ids if (source := SOURCES[number % 3])]
    tags = [f"t{tag:02}" for number in ids for tag in range(1, TAGS + 1) if number % tag == 0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MANY", 0 if many else POSTS)
        found = facets(connection, ids)
    assert found["source"] == most_common(Counter(sources))
    assert found["tag"] == most_common(Counter(tags))[:20]
    assert found["author"] == found["category"] == found["security"] == []
    # Years and months in order of time, the latest first.
    months = sorted(Counter(day[:7] for day in days).items(), reverse=True)
    years = sorted(Counter(day[:4] for day in days).items(), reverse=True)
    assert found["month"] == [Facet(month, month, count) for month, count in months]
    assert found["year"] == [Facet(year, year, count) for year, count in years]
