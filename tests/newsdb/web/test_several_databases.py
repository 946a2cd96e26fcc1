"""A site of several databases says what the site of one database with all their posts says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from newsdb.cli import main
from newsdb.commands.serve import instance, prepared
from newsdb.exceptions import ServeError
from tests.conftest import PATIENT

REFUSED = "This page is not available across several databases. Each has its own tables and SQL."


@pytest.fixture(scope="module")
def years(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of the sample's years: 2021.db, 2022.db, and undated.db without any posts."""
    folder = tmp_path_factory.mktemp("years")
    lake = f"{folder / 'lake'}"
    for command in (
        ["export", "--db", f"{news_db}", "--to", lake],
        ["build", "--from", lake, "--shard", "year", "--to", f"{folder}"],
    ):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
    return [f"{path}" for path in sorted(folder.glob("*.db"))]


@pytest.fixture(scope="module")
def sharded(years: list[str]) -> Iterator[Datasette]:
    with prepared(None, [*years, *PATIENT]) as context:
        yield instance(context)


def slug_of(database: str, condition: str = "true") -> str:
    with closing(sqlite3.connect(database)) as connection:
        sql = f"select slug from posts where {condition} order by id"
        return str(connection.execute(sql).fetchone()[0])


async def test_each_database_is_browsable(sharded: Datasette, years: list[str]) -> None:
    counts = {}
    for name in ("2021", "2022", "undated"):
        sql = "select count(*) as n from posts"
        url = f"/{name}.json?_shape=array&sql={sql}"
        counts[name] = (await sharded.client.get(url)).json()[0]["n"]
        table = (await sharded.client.get(f"/{name}/posts.json?_size=0")).json()
        assert table["filtered_table_rows_count"] == counts[name]
    assert counts == {"2021": 27, "2022": 146, "undated": 0}
    page = (await sharded.client.get("/2021/posts?_lang=en&_sort=id")).text
    # Descriptions and cells are the site's.
    assert f'href="/article/{slug_of(years[0])}"' in page
    assert (await sharded.client.get("/2022/posts/1")).status_code == 200
    found = (await sharded.client.get("/2022/posts.json?_search=title:降息&_shape=array")).json()
    assert found
    assert (await sharded.client.get("/news")).status_code == 404


async def test_an_article_is_found_in_whichever_database_has_it(
    sharded: Datasette, datasette: Datasette, years: list[str]
) -> None:
    for year in years[:2]:
        slug = slug_of(year, "body > ''")
        page = await sharded.client.get(f"/article/{slug}?lang=en")
        assert page.status_code == 200
        assert f'href="/{Path(year).stem}/posts/' in page.text
        for suffix in (".json", ".md"):
            url = f"/article/{slug}{suffix}"
            whole, part = [await site.client.get(url) for site in (datasette, sharded)]
            assert part.status_code == 200
            assert part.text == whole.text
        assert (await sharded.client.get(f"/card/{slug}.png")).status_code == 200
    for url in ("/article/none", "/article/none.json", "/card/none.png", "/story/1", "/nothing"):
        assert (await sharded.client.get(url)).status_code == 404


async def test_health_is_that_of_all(sharded: Datasette) -> None:
    report = (await sharded.client.get("/-/health")).json()
    assert report["ok"]
    assert list(report["databases"]) == ["2021", "2022", "undated"]
    assert [each["search"] for each in report["databases"].values()] == [True, True, False]


async def test_what_is_not_merged_says_so(sharded: Datasette) -> None:
    for url in ("/data", "/archive", "/compare?q=a&q=b", "/edits"):
        response = await sharded.client.get(f"{url}{'&' if '?' in url else '?'}lang=en")
        assert response.status_code == 501
        assert "Not across several databases" in response.text
        assert '<a href="/2021?_lang=en">2021</a>' in response.text
    for url in ("/openapi.json", "/data/posts.ndjson", "/sitemap.xml", "/data/changes.ndjson"):
        response = await sharded.client.get(url)
        assert (response.status_code, response.json()["error"]) == (501, REFUSED)


def test_files_that_are_no_site(years: list[str], tmp_path: Path) -> None:
    twin = tmp_path / "2021.db"
    search = tmp_path / "search.db"
    for path in (twin, search):
        path.write_bytes(Path(years[0]).read_bytes())
    with pytest.raises(ServeError, match="have the same name; rename one of them"):
        prepared(None, [years[0], f"{twin}"]).__enter__()
    with (
        pytest.raises(ServeError, match="the site has pages at /search; rename the file"),
        prepared(None, [years[0], f"{search}"]) as context,
    ):
        instance(context)


async def test_one_file_is_news(years: list[str]) -> None:
    with prepared(None, [years[0], *PATIENT]) as context:
        assert list(instance(context).databases) == ["news"]
