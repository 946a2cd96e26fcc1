"""Securities: what codes stand for, and what the database and the pages' queries say of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest

from loaders.database.derive import initials
from loaders.load import load
from loaders.sources.directory import Directory
from newsdb.models import Options
from newsdb.securities.identify import Identity, identify, listed, without_exchange
from newsdb.web import mention_quotes, securities, security_directory
from tests.contents import contents


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("1", "609018", Identity("609018.SH", "share", "Shanghai")),
        ("1", "689901", Identity("689901.SH", "share", "Shanghai")),
        ("1", "900901", Identity("900901.SH", "share", "Shanghai")),
        ("1", "000001", Identity("000001.SH", "index", "Shanghai")),
        ("1", "510300", Identity("510300.SH", "fund", "Shanghai")),
        ("1", "588000", Identity("588000.SH", "fund", "Shanghai")),
        ("0", "000001", Identity("000001.SZ", "share", "Shenzhen")),
        ("0", "301908", Identity("301908.SZ", "share", "Shenzhen")),
        ("0", "200012", Identity("200012.SZ", "share", "Shenzhen")),
        ("0", "399006", Identity("399006.SZ", "index", "Shenzhen")),
        ("0", "159915", Identity("159915.SZ", "fund", "Shenzhen")),
        ("0", "830799", Identity("830799.BJ", "share", "Beijing")),
        ("0", "920799", Identity("920799.BJ", "share", "Beijing")),
        ("0", "899050", Identity("899050.BJ", "index", "Beijing")),
        ("116", "06030", Identity("06030.HK", "share", "Hong Kong")),
        ("116", "02800", Identity("02800.HK", "fund", "Hong Kong")),
        ("105", "aapl", Identity("AAPL.US", "share", "United States")),
        ("106", "BRK.B", Identity("BRK.B.US", "share", "United States")),
        ("90", "BK0493", Identity("BK0493", "board", "boards")),
        ("100", "HSI", Identity("HSI.IDX", "index", "indexes")),
        ("1", "113050", None),  # a convertible bond
        ("1", "580000", None),  # a warrant
        ("0", "131810", None),  # a repurchase
        ("116", "10001", None),  # a derivative warrant
        ("116", "00000", None),
        ("1", "60901", None),
        ("1", "６０９０１８", None),
        ("90", "BK04", None),
        ("7", "609018", None),
        ("1", "609018; drop", None),
    ],
)
def test_market_numbers_and_codes(number: str, code: str, expected: Identity | None) -> None:
    assert identify(number, code) == expected


def test_digits_without_an_exchange() -> None:
    digits = ("000001", "609018", "000876", "510300", "159915", "830799", "00700", "999999", "700")
    codes = [found.code if (found := without_exchange(each)) else None for each in digits]
    assert codes == [
        "000001.SZ",
        "609018.SH",
        "000876.SZ",
        "510300.SH",
        "159915.SZ",
        "830799.BJ",
        "00700.HK",
        None,
        None,
    ]


@pytest.mark.parametrize("code", ["60ABCD", "60abcd", "6００160", "60016", "6001600", ""])
def test_only_ascii_digits_of_the_right_number_are_codes(code: str) -> None:
    assert listed("SH", code) is None
    assert listed("SH", "600160") == Identity("600160.SH", "share", "Shanghai")


def test_codes_of_hong_kong_are_zero_padded() -> None:
    assert listed("HK", "700") == Identity("00700.HK", "share", "Hong Kong")
    assert listed("SH", "700") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("岚山银行", "lsyh"),
        ("储能ETF", "cnetf"),
        ("*ST岚山", "stls"),
        ("港屿控股-W", "gykgw"),
        ("ZLMN", "zlmn"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def write(folder: Path, name: str, body: str) -> None:
    path = folder / "_posts" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {name}\ndate: {name[:10]} 10:00:00\n---\n{body}\n", "utf-8")


def mark(name: str, host: str = "quote.a.example") -> str:
    address = f"http://{host}/unify/r/1.609018"
    return f'<p><a href="{address}" class="keytip" data-code="1,609018">{name}</a>公告。</p>'


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_name_that_changes_keeps_all_its_names(tmp_path: Path) -> None:
    folder, database = tmp_path / "site", tmp_path / "news.db"
    write(folder, "2022-01-05-a", mark("瀚海信托"))
    write(folder, "2022-02-05-b", mark("瀚海信托") + mark("瀚海信托"))
    write(folder, "2022-03-05-c", mark("瀚海证券", "quote.b.example"))
    write(folder, "2022-03-06-d", "今日，(609018.SH)停牌。")
    load(database, [Directory(folder)], Options())
    assert rows(database, "select * from securities") == [
        (
            "609018.SH",
            "瀚海证券",
            "share",
            "Shanghai",
            "http://quote.b.example/unify/r/1.609018",
            4,
            4,
            0,
            5,
            "2022-01-05",
            "2022-03-06",
        )
    ]
    assert rows(database, "select * from security_names") == [
        ("609018.SH", "瀚海信托", "hhxt", "2022-01-05", "2022-02-05", 2),
        ("609018.SH", "瀚海证券", "hhzq", "2022-03-05", "2022-03-05", 1),
    ]
    assert rows(database, "select * from security_months") == [
        ("609018.SH", "2022-01", 1, 1),
        ("609018.SH", "2022-02", 1, 2),
        ("609018.SH", "2022-03", 2, 2),
    ]
    # What is gone is gone from every table.
    for post in (folder / "_posts").glob("2022-0[23]*"):
        post.unlink()
    load(database, [Directory(folder)], Options(), prune=True)
    assert rows(database, "select name, url, posts, mentions from securities") == [
        ("瀚海信托", "http://quote.a.example/unify/r/1.609018", 1, 1)
    ]
    assert rows(database, "select name from security_names") == [("瀚海信托",)]
    assert rows(database, "select month from security_months") == [("2022-01",)]


def test_any_order_of_loads_gives_the_same(tmp_path: Path) -> None:
    posts = {
        "2022-01-05-a": mark("瀚海信托", "quote.a.example"),
        "2022-01-05-b": mark("瀚海证券", "quote.b.example"),
        "2021-12-05-c": "今日，瀚海期货(609018)停牌。",
    }
    found = []
    for number, order in enumerate(permutations(posts)):
        folder, database = tmp_path / f"{number}", tmp_path / f"{number}.db"
        for name in order:
            write(folder, name, posts[name])
            load(database, [Directory(folder)], Options())
        state = contents(database)
        found.append({table: state[table] for table in state if table.startswith("securit")})
    assert all(state == found[0] for state in found)
    assert found[0]["securities"][0][1] == "瀚海证券"


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(news_db)) as connection:
        yield connection


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
        (securities.Name("砺石微电", "lswd", "2022-03-02", "2022-05-17", 6),),
    )
    assert securities.mentions_by_month(connection, "689901.SH") == (
        securities.Month("2022-03", 3, 6),
        securities.Month("2022-04", 2, 3),
        securities.Month("2022-05", 1, 2),
    )
    assert securities.top_sources_for_security(connection, "689901.SH") == (
        securities.NameCount("滚动", "滚动", 2),
        securities.NameCount("砺石Tech", "砺石Tech", 2),
        securities.NameCount("北渡时报", "北渡时报", 1),
        securities.NameCount("瀚海证券报", "瀚海证券报", 1),
    )
    assert securities.securities_named_together(connection, "689901.SH", 2) == (
        securities.NameCount("609018.SH", "瀚海证券", 2),
        securities.NameCount("BK1906", "半导体", 1),
    )
    assert securities.find_security(connection, "689901") is None


def test_what_a_source_writes_about(connection: sqlite3.Connection) -> None:
    (source_id,) = connection.execute("select id from sources where name = 'ETF观察站'").fetchone()
    assert securities.top_securities_for_source(connection, source_id, 2) == (
        securities.NameCount("519901.SH", "储能ETF", 4),
        securities.NameCount("301908.SZ", "远汐储能", 2),
    )


def test_sentences_that_name_a_security(connection: sqlite3.Connection) -> None:
    found = securities.find_security(connection, "689901.SH")
    assert found is not None
    ids = [id for (id,) in connection.execute("select id from posts order by published")]
    sentences = mention_quotes.quotes(connection, found, ids)
    assert len(sentences) == 6
    for sentence in sentences.values():
        assert next(sentence.text[start:end] for start, end in sentence.names) == "砺石微电"
    (slug,) = connection.execute(
        "select slug from posts where id = ?", (next(iter(sentences)),)
    ).fetchone()
    assert slug == "2022-03-02-202203022293387120"
    assert next(iter(sentences.values())).text == (
        "3月2日早盘，砺石微电直线拉升封住涨停，成交额7.4亿元，刷新上市以来的半日纪录。"
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("今日无事。**瀚海证券**涨停！后来跌了。", "瀚海证券涨停！"),
        ("- 甲\n- 乙说瀚海证券\n- 丙", "乙说瀚海证券"),
        ("[瀚海证券](http://a.example/瀚海证券)停牌", "瀚海证券停牌"),
        (
            "长" * 100 + "，瀚海证券停牌" + "长" * 100,
            "…" + "长" * 39 + "，瀚海证券停牌" + "长" * 74 + "…",
        ),
        ("瀚海证券报记者采访。瀚海证券停牌。", "瀚海证券停牌。"),
    ],
)
def test_the_sentence_with_a_name(body: str, text: str) -> None:
    sentence = mention_quotes.naming_sentence(body, ["瀚海证券"])
    assert sentence is not None
    assert sentence.text == text
    assert [sentence.text[start:end] for start, end in sentence.names] == ["瀚海证券"]


def test_no_sentence_without_a_name() -> None:
    assert mention_quotes.naming_sentence("今日无事。", ["瀚海证券"]) is None


def test_the_list_of_all(connection: sqlite3.Connection) -> None:
    every = security_directory.find_securities(connection)
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
    assert security_directory.find_securities(connection, skip=30, limit=5).rows == every.rows[30:]


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
    found = security_directory.find_securities(connection, query, kind)
    assert sorted(row.code for row in found.rows) == sorted(codes)
    assert found.total == len(codes)
