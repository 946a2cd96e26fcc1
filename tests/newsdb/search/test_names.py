"""Names in queries, on the sample archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import fold, parse_query
from newsdb.search.names import (
    Name,
    Names,
    common_names,
    deletions,
    merge_names,
    most_common_names,
    names_begun_by,
    read_names,
)
from tests.databases import add_post

BANK = Name("security", "609015.SH", "岚山银行", 28)
PAPER = Name("source", "东岭财经报", "东岭财经报", 25)
BANKS = Name("security", "BK1909", "银行", 4)
APP = Name("source", "潮汐经济报道 潮汐APP", "潮汐经济报道 潮汐APP", 10)


@pytest.fixture(scope="module")
def names(news_db: Path) -> Iterator[Names]:
    with closing(sqlite3.connect(news_db)) as connection:
        yield read_names(connection)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("岚山银行", [BANK]),
        ("嵐山銀行", [BANK]),
        ("609015", [BANK]),
        ("609015.sh", [BANK]),
        ('"岚山银行" 降准', [BANK]),
        # Inside a word, names of three characters or more.
        ("岚山银行降准", [BANK]),
        ("为什么岚山银行的东岭财经报", [BANK, PAPER]),
        ("银行降准", []),
        # But not inside a Latin word or a number.
        ("6090151", []),
        ("https://news.example/609015/岚山银行", []),
        ("岚山银行609015", [BANK]),
        ("银行", [BANKS]),
        ("东岭财经报 岚山银行", [PAPER, BANK]),
        ("潮汐经济报道 潮汐APP", [APP]),
        # By its initials or its whole pinyin, and nothing beside it.
        ("lsyh", [BANK]),
        ("LanShanYinHang", [BANK]),
        ("lsy", []),
        ("lsyh 降准", []),
        ("-岚山银行", []),
        ("岚山", []),
        ("", []),
    ],
)
def test_what_a_query_names(names: Names, query: str, named: list[Name]) -> None:
    found = names.named_by(parse_query(query))
    assert found == named


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("岚山银航", "岚山银行"),  # another character
        ("岚山行", "岚山银行"),  # one is missing
        ("岚山银银行", "岚山银行"),  # one too many
        ("lsyh", "岚山银行"),
        ("donglingcaijingbao", "东岭财经报"),
    ],
)
def test_similar_names(names: Names, text: str, label: str) -> None:
    assert label in [name.label for name in names.similar_to(text)]


def test_names_that_are_not_similar(names: Names) -> None:
    assert names.similar_to("火星蛋糕") == []
    assert "岚山银行" not in [name.label for name in names.similar_to("岚山银行")]


def test_names_begin_with_a_text_then_contain_it_then_are_spelled_by_it(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        begun = [name.label for name in names_begun_by([connection], "东岭")]
        assert begun[:2] == ["东岭财经报", "东岭综指"]
        assert names_begun_by([connection], "银行") == [BANKS, BANK]
        assert names_begun_by([connection], "lsy") == [BANK]
        assert names_begun_by([connection], "60901")[0].value.startswith("60901")


def test_names_of_several_databases_have_the_posts_of_all(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        twice = [connection, connection]
        (bank,) = names_begun_by(twice, "lsy")
        assert bank == replace(BANK, posts=56)
        one, other = common_names([connection]), common_names(twice)
    assert {name: [each.value for each in one[name]] for name in one} == {
        name: [each.value for each in other[name]] for name in other
    }
    assert sum(each.posts for each in other["source"]) == 2 * sum(
        each.posts for each in one["source"]
    )
    called = replace(BANK, label="岚山")
    assert merge_names([[BANK, BANK, PAPER], [called]]) == [replace(called, posts=56), PAPER]


def test_the_most_common_names_come_first(names: Names) -> None:
    common = most_common_names(chain(*names.common_of.values()))
    assert [name.label for name in common[:2]] == ["滚动新闻", "rolling"]
    counts = [name.posts for name in common]
    assert counts == sorted(counts, reverse=True)


@given(st.text(max_size=12))
def test_any_text_has_names_without_an_error(names: Names, text: str) -> None:
    found = [
        *names.named_by(parse_query(text)),
        *names.similar_to(text),
        *chain(*names.begun_by(fold(text))),
    ]
    assert all(isinstance(name, Name) for name in found)


def test_deletions() -> None:
    assert list(deletions("岚山银行")) == ["山银行", "岚银行", "岚山行", "岚山银"]
    assert list(deletions("岚山行")) == ["山行", "岚行", "岚山"]
    assert list(deletions("银行")) == []


def test_securities_have_the_names_of_the_dictionary_and_those_of_earlier_days() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        post = add_post(connection)
        connection.execute(
            "insert into securities (code, name, kind, market) "
            "values ('00700.HK', '腾讯控股', 'share', '')"
        )
        connection.execute(
            "insert into post_securities (post_id, code, name, mentions, in_title) "
            "values (?, '00700.HK', '腾讯控股', 1, 0)",
            (post,),
        )
        connection.execute(
            "insert into security_names (code, name, initials, posts) "
            "values ('00700.HK', '腾迅旧名', 'txjm', 1)"
        )
        connection.executemany(
            "insert into names (name, code, kind, ambiguous, origin) values (?, ?, ?, 0, 'newsdb')",
            [("腾讯", "00700.HK", "alias"), ("大摩", "MS.US", "alias"), ("高通胀", None, "block")],
        )
        found = read_names(connection)
    tencent = Name("security", "00700.HK", "腾讯控股", 1)
    for called in ("腾讯", "腾讯控股", "腾迅旧名", "00700", "00700.hk", "txkg", "txjm"):
        assert found.named_by(parse_query(called)) == [tencent], called
    for called in ("大摩", "高通胀"):
        assert found.named_by(parse_query(called)) == []


@pytest.mark.parametrize(("length", "is_found"), [(2, False), (3, True), (20, True), (21, False)])
def test_how_long_a_name_inside_a_word_is(length: int, is_found: bool) -> None:
    text = "".join(chr(0x5000 + at) for at in range(length))
    name = Name("source", text, text, 1)
    names = Names({text: [name]}, {}, {}, {})
    assert names.named_by(parse_query(f"甲{text}乙")) == [name] * is_found
    assert names.named_by(parse_query(text)) == [name]


PRESS, AGENCY = Name("source", "新华社", "新华社", 2), Name("source", "新华", "新华", 1)
SPELLED = Names({"新华社": [PRESS], "新华": [AGENCY]}, {}, {"x": ["新华社", "新华"]}, {})


@pytest.mark.parametrize(
    ("letters", "named", "similar"),
    [("xhs", [PRESS], [PRESS]), ("xh", [], [PRESS, AGENCY]), ("x", [], [])],
)
def test_how_many_letters_spell_a_name(
    letters: str, named: list[Name], similar: list[Name]
) -> None:
    assert SPELLED.named_by(parse_query(letters)) == named
    assert SPELLED.similar_to(letters) == similar


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲abc乙", ["abc"]),
        ("甲xabc乙", []),
        ("甲abcx乙", []),
        ("甲12abc乙", ["abc"]),
        # Names do not overlap.
        ("一二三四五", ["一二三"]),
        ("一二三三四五", ["一二三", "三四五"]),
    ],
)
def test_names_inside_a_word(text: str, found: list[str]) -> None:
    names = {each: [Name("source", each, each, 1)] for each in ("abc", "一二三", "三四五")}
    inside = Names(names, {}, {}, {}).named_by(parse_query(text))
    assert [name.value for name in inside] == found
