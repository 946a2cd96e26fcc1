"""What a security's page and others say of securities."""

from __future__ import annotations

import sqlite3

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
