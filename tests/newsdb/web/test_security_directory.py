"""The directory of securities, and searches in it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from newsdb.web import security_directory


def test_the_list_of_all(connection: sqlite3.Connection) -> None:
    every = security_directory.find_securities([connection])
    assert every.total == 33 == len(every.rows)
    assert every.months == tuple(
        row[0]
        for row in connection.execute("select distinct month from security_months order by 1")
    )
    mentions = [row.mentions for row in every.rows]
    assert mentions == sorted(mentions, reverse=True)
    first = every.rows[0]
    assert (first.code, first.name) == ("609015.SH", "岚山银行")
    assert sum(first.trend) == first.posts
    assert (
        security_directory.find_securities([connection], skip=30, limit=5).rows == every.rows[30:]
    )
    trends = security_directory.find_trends([connection], [row.code for row in every.rows[:3]])
    assert trends == {row.code: row.trend for row in every.rows[:3]}
    assert security_directory.find_trends([connection], []) == {}


@pytest.mark.parametrize(
    ("query", "kind", "codes"),
    [
        ("lsyh", "", ["609015.SH"]),
        ("LS", "", ["609015.SH", "689901.SH"]),
        ("储能", "", ["301908.SZ", "519901.SH", "BK1901"]),
        ("储能", "board", ["BK1901"]),
        ("0799", "", ["07993.HK", "07995.HK", "07991.HK"]),
        ("bk1909", "", ["BK1909"]),
        ("%", "", []),
        ("_", "", []),
        ("' or 1=1 --", "", []),
        ("没有", "", []),
    ],
)
def test_the_list_is_searched(
    connection: sqlite3.Connection, query: str, kind: str, codes: list[str]
) -> None:
    found = security_directory.find_securities([connection], query, kind)
    assert sorted(row.code for row in found.rows) == sorted(codes)
    assert found.total == len(codes)


def test_the_same_database_twice_has_each_security_once(connection: sqlite3.Connection) -> None:
    for skip, limit in ((0, 50), (3, 4), (32, 5), (-1, 2)):
        once = security_directory.find_securities([connection], skip=skip, limit=limit)
        twice = security_directory.find_securities([connection] * 2, skip=skip, limit=limit)
        assert (twice.total, twice.months) == (once.total, once.months)
        assert list(twice.rows) == [
            replace(
                row,
                posts=2 * row.posts,
                mentions=2 * row.mentions,
                trend=tuple(2 * posts for posts in row.trend),
            )
            for row in once.rows
        ]
