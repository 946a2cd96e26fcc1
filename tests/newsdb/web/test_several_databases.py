"""A site of several databases says what the site of one database with all their posts says."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from newsdb.exceptions import ServeError
from newsdb.web.home import merge_homes
from newsdb.web.views.home import read_homes
from tests.conftest import PATIENT
from tests.years_site import get


def slug_of(database: str, condition: str = "true") -> str:
    with closing(sqlite3.connect(database)) as connection:
        sql = f"select slug from posts where {condition} order by id"
        return str(connection.execute(sql).fetchone()[0])


async def urls_of_lists(site: Datasette) -> list[str]:
    sql = """
        select '/source/' || name from sources union all select '/tag/' || name from tags
        union all select '/category/' || name from categories
        union select '/month/' || substr(date, 1, 7) from posts where date > ''
        union select '/day/' || date from posts where substr(date, 9) in ('01', '31')"""
    rows = await site.get_database("news").execute(sql)
    return [quote(url) for (url,) in rows.rows]


async def test_lists_are_those_of_the_whole(sharded: Datasette, whole: Datasette) -> None:
    urls = await urls_of_lists(whole)
    assert {url.split("/")[1] for url in urls} == {"source", "tag", "category", "month", "day"}
    directories = ("/sources", "/tags?order=name", "/categories?order=fewest", "/tags?q=a")
    archive = ("/archive", "/archive?q=2021-12", "/archive?q=1999")
    for url in ("/", *directories, *archive, *urls[:: len(urls) // 60 + 1]):
        asked = f"{url}{'&' if '?' in url else '?'}lang=en"
        assert await get(sharded, asked) == await get(whole, asked)


async def test_the_home_page_ranks_names_of_all(sharded: Datasette, whole: Datasette) -> None:
    parts, one = [merge_homes(await read_homes(site)) for site in (sharded, whole)]
    assert parts.top_securities == one.top_securities != ()
    assert parts.top_sources == one.top_sources != ()
    assert parts.source_names == one.source_names


async def test_pages_of_a_list_follow_one_another(sharded: Datasette, whole: Datasette) -> None:
    sql = """
        select '/source/' || name from posts join sources on sources.id = source_id
        group by 1 having count(distinct substr(date, 1, 4)) > 1 order by count(*) desc limit 1"""
    rows = await whole.get_database("news").execute(sql)
    start = quote(rows.rows[0][0])
    for beginning, rel in (
        (start, "next"), (f"{start}?before=2022-01", "next"), (f"{start}?after=%7E0", "prev"),
        (f"{start}?before=2022-02", "prev"), (f"{start}?before=nonsense", "next"),
    ):  # fmt: skip
        places = [beginning, beginning]
        for _ in range(20):
            pages = [
                (await site.client.get(place)).text
                for site, place in zip((whole, sharded), places, strict=True)
            ]
            slugs = [re.findall(r'<a href="(/article/[^"]+)"', page) for page in pages]
            assert slugs[0] == slugs[1] != []
            links = [re.findall(rf'<a rel="{rel}" href="([^"]+)"', page) for page in pages]
            assert len(links[0]) == len(links[1])
            if not links[0]:
                break
            places = [unescape(each[0]) for each in links]


async def test_feeds_are_those_of_the_whole(sharded: Datasette, whole: Datasette) -> None:
    for query in ("", "?since=2021-12-30&until=2022-01-10", "?q=央行", "?tag=none&source=none"):
        for suffix in ("xml", "json"):
            url = f"/feed.{suffix}{query}"
            if "none" in query:
                responses = [await site.client.get(url) for site in (whole, sharded)]
                assert {each.status_code for each in responses} == {404}
                assert responses[0].json() == responses[1].json()
            else:
                assert await get(sharded, url) == await get(whole, url)


async def test_each_database_is_browsable(sharded: Datasette, years: list[str]) -> None:
    counts = {}
    for name in ("2021", "2022"):
        sql = "select count(*) as n from posts"
        url = f"/{name}.json?_shape=array&sql={sql}"
        counts[name] = (await sharded.client.get(url)).json()[0]["n"]
        table = (await sharded.client.get(f"/{name}/posts.json?_size=0")).json()
        assert table["filtered_table_rows_count"] == counts[name]
    assert counts == {"2021": 27, "2022": 146}
    page = (await sharded.client.get("/2021/posts?_lang=en&_sort=id")).text
    # Descriptions and cells are the site's.
    assert f'href="/article/{slug_of(years[0])}"' in page
    assert (await sharded.client.get("/2022/posts/1")).status_code == 200
    # Fields of a search are the site's, too.
    url = "/2022/posts.json?_shape=array&_search=before:2022-02"
    found = (await sharded.client.get(url)).json()
    assert found
    assert max(row["date"] for row in found) < "2022-02-01"
    assert (await sharded.client.get("/news")).status_code == 404


async def test_an_article_is_found_in_whichever_database_has_it(
    sharded: Datasette, whole: Datasette, years: list[str]
) -> None:
    for year in years:
        slug = slug_of(year, "body > ''")
        page = await sharded.client.get(f"/article/{slug}?lang=en")
        assert page.status_code == 200
        assert f'href="/{Path(year).stem}/posts/' in page.text
        for suffix in (".json", ".md"):
            url = f"/article/{slug}{suffix}"
            assert await get(sharded, url) == await get(whole, url)
        assert (await sharded.client.get(f"/card/{slug}.png")).status_code == 200
    for url in ("/article/none", "/article/none.json", "/card/none.png", "/story/1", "/nothing"):
        assert (await sharded.client.get(url)).status_code == 404


async def test_health_is_that_of_all(sharded: Datasette) -> None:
    report = (await sharded.client.get("/-/health")).json()
    assert report["ok"]
    assert list(report["databases"]) == ["2021", "2022"]
    assert [each["search"] for each in report["databases"].values()] == [True, True]


async def test_neighbours_of_an_article_are_in_other_years(
    sharded: Datasette, whole: Datasette, years: list[str]
) -> None:
    sql = "source_id is not null and slug in (select slug from posts where date {} '2022-01-01')"
    crossing = 0
    for year, condition in ((years[0], sql.format("<")), (years[1], sql.format(">="))):
        with closing(sqlite3.connect(year)) as connection:
            slugs = connection.execute(
                f"select slug from posts where {condition} group by source_id "
                f"having max(published_utc) limit 8"
            ).fetchall()
        for (slug,) in slugs:
            url = f"/article/{slug}?lang=en"
            pages = [(await site.client.get(url)).text for site in (sharded, whole)]
            found = [re.findall(r'<a rel="(?:prev|next)" href="([^"]+)"', page) for page in pages]
            assert found[0] == found[1]
            crossing += len({each[9:13] for each in [f"/article/{slug}", *found[0]]}) > 1
    assert crossing > 4


async def test_the_sitemap_and_files_have_all_posts(sharded: Datasette, whole: Datasette) -> None:
    index = (await sharded.client.get("/sitemap.xml")).text
    files = re.findall("<loc>http://localhost(/sitemap-[0-9]+.xml)</loc>", index)
    assert len(files) == 2
    pages = [(await sharded.client.get(url)).text for url in files]
    one = (await whole.client.get("/sitemap.xml")).text
    found, expected = (re.findall("<loc>(.*?)</loc>", text) for text in ("".join(pages), one))
    assert sorted(found) == sorted(expected)
    assert (await sharded.client.get("/sitemap-3.xml")).status_code == 404
    slugs = []
    for site in (sharded, whole):
        text = (await site.client.get("/data/posts.ndjson")).text
        slugs.append([json.loads(line)["slug"] for line in text.splitlines()])
    assert slugs[0] == slugs[1] == sorted(slugs[0])
    for url in ("/data/2022-01.csv", "/data/posts.csv?tag=滚动新闻&since=2022-05-01"):
        assert await get(sharded, url) == await get(whole, url)
    page = await sharded.client.get("/data/posts.ndjson?limit=2&after=2021-12-31")
    assert 'rel="next"' in page.headers["link"]
    assert (await sharded.client.get("/data/1999-01.csv")).status_code == 404


async def test_what_is_described_for_programs_answers(sharded: Datasette) -> None:
    described = (await sharded.client.get("/openapi.json")).json()["paths"]
    assert {"/search.json", "/2021.json", "/2022/{table}.json", "/data/posts.csv"} <= set(described)
    operations = [each["get"]["operationId"] for each in described.values()]
    assert len(operations) == len(set(operations))
    for path in described:
        if "{" not in path:
            assert (await sharded.client.get(path)).status_code == 200, path


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
        assert "news" in instance(context).databases
