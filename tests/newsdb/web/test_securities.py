"""What a security's page and others say of securities."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from newsdb.web import securities


def test_each_security_of_the_sample_has_one_name(connection: sqlite3.Connection) -> None:
    names = connection.execute(
        "select code, count(*) from security_names group by code having count(*) > 1"
    )
    assert names.fetchall() == []
    assert connection.execute("select code from securities where name = code").fetchall() == []
    assert dict(connection.execute("select kind, count(*) from securities group by kind")) == {
        "share": 22,
        "board": 8,
        "index": 2,
        "fund": 1,
    }


def test_a_security_for_its_page(connection: sqlite3.Connection) -> None:
    found = securities.find_security(connection, "689901.SH")
    assert found == securities.SecurityDetail(
        "689901.SH",
        "砺石微电",
        "share",
        "Shanghai",
        "http://quote.dongling.example/unify/r/1.689901",
        6,
        11,
        "2022-03-02",
        "2022-05-17",
        (securities.SecurityName("砺石微电", "lswd", "2022-03-02", "2022-05-17", 6),),
    )
    assert securities.stories_by_month(connection, "689901.SH") == (
        securities.MonthCount("2022-03", 3),
        securities.MonthCount("2022-04", 2),
        securities.MonthCount("2022-05", 1),
    )
    assert securities.top_sources_for_security(connection, "689901.SH") == (
        securities.NameCount("滚动", "滚动", 2),
        securities.NameCount("砺石Tech", "砺石Tech", 2),
        securities.NameCount("北渡时报", "北渡时报", 1),
        securities.NameCount("瀚海证券报", "瀚海证券报", 1),
    )
    assert securities.securities_named_together([connection], "689901.SH", 2) == (
        securities.NameCount("609018.SH", "瀚海证券", 2),
        securities.NameCount("BK1906", "半导体", 1),
    )
    assert securities.find_security(connection, "689901") is None


def test_top_securities_for_source(connection: sqlite3.Connection) -> None:
    (source_id,) = connection.execute("select id from sources where name = 'ETF观察站'").fetchone()
    assert securities.top_securities_for_source(connection, source_id)[:2] == (
        securities.NameCount("519901.SH", "储能ETF", 4),
        securities.NameCount("301908.SZ", "远汐储能", 2),
    )


def detail(last_seen: str | None, *names: securities.SecurityName) -> securities.SecurityDetail:
    first = "2020-01-01" if last_seen else None
    return securities.SecurityDetail(
        "1.SH", names[0].name, "share", "", "", 2, 3, first, last_seen, names
    )


def test_a_security_is_called_as_where_it_was_seen_last() -> None:
    old = securities.SecurityName("旧", "j", "2020-01-01", "2021-01-01", 1)
    new = securities.SecurityName("新", "x", "2021-02-01", "2022-01-01", 2)
    both = replace(old, first_seen=None, last_seen="2021-05-01", posts=4)
    undated = securities.SecurityName("无", "w", None, None, 8)
    found = securities.merge_securities(
        [detail("2021-01-01", old), detail("2022-01-01", new, both), detail(None, undated)]
    )
    assert found == securities.SecurityDetail(
        "1.SH",
        "新",
        "share",
        "",
        "",
        6,
        9,
        "2020-01-01",
        "2022-01-01",
        (
            new,
            securities.SecurityName("旧", "j", "2020-01-01", "2021-05-01", 5),
            undated,
        ),
    )
    alone = securities.merge_securities([detail(None, undated)])
    assert (alone.first_seen, alone.last_seen) == (None, None)


def test_the_most_common_of_several_databases() -> None:
    count = securities.NameCount
    each = [(count("a", "A", 2), count("b", "B", 3)), (count("a", "甲", 1), count("c", "C", 9))]
    found = (count("c", "C", 9), count("a", "甲", 3), count("b", "B", 3))
    assert securities.most_common(each) == securities.most_common(each, None) == found
    assert securities.most_common(each, 2) == found[:2]
    assert securities.most_common([]) == ()


def test_what_is_rare_in_the_archive_is_named_first(connection: sqlite3.Connection) -> None:
    """Twice the same database has twice the articles, in the same order."""
    once = securities.securities_named_together([connection], "689901.SH", 20)
    twice = securities.securities_named_together([connection] * 2, "689901.SH", 20)
    assert [(each.key, 2 * each.posts) for each in once] == [
        (each.key, each.posts) for each in twice
    ]
    assert "689901.SH" not in {each.key for each in once}
    assert securities.posts_by_evidence([connection] * 2, "689901.SH") == tuple(
        (found_by, 2 * posts)
        for found_by, posts in securities.posts_by_evidence([connection], "689901.SH")
    )
