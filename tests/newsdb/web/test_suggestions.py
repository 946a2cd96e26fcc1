"""What is suggested if nothing is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from hypothesis import given, settings
from hypothesis import strategies as st

from newsdb.search import Filter
from newsdb.web.suggestions import suggestions
from tests.clients import search_results
from tests.databases import first_column


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
        ("岚山银行业", ["岚山银行", "银行业"]),
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


@settings(max_examples=settings().max_examples // 4)
@given(query=st.text() | st.text(alphabet='央行火星OR-+&.% ab12"“”*：:title', max_size=30))
def test_suggestions_never_fail(news_db: Path, query: str) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        suggestions([connection], Filter(query))
