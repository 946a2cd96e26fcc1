"""How the columns of a table are filled, and its first rows."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from newsdb.catalog import profile
from newsdb.catalog.profile import ColumnProfile, Profile, read_profile


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


def profile_of(connection: sqlite3.Connection, values: list[object]) -> Profile:
    connection.execute('create table t ("a ""b""")')
    connection.executemany("insert into t values (?)", [(value,) for value in values])
    return read_profile(connection, "select * from t", ['a "b"'])


@pytest.mark.parametrize(
    ("values", "expected", "shown"),
    [
        ([3, 1200, 3, None], ColumnProfile(3, 2, 3, 1200, ""), "3 – 1,200"),
        ([0.5], ColumnProfile(1, 1, 0.5, 0.5, ""), "0.5"),
        (
            ["2022-03-03", "2021-01-01T10:00:00+08:00", ""],
            ColumnProfile(2, 2, "2021-01-01T10:00:00+08:00", "2022-03-03", ""),
            "2021-01-01 – 2022-03-03",
        ),
        (["一", "two", "", None], ColumnProfile(2, 2, 1, 3, "characters"), "1 – 3"),
        # A slug that begins with a day is text, and so is a number among texts.
        (["2022-03-03-title", 5], ColumnProfile(2, 2, 1, 16, "characters"), "1 – 16"),
        (["[]", '["a", "b"]', '["c"]'], ColumnProfile(2, 2, 1, 2, "items"), "1 – 2"),
        (["[no list", '["a"]'], ColumnProfile(2, 2, 5, 8, "characters"), "5 – 8"),
        ([b"abc", b"abcd"], ColumnProfile(2, 2, 3, 4, "bytes"), "3 – 4"),
        ([None, ""], ColumnProfile(0, 0, None, None, "characters"), ""),
        ([], ColumnProfile(0, 0, None, None, "characters"), ""),
    ],
)
def test_a_column(
    connection: sqlite3.Connection, values: list[object], expected: ColumnProfile, shown: str
) -> None:
    found = profile_of(connection, values)
    assert (found.rows, found.is_whole) == (len(values), True)
    assert found.columns == {'a "b"': expected}
    assert expected.range == shown


def test_the_first_rows(connection: sqlite3.Connection) -> None:
    values = ["x" * 41, "a\n  b", None, b"\x00", 1.5, "beyond"]
    assert profile_of(connection, values).preview == [
        ("x" * 40 + "…",),
        ("a b",),
        ("",),
        ("",),
        ("1.5",),
    ]


def test_of_a_large_table_only_the_first_rows_count(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "MAX_ROWS", 3)
    found = profile_of(connection, [1, 2, 3, 4])
    assert (found.rows, found.is_whole) == (3, False)
    assert found.columns['a "b"'] == ColumnProfile(3, 3, 1, 3, "")
