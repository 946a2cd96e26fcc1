"""Near matches: what is found if few posts have all of what was typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Databases, Filter, near, parse_query, search
from newsdb.search.near import find_near, is_number
from newsdb.search.query import Term
from tests.databases import add_post

TITLES = (
    "海山酒业股价下跌超过一成",
    "北洲央行宣布下调利率，年内第三次降息",
    "国务院印发关于发展养老服务的通知",
    "星河九号载人飞船成功发射",
    "前两月新能源客车出口增长",
    "生态法典草案提请审议",
    "A café policy for universities",
    "全年新增贷款1.5万亿",
    "第10批5款芯片上市，售价3,500元",
    "The borrow checker of GPT 4",
)


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '甲报', 'a'), (2, '乙报', 'b')")
        for number, title in enumerate(TITLES, 1):
            add_post(connection, title=title, body="正文。", source=1 + number % 2)
        yield connection


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("为什么海山酒业股价下跌", 1),
        ("海山酒业下跌", 1),
        ("北洲央行降息", 2),
        ("国务院印发养老通知", 3),
        ("星河九号飞船发射", 4),
        ("星河9号", 4),
        ("贷款15000亿", 8),
        ("新能源客车出口增涨", 5),
        ("生态法典是什么", 6),
        ("请问关于生态法典的新闻", 6),
        ("生态法典怎么了", 6),
        ("生态法典草案提请审议 - 星河网", 6),
        ("生态法典草案提请审议_星河财经", 6),
        ("3500元芯片", 9),
        ("3500元", 9),
        ("gpt4", 10),
        ("what is the borow cheker", 10),
        ("GPT借阅 borrow", 10),
    ],
)
def test_the_post_that_was_meant_comes_first(
    database: sqlite3.Connection, query: str, first: int
) -> None:
    found = search([database], Filter(query))
    assert (found.total, found.hits[0].id, found.hits[0].near) == (0, first, True)


@pytest.mark.parametrize("query", ["policies", "cafe"])
def test_other_forms_of_a_latin_word_match_exactly(
    database: sqlite3.Connection, query: str
) -> None:
    found = search([database], Filter(query))
    assert [(hit.id, hit.near) for hit in found.hits] == [(7, False)]
    assert any(is_match for _, is_match in found.hits[0].title)


def test_a_synonym_in_latin_letters_is_a_word(database: sqlite3.Connection) -> None:
    add_post(database, title="An email in the main hall")
    chip = add_post(database, title="AI芯片")
    assert [hit.id for hit in search([database], Filter("人工智能")).hits] == [chip]


def test_exact_matches_come_first_and_are_counted_alone(database: sqlite3.Connection) -> None:
    found = search([database], Filter("央行宣布"))
    assert [(hit.id, hit.near) for hit in found.hits][:1] == [(2, False)]
    assert (found.total, found.ids) == (1, [2])
    assert found.near_total == len(found.hits) - 1


def test_filters_quotes_and_minus_hold_for_near_matches(database: sqlite3.Connection) -> None:
    assert search([database], Filter("北洲央行降息", source="乙报")).near_total == 0
    assert search([database], Filter('北洲央行降息 "加息"')).near_total == 0
    assert search([database], Filter("北洲央行降息 -利率")).near_total == 0
    assert search([database], Filter("北洲央行降息"), near=False).near_total == 0


def test_only_alternatives_that_posts_have_are_searched(database: sqlite3.Connection) -> None:
    statements: list[str] = []
    database.set_trace_callback(statements.append)
    search([database], Filter("星河19号"))
    searched = [each for each in statements if "posts_fts match" in each]
    database.set_trace_callback(None)
    assert not any("十 九" in each for each in searched)
    assert search([database], Filter("星河9号")).hits[0].id == 4


@pytest.mark.parametrize(
    "query",
    [
        *("3.5%", "5月3日", "10亿", "é", "qwerty zxcvb 芯片"),
        *("https://a.example/10/5", "https://a.example/borrow/checker"),
    ],
)
def test_what_has_a_digit_or_a_common_word_only_is_no_near_match(
    database: sqlite3.Connection, query: str
) -> None:
    found = search([database], Filter(query))
    assert (found.total, found.near_total) == (0, 0)


def test_only_some_words_that_no_post_has_are_compared(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def noting(_: Databases, word: str) -> list[str]:
        compared.append(word)
        return []

    monkeypatch.setattr(near, "similar_words", noting)
    search([database], Filter("qwer 9876 5432 qwerty asdfgh zxcvbn uiopas hjklqw"))
    assert [word for word in compared if len(word) == 6] == ["qwerty", "asdfgh", "zxcvbn", "uiopas"]


def test_numbers_are_marked_as_a_whole(database: sqlite3.Connection) -> None:
    post = add_post(database, title="第10批的一批货", body="共1000件，其中10件不合格。")
    hit = next(hit for hit in search([database], Filter("10批货不合格吗")).hits if hit.id == post)
    marked = [text for text, is_match in (*hit.title, *hit.snippet) if is_match]
    assert "10" in marked
    assert not [text for text in marked if text == "1000"]
    assert all("1000" not in text for text, is_match in hit.snippet if is_match)
    database.execute("delete from posts where id = ?", (post,))


@pytest.mark.parametrize(
    ("key", "is_a_number"), [("1", True), ("1234", True), ("12345", False), ("12a", False)]
)
def test_short_numbers_may_stand_for_anything(key: str, is_a_number: bool) -> None:
    assert is_number(key) is is_a_number


@pytest.mark.parametrize(
    ("query", "first", "marked"),
    [
        ("證券 大涨", "证券大跌", ["证券"]),
        ("生态法典最新进展", TITLES[5], ["生态", "法典", "态法"]),
        ("cafés x", TITLES[6], [" cafes "]),
        ("GPT 4 x", TITLES[9], [" gpt "]),
    ],
)
def test_what_is_looked_for_and_marked(
    database: sqlite3.Connection, query: str, first: str, marked: list[str]
) -> None:
    added = [add_post(database, title=title) for title in ("证券大跌", "最新进展", "甲 4 乙")]
    titles = dict(database.execute("select id, title from posts"))
    found = find_near([database], parse_query(query), Filter(), [], len(titles), 20)
    database.executemany("delete from posts where id = ?", [(post,) for post in added])
    assert titles[found.ids[0]] == first
    assert found.marks.clauses[-1] == tuple(map(Term, marked))


def test_those_with_the_most_weight_are_ranked(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Filter("新能源客车出口增涨生态法典草案")
    assert [hit.id for hit in search([database], query).hits] == [5, 6]
    monkeypatch.setattr(near, "MAX_SCORED", 1)
    assert [hit.id for hit in search([database], query).hits] == [5]
