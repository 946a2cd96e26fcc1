"""The view of a table: which columns and rows it has."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from datasette.app import Datasette

from newsdb.tables.view import NewsTableView
from tests.clients import soup_of
from tests.table_pages import UNSORTABLE, path_of, rows_of


async def test_titles_link_to_articles(datasette: Datasette) -> None:
    """The cell of the title needs the slug, which is not shown."""
    for table in ("posts", "articles"):
        soup = await soup_of(datasette, f"/news/{table}?_size=3")
        assert "col-slug" not in f"{soup.main}"
        for cell in soup.select("td.col-title"):
            assert cell.a["href"].startswith("/article/")


async def test_columns_that_cannot_be_sorted_by(datasette: Datasette) -> None:
    for table, column in UNSORTABLE:
        response = await datasette.client.get(f"/news/{table}.json?_sort={column}")
        assert response.status_code == 400
        assert response.json()["error"] == f"Cannot sort table by {column}"


async def test_a_streamed_file_has_every_row_once(datasette: Datasette, news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        posts = connection.execute(
            "select id from posts order by published_utc desc, id"
        ).fetchall()
    for table in ("posts", "articles"):
        for options in ("", "&_bom=1", "&_labels=on"):
            url = f"/news/{table}.csv?_stream=on&_sort_desc=published{options}"
            text = (await datasette.client.get(url)).content.decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            assert [(int(row["id"]),) for row in rows] == posts


async def test_a_streamed_file_is_read_in_the_largest_pages(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    read = NewsTableView._data_traced

    async def counted(self: NewsTableView, *args: Any, **options: Any) -> Any:
        result = await read(self, *args, **options)
        sizes.append(len(result[0]["rows"]))
        return result

    monkeypatch.setattr(NewsTableView, "_data_traced", counted)
    for table in ("posts", "articles"):
        await datasette.client.get(f"/news/{table}.csv?_stream=on&_size=10")
    await datasette.client.get("/news/posts.csv?_size=10")
    assert sizes == [173, 173, 10]


@pytest.mark.parametrize(
    "parameters",
    [
        "_col=title&_col=source_id&_labels=on&_sort_desc=published",
        "_nocol=published&_sort=published&_labels=on",
        "_nocol=published",
    ],
)
async def test_a_page_need_not_show_the_column_it_is_sorted_by(
    datasette: Datasette, parameters: str
) -> None:
    given = {**dict(parse_qsl(parameters)), "_shape": "objects", "_size": "50"}
    rows = await rows_of(datasette, "news/posts", **given)
    assert len(rows) == len({row["id"] for row in rows}) == 173


async def test_facets_count_all_pages(datasette: Datasette) -> None:
    for table in ("posts", "articles"):
        url = f"/news/{table}.json?_facet=date&_facet_m2m=post_tags&_search=银行"
        url += "&_size=20&_sort_desc=published"
        first = (await datasette.client.get(url)).json()
        second = (await datasette.client.get(path_of(first["next_url"]))).json()
        assert first["facet_results"] == second["facet_results"] != {}
        toggles = [
            value["toggle_url"]
            for facet in second["facet_results"].values()
            for value in facet["results"]
        ]
        assert toggles
        assert not any("_next" in parse_qsl(urlsplit(toggle).query) for toggle in toggles)


async def test_a_page_shows_the_columns_that_metadata_names_and_the_table_has(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = ["date", "id", "none", "title"]
    monkeypatch.setattr(NewsTableView, "_default_columns", lambda self, request: named)
    soup = await soup_of(datasette, "/news/posts?_size=3")
    assert [cell["data-column"] for cell in soup.select("th[data-column]")] == [
        *("id", "date", "title")
    ]
