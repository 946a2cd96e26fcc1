"""Searches for nothing on Datasette's table pages."""

import csv
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from newsdb.web.middleware.table_search import searchable
from tests.databases import ids_of_posts

NOTHING = ["", "%20", "+%09", "%00", "%E2%80%8B", "%EF%BB%BF"]


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("table", ["posts", "articles"])
async def test_a_search_for_nothing_shows_all(
    datasette: Datasette, news_db: Path, table: str, nothing: str
) -> None:
    everything = ids_of_posts(news_db)
    response = await datasette.client.get(f"/news/{table}.json?_search={nothing}&_size=max")
    assert response.status_code == 200
    data = response.json()
    assert {row[0] for row in data["rows"]} == everything
    assert data["filtered_table_rows_count"] == len(everything)
    assert data["human_description_en"] == "sorted by published_utc descending"


@pytest.mark.parametrize("nothing", NOTHING)
async def test_a_search_for_nothing_in_one_column_shows_all(
    datasette: Datasette, news_db: Path, nothing: str
) -> None:
    response = await datasette.client.get(
        f"/news/posts.json?_search_title={nothing}&_size=max&_shape=array"
    )
    assert {row["id"] for row in response.json()} == ids_of_posts(news_db)


async def test_html_and_csv_of_an_empty_search(datasette: Datasette, news_db: Path) -> None:
    form = await datasette.client.get("/news/posts?_search=&_filter_column=&_filter_op=exact")
    assert (form.status_code, form.headers["location"]) == (302, "/news/posts")
    page = await datasette.client.get("/news/posts?_search=&_lang=en")
    assert f"{len(ids_of_posts(news_db))} rows" in page.text
    rows = await datasette.client.get("/news/posts.csv?_search=&_size=max")
    ids_in_csv = {int(row["id"]) for row in csv.DictReader(rows.text.splitlines(keepends=True))}
    assert ids_in_csv == ids_of_posts(news_db)


@pytest.mark.parametrize(
    ("query_string", "left"),
    [
        (b"", b""),
        (b"_search=", b""),
        (b"a=1&_search=&b=%2F", b"a=1&b=%2F"),
        (b"%5Fsearch=+&_search=x", b"_search=x"),
        (b"_search=%E5%A4%AE&_searchmode=raw", b"_search=%E5%A4%AE&_searchmode=raw"),
        (b"_search_title=&x_search=", b"_search_title=&x_search="),
        (b"_search=%FF&_search=\xff", b"_search=%FF&_search=\xff"),
        (b"a&&_search=" + b"x" * 200, b"a&&_search=" + b"x" * 200),
        (b"_search=" + b"x" * 201 + b"&a=b", b"_search=" + b"x" * 200 + b"&a=b"),
        (("_search=" + "央" * 3000).encode(), ("_search=" + "%E5%A4%AE" * 200).encode()),
        (
            b"_search=" + b"x" * 300 + b"&_searchmode=raw",
            b"_search=" + b"x" * 300 + b"&_searchmode=raw",
        ),
    ],
)
def test_empty_searches_are_dropped_and_long_ones_cut(query_string: bytes, left: bytes) -> None:
    assert searchable(query_string) == left


@pytest.mark.parametrize("character", ["央", "\U00020bb7", "x", "%"])
@pytest.mark.parametrize(
    "path",
    [
        *("/search?q=", "/search.json?q=", "/suggest.json?q=", "/feed.xml?q="),
        *("/news/posts?_search=", "/news/articles.json?_search=", "/data/posts.csv?q="),
    ],
)
async def test_3000_characters_are_no_error(
    datasette: Datasette, path: str, character: str
) -> None:
    response = await datasette.client.get(path + quote(character * 3000))
    assert response.status_code == 200


async def test_a_trend_of_too_long_a_query_is_refused(datasette: Datasette) -> None:
    # A chart of its beginning would show other posts than were meant.
    response = await datasette.client.get("/trends?q=" + quote("央" * 3000))
    assert response.status_code == 400
    assert "200 characters" in response.text
