"""The data of a site of several databases: that of one database with all their posts."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.clients import description
from tests.conftest import PATIENT
from tests.years_site import get


def count(database: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("select count(*) from posts").fetchone()[0])


async def test_files_are_those_of_the_whole(sharded: Datasette, whole: Datasette) -> None:
    parts, one = [await site.client.get("/data/SHA256SUMS") for site in (sharded, whole)]
    # Two posts of 2021 have names that are known from posts of 2022 alone.
    same = [line for line in one.text.splitlines() if "  2022-" in line]
    assert len(same) == 24
    assert [line for line in parts.text.splitlines() if "  2022-" in line] == same
    names, expected = [
        [line.partition("  ")[2] for line in each.text.splitlines()] for each in (parts, one)
    ]
    assert set(names) - {"2021.db", "2022.db"} == set(expected) - {"news.db"}
    assert {"2021.db", "2022.db", "posts.parquet"} <= set(names)
    for line in parts.text.splitlines():
        digest, _, name = line.partition("  ")
        if name.endswith((".db", "posts.parquet", "2022-01.parquet", "posts.ndjson")):
            response = await sharded.client.get(f"/{'' if name.endswith('.db') else 'data/'}{name}")
            assert sha256(response.content).hexdigest() == digest
    pages = [await get(site, "/data/months?lang=en") for site in (sharded, whole)]
    assert len({page.partition("2021-12")[0] for page in pages}) == 1
    assert len({re.sub(r"[\d.]+ KB", "", page) for page in pages}) == 1


async def test_the_page_lists_each_database(
    sharded: Datasette, whole: Datasette, years: list[str]
) -> None:
    await sharded.client.get("/data/SHA256SUMS")  # calculates the sizes
    page = (await sharded.client.get("/data?lang=en")).text
    table = page.partition('id="databases"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr><th[^>]*>(.*?)</th><td[^>]*>(.*?)</td>", table)
    assert rows == [
        ('<a href="/2022?_lang=en">2022</a>', f"{count(years[1])}"),
        ('<a href="/2021?_lang=en">2021</a>', f"{count(years[0])}"),
        ("Total", f"{count(years[0]) + count(years[1])}"),
    ]
    assert re.findall(r'href="([^"]+\.db)"', table) == [
        "http://localhost/2022.db",
        "http://localhost/2021.db",
    ]
    one = (await whole.client.get("/data?lang=en")).text
    assert '<li><a href="#databases">Databases</a></li>' in page
    assert "#databases" not in one
    for pattern in (
        r'<p class="facts">(posts\.[^<]*)',
        r"<dt>Posts</dt><dd>([^<]*)",
        r"<dt>Coverage</dt><dd>(.*?)</dd>",
        r'"variableMeasured": (\[.*?\])',
    ):
        assert re.findall(pattern, page) == re.findall(pattern, one)
    # Every page of the examples answers.
    for url in re.findall(r'<p><a href="http://localhost(/[^"]+)"', page):
        assert (await sharded.client.get(url.replace("&amp;", "&"))).status_code == 200, url


async def test_tables_are_those_of_each(sharded: Datasette, whole: Datasette) -> None:
    assert await get(sharded, "/data/tables?lang=en") == await get(whole, "/data/tables?lang=en")
    page = (await sharded.client.get("/data/tables/tags?lang=en")).text
    assert '<a href="/2022/tags?_lang=en">2022</a> <a href="/2021/tags?_lang=en">2021</a>' in page
    assert "Values shown here are from the database 2022." in page
    assert (await sharded.client.get("/data/tables/nothing")).status_code == 404


@pytest.mark.parametrize(
    ("name", "files"), [("croissant", "distribution"), ("datapackage", "resources")]
)
async def test_descriptions_are_those_of_the_whole(
    sharded: Datasette, whole: Datasette, name: str, files: str
) -> None:
    def without_databases(described: dict[str, Any]) -> dict[str, Any]:
        # Posts of 2021 differ, as above; times and numbers of loads are those of each build.
        kept = [each for each in described[files] if each["name"].startswith("2022-0")]
        unlike = ("version", "dateModified", "datePublished", "created", "citeAs", "citation")
        return {key: value for key, value in described.items() if key not in unlike} | {files: kept}

    parts, one = [await description(site, name) for site in (sharded, whole)]
    assert without_databases(parts) == without_databases(one)
    names = [each["name"] for each in parts[files] if each["name"].endswith(("-db", ".db"))]
    assert names in (["2021.db", "2022.db"], ["2021-db", "2022-db"])


async def test_llms_txt_is_of_the_site(sharded: Datasette, whole: Datasette) -> None:
    text = (await sharded.client.get("/llms.txt")).text
    assert "2 databases, each with SQL, tables and queries: `/2021`, `/2022`." in text
    links = re.findall(r"^- \[[^]]+\]\(http://localhost(/[^)]*)\)", text, re.MULTILINE)
    assert {"/2021.db", "/2022.db", "/data/posts.csv"} <= set(links)
    for link in links:
        assert (await sharded.client.get(link)).status_code == 200, link
    one = (await whole.client.get("/llms.txt")).text
    assert text.splitlines()[4].partition(";")[0] == one.splitlines()[4].partition(";")[0]


async def changes(site: Datasette, url: str) -> list[dict[str, Any]]:
    """Return the changes at a URL, and on the pages that follow it."""
    found: list[dict[str, Any]] = []
    while url:
        response = await site.client.get(url)
        assert response.status_code == 200
        found += map(json.loads, response.text.splitlines())
        link = urlsplit(response.headers.get("link", "")[1:].partition(">")[0])
        url = f"{link.path}?{link.query}" if link.path else ""
    return found


async def test_changes_are_of_each_database(
    sharded: Datasette, whole: Datasette, years: list[str]
) -> None:
    found = await changes(sharded, "/data/changes.ndjson?since_load=0")
    expected = await changes(whole, "/data/changes.ndjson?since_load=0")
    assert sorted(each["slug"] for each in found) == sorted(each["slug"] for each in expected)
    by_slug = {each["slug"]: each["post"] for each in expected}
    assert all(each["post"]["title"] == by_slug[each["slug"]]["title"] for each in found)
    names = [Path(year).stem for year in years]
    assert [each["database"] for each in found] == sorted(each["database"] for each in found)
    for name, year in zip(names, years, strict=True):
        own = await changes(sharded, f"/data/changes.ndjson?database={name}")
        assert own == [each for each in found if each["database"] == name]
        assert len(own) == count(year)
        assert await changes(sharded, f"/data/changes.ndjson?database={name}&since_load=1") == []
    for query, status, error in (
        ("since_load=1", 400, "since_load needs a database: 2021, 2022"),
        ("database=1999", 404, "there is no database '1999'"),
        ("database=2021&since_load=2", 409, "there is no load 2, only 1 to 1: the database was"),
    ):
        response = await sharded.client.get(f"/data/changes.ndjson?{query}")
        assert response.status_code == status
        assert response.json()["error"].startswith(error)
    assert (await whole.client.get("/data/changes.ndjson?database=news")).status_code == 400


async def test_a_story_has_a_feed_in_its_database(stories_site: Datasette, tmp_path: Path) -> None:
    stories = stories_site.get_database("news").path
    sql = "select id from stories where posts > 1 order by posts desc limit 1"
    with closing(sqlite3.connect(stories)) as connection:
        story = connection.execute(sql).fetchone()[0]
    files = [f"{shutil.copy(stories, tmp_path / f'{name}.db')}" for name in ("2021", "2022")]
    with prepared(None, [*files, *PATIENT]) as context:
        site = instance(context)
        page = (await site.client.get(f"/story/{story}?database=2022")).text
        url = f"/feed.json?story={story}&database=2022"
        assert url.replace("&", "&amp;").replace("json", "xml") in page
        feed = (await site.client.get(url)).json()
        one = (await stories_site.client.get(f"/feed.json?story={story}")).json()
        assert feed["items"] == one["items"] != []
        assert feed["feed_url"] == f"http://localhost{url}"
        assert feed["home_page_url"] == f"http://localhost/story/{story}?database=2022"


async def test_a_feed_of_a_story_needs_its_database(sharded: Datasette) -> None:
    for query, error in (
        ("story=1", "story needs its database: 2021, 2022"),
        ("story=1&database=news", "story needs its database: 2021, 2022"),
        ("database=2021", "database needs story"),
    ):
        response = await sharded.client.get(f"/feed.json?{query}")
        assert (response.status_code, response.json()["error"]) == (400, error)
    assert (await sharded.client.get("/feed.json?story=99999&database=2021")).status_code == 404
