"""Tables and named queries as the database and metadata describe them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from newsdb.catalog.tables import Column, PublishedQuery, Table, named_queries, read_tables


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            """
            create table b (id integer primary key, name text, untyped);
            create table a (b_id integer references b(id), n real, primary key (b_id, n));
            create view v as select name from b;
            create virtual table f using fts5(body);
            create table f_own (id integer);
            create table sqlitelike (id integer);
            analyze;
            """
        )
        yield connection


DESCRIPTIONS = {
    "v": {"description": "Names\n of b.", "columns": {"name": "The name."}},
    "b": {"columns": {"name": "Its name."}},
    "gone": {"description": "x"},
}


def test_tables_in_the_order_of_their_descriptions(connection: sqlite3.Connection) -> None:
    v, b, a, f, like = read_tables(connection, DESCRIPTIONS)
    assert v == Table(
        "v", (Column("name", "TEXT", False, None, "The name."),), True, False, "Names of b."
    )
    assert b.columns == (
        Column("id", "INTEGER", True),
        Column("name", "TEXT", False, None, "Its name."),
        Column("untyped", "", False),
    )
    assert a.columns == (Column("b_id", "INTEGER", True, ("b", "id")), Column("n", "REAL", True))
    assert (a.referred_to, b.referred_to) == ({"b"}, set())
    assert [each.name for each in read_tables(connection, {})] == ["a", "b", "f", "sqlitelike", "v"]
    # Of a virtual table, only itself: what begins with its name is taken for a part of it.
    assert (f.name, f.is_virtual, f.is_view, like.name) == ("f", True, False, "sqlitelike")


def test_named_queries() -> None:
    described = {
        "q": {"sql": "select :a", "title": "Q", "description": " a\n b ", "params": ["a"]},
        "r": {"sql": "select 1"},
        "s": "select 2",
        "t": None,
    }
    assert named_queries(described) == (
        PublishedQuery("q", "Q", "a b", ("a",)),
        PublishedQuery("r", "r", "", ()),
    )
