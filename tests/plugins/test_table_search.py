"""Datasette's own search: `?_search=` of table pages, and the functions in SQL."""

from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette

from newsdb.search import MATCH_ALL
from tests.databases import ids_of_posts

FIELDS = "title || char(10) || summary || char(10) || body"


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize("word", ["银行", "氢能", "板块", "重工", "12%", '"'])
async def test_a_word_finds_what_contains_it(
    datasette: Datasette, news_db: Path, table: str, word: str
) -> None:
    address = f"/news/{table}.json?_search={quote(word)}&_shape=array&_size=max&_col=id"
    if table == "posts":
        address = address.replace("&_col=id", "&_col=title")
    found = {row["id"] for row in (await datasette.client.get(address)).json()}
    assert found == ids_of_posts(news_db, f"instr({FIELDS}, ?)", word)
    assert found


async def test_two_words_find_what_contains_both(datasette: Datasette, news_db: Path) -> None:
    address = f"/news/posts.json?_search={quote('银行 贷款')}&_shape=array&_size=max&_col=title"
    found = {row["id"] for row in (await datasette.client.get(address)).json()}
    both = ids_of_posts(news_db, f"instr({FIELDS}, '银行') and instr({FIELDS}, '贷款')")
    assert found == both
    assert found


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize(
    "query",
    ['"', "'", "AND", "a AND", "NEAR(", "nope:x", "^", "*", '"a\0b"', "\\", "()", "-", "{a"],
)
async def test_raw_search_with_bad_syntax_is_a_bad_request(
    datasette: Datasette, table: str, query: str, ending: str
) -> None:
    asked = urlencode({"_search": query, "_searchmode": "raw"})
    response = await datasette.client.get(f"/news/{table}{ending}?{asked}")
    assert response.status_code == 400
    assert "Traceback" not in response.text
    if ending == ".json":
        assert response.json()["ok"] is False


async def test_raw_search_with_good_syntax_works(datasette: Datasette, news_db: Path) -> None:
    asked = urlencode({"_search": f'title : "{MATCH_ALL}"', "_searchmode": "raw", "_size": "max"})
    response = await datasette.client.get(f"/news/posts.json?{asked}&_shape=array&_col=title")
    assert {row["id"] for row in response.json()} == ids_of_posts(news_db)


@pytest.mark.parametrize(
    "query", ["fts_table=nope", "fts_pk=nope", "fts_table=posts", "search_nope=x"]
)
async def test_odd_parameters_are_bad_requests(datasette: Datasette, query: str) -> None:
    response = await datasette.client.get(f"/news/posts.json?_search=x&_{query}")
    assert response.status_code in (200, 400)
