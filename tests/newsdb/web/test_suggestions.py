"""What is suggested if nothing is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import Filter, search
from newsdb.web.suggestions import suggestions
from tests.clients import search_results
from tests.databases import add_post, first_column


async def test_suggestions_if_nothing_is_found(datasette: Datasette) -> None:
    answer = await search_results(datasette, "q=远汐储水")
    assert answer["total"] == 0
    assert answer["suggestions"][0]["query"] == "远汐储能"
    answer = await search_results(datasette, "q=央行&source=东岭财经报&since=2100-01-01")
    assert answer["suggestions"][0]["query"] == "央行"


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ("央行 火星蛋糕", ["央行"]),
        ("火星 -芯片", []),
        ("央行，LPR，火星", ["央行", "LPR"]),
        ("title:火星 OR 水星", []),
        ("新能源汽车", ["新能源", "汽车"]),
        ("hfo-1234zf", ["hfo-1234"]),
        ("岚山银行业", ["岚山银行", "岚山", "银行业"]),
        # Pieces are whole words and numbers; one letter, character or digit is none.
        ("火星1,000", []),
        ("银行x火星", ["银行"]),
        ("请问银行火星怎么了", ["银行"]),
        ("2022火星", ["2022"]),
        ("hfo-1234yff", ["hfo-1234"]),
        ("银行火星是什么", ["银行"]),
        ("()", []),
    ],
)
async def test_words_and_pieces_that_exist_are_suggested(
    datasette: Datasette, query: str, suggested: list[str]
) -> None:
    answer = await search_results(datasette, f"q={quote(query)}")
    assert answer["total"] == 0
    names = await first_column(datasette, "select name from securities union select name from tags")
    given = [each["query"] for each in answer["suggestions"]]
    assert [each for each in given if each in suggested or each not in names] == suggested
    for each in answer["suggestions"]:
        assert (await search_results(datasette, f"q={each['query']}"))["total"] == each["total"] > 0


async def test_a_mistyped_latin_word_is_corrected_in_the_query(datasette: Datasette) -> None:
    answer = await search_results(datasette, "q=弥光显示 Mirco LED")
    assert answer["total"] == 0
    assert answer["suggestions"][0]["query"] == "弥光显示 micro LED"


async def test_a_date_in_full_is_suggested(datasette: Datasette) -> None:
    for query, suggested in (
        ("20220525", "2022-05-25"),
        ("May 25, 2022", "2022-05-25"),
        ("2022Q2 银行", "after:2022-04-01 before:2022-07-01 银行"),
    ):
        answer = await search_results(datasette, f"q={quote(query)}")
        assert answer["total"] == 0
        assert suggested in [each["query"] for each in answer["suggestions"]]


def test_a_relative_date_is_of_today(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        found = suggestions([connection], Filter("前天 银行"), date(2022, 5, 22))
        assert found[0] == ("2022-05-20 银行", 2)
        # What has no post is not suggested.
        found = suggestions([connection], Filter("前天 银行"), date(2042, 5, 27))
        assert "2042-05-25 银行" not in [query for query, _ in found]


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/2022/05/rates.html?from=a#top",
        "http://archive.example/article/2022-05-25-rates",
        "www.news.example/a/202205251234.html",
        "https://www.news.example/2022-05-25-rates/",
        "HTTPS://[news.example/2022-05-25-rates",
    ],
)
def test_an_address_is_that_of_a_post(address: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute("insert into sources values (1, '甲报', 'a')")
        add_post(connection, title="央行降息", body="https news.example 2022 rates")
        connection.execute(
            "update posts set permalink = '/2022/05/rates/', slug = '2022-05-25-rates', "
            "article_id = '202205251234'"
        )
        assert suggestions([connection], Filter(address)) == (("央行降息", 1),)
        assert search([connection], Filter(address)).near_total == 0
        assert suggestions([connection], Filter("https://news.example/a/1.html")) == ()


@settings(max_examples=settings().max_examples // 4)
@given(query=st.text() | st.text(alphabet='央行火星OR-+&.% ab12"“”*：:title', max_size=30))
def test_suggestions_never_fail(news_db: Path, query: str) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        suggestions([connection], Filter(query))
        suggestions([connection], Filter(f"http://{query}"))
