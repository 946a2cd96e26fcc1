"""Other readings of a query: what else it may have been typed for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import parse_query
from newsdb.search.readings import divided, other_readings, without_site
from tests.databases import add_post


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '甲报', 'a')")
        for title in ("星河 GPT 4 发布", "星河九号发射", "贷款1.5万亿，奖励2,000元"):
            add_post(connection, title=title)
        yield connection


@pytest.mark.parametrize(
    ("query", "readings"),
    [
        ("星河9号", [["星河9号", "星河九号"]]),
        ("贷款15000亿", [["贷款15000亿", "贷款1.5万亿", "贷款15,000亿"]]),
        ("2000元", [["2000元", "2,000元"]]),
        ("gpt4", [["gpt4", "gpt 4", "gpt-4"]]),
        ("gpt-4", [["gpt-4", "gpt 4", "gpt4"]]),
        ("甲" * 17 + "星河9号", []),
        ("星河10号", []),
        ("银行 - 星河网", [["银行"]]),
        ('"星河9号"', []),
    ],
)
def test_readings(database: sqlite3.Connection, query: str, readings: list[list[str]]) -> None:
    found = other_readings([database], parse_query(query))
    assert [[term.text for term in clause] for each in found for clause in each.clauses] == readings


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("C++指针", [["c++"], ["指针"]]),
        ("苹果AR头显 银行", [["苹果"], [" ar "], ["头显"], ["银行"]]),
        ("-苹果AR", [["苹果ar"]]),
        ('"苹果AR"', [["苹果ar"]]),
        ("苹果AR OR 银行", [["苹果ar", "银行"]]),
        ("银行（甲）乙", [["银行(甲)乙"]]),
        ("A股指数", [["a股指数"]]),
        ("星河9号", [["星河9号"]]),
    ],
)
def test_parts_of_words(query: str, parts: list[list[str]]) -> None:
    clauses = divided(parse_query(query)).clauses
    assert [[term.text for term in clause] for clause in clauses] == parts


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("银行降息 - 星河网", "银行降息"),
        ("银行降息_星河财经", "银行降息"),
        ("Rates | The River", "Rates"),
        ("a-b", "a-b"),
        ("银行 -降息", "银行 -降息"),
        ('银行 - "降息"', '银行 - "降息"'),
        ("- 银行", "- 银行"),
    ],
)
def test_a_title_without_the_name_of_the_site(query: str, title: str) -> None:
    assert without_site(parse_query(query)).clauses == parse_query(title).clauses
