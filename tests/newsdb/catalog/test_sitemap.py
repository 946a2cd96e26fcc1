"""Sitemaps and robots.txt, by their protocols."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from datasette.app import Datasette
from lxml import etree

from newsdb.catalog import sitemap
from newsdb.commands.prepare import instance, prepared
from tests.databases import database_of

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(content: bytes, element: str) -> list[str]:
    root = etree.fromstring(content)
    return [each.text or "" for each in root.findall(f"{SITEMAP}{element}/{SITEMAP}loc")]


async def test_the_sitemap_names_every_article(datasette: Datasette, news_db: Path) -> None:
    response = await datasette.client.get("/sitemap.xml")
    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    with closing(sqlite3.connect(news_db)) as connection:
        slugs = connection.execute("select slug from posts order by slug").fetchall()
        started = connection.execute("select started from loads").fetchone()[0]
    own = ("", "data", "archive", "categories", "sections", "securities", "sources", "tags")
    expected = [f"http://localhost/{path}" for path in own]
    expected += [f"http://localhost/article/{quote(slug)}" for (slug,) in slugs]
    assert locations(response.content, "url") == expected
    changes = etree.fromstring(response.content).findall(f"{SITEMAP}url/{SITEMAP}lastmod")
    assert {each.text for each in changes} == {started} and len(changes) == len(expected)
    for address in (*expected[: len(own) + 1], expected[-1]):
        assert (await datasette.client.get(urlsplit(address).path)).status_code == 200


@pytest.mark.slow
async def test_an_index_above_fifty_thousand_urls(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 50_001)
    with prepared(database) as context:
        site = instance(context)
        index = (await site.client.get("/sitemap.xml")).content
        parts = locations(index, "sitemap")
        assert parts == [f"http://localhost/sitemap-{number}.xml" for number in (1, 2)]
        found = []
        for part in parts:
            response = await site.client.get(urlsplit(part).path)
            found.append(locations(response.content, "url"))
        missing = await site.client.get("/sitemap-3.xml")
    assert [len(each) for each in found] == [49_974, 31]
    articles = [f"http://localhost/article/2022-01-01-{at:06}" for at in range(1, 50_002)]
    own = [f"http://localhost/{path}" for path in ("", "data", "archive", "sources")]
    assert [*found[0], *found[1]] == [*own, *articles]
    assert (missing.status_code, missing.json()["error"]) == (
        404,
        "there is no such part of the sitemap",
    )


async def test_an_index_only_if_one_file_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sitemap.MAX_POSTS == 49_970
    monkeypatch.setattr(sitemap, "MAX_POSTS", 3)
    for posts, element in ((3, "url"), (4, "sitemap")):
        with prepared(database_of(tmp_path / f"{posts}.db", posts)) as context:
            response = await instance(context).client.get("/sitemap.xml")
        assert len(locations(response.content, element)) == {"url": 7, "sitemap": 2}[element]


def matches(pattern: str, path: str) -> bool:
    """Tell whether a pattern of robots.txt matches a path (RFC 9309, 2.2.3)."""
    return bool(re.match(re.escape(pattern).replace(r"\*", ".*"), path))


async def test_robots_may_fetch_articles_but_run_no_queries(datasette: Datasette) -> None:
    response = await datasette.client.get("/robots.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    lines = [line.split(": ", 1) for line in response.text.splitlines() if line]
    assert lines[0] == ["User-agent", "*"]
    assert lines[-1] == ["Sitemap", "http://localhost/sitemap.xml"]
    # The longest match decides.
    rules = sorted(lines[1:-1], key=lambda line: -len(line[1]))

    def allowed(path: str) -> bool:
        return next((kind == "Allow" for kind, pattern in rules if matches(pattern, path)), True)

    for path in (
        "/",
        "/article/2022-01-01-a",
        "/article/2022-01-01-a.md",
        "/tag/x",
        "/source/x?before=1",
        "/data",
        "/data/croissant.json",
        "/feed.xml",
        "/llms.txt",
        "/news",
        "/news/posts",
        "/static/site.css",
    ):
        assert allowed(path), path
    for path in (
        "/news?sql=select+1",
        "/news.db",
        "/news/posts?_sort=title",
        "/news/posts?_facet=date",
        "/news/posts.json?_size=1",
        "/news/posts/1",
        "/news/mentions_by_month?code=x",
        "/search?q=x",
        "/search.json?q=x",
        "/data/posts.ndjson",
        "/data/2022-01.csv",
        "/-/versions",
    ):
        assert not allowed(path), path
    simple = RobotFileParser()
    simple.parse(response.text.splitlines())
    assert simple.can_fetch("any", "/article/x") and not simple.can_fetch("any", "/search?q=x")
