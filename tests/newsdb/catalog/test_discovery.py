"""What programs look for first: sitemap, robots.txt, llms.txt, and errors that they can read."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from datasette.app import Datasette
from lxml import etree

from newsdb.catalog import sitemap
from newsdb.commands.serve import instance, prepared
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
    own = ("", "data", "archive", "categories", "securities", "sources", "tags")
    expected = [f"http://localhost/{path}" for path in own]
    expected += [f"http://localhost/article/{quote(slug)}" for (slug,) in slugs]
    assert locations(response.content, "url") == expected
    changes = etree.fromstring(response.content).findall(f"{SITEMAP}url/{SITEMAP}lastmod")
    assert {each.text for each in changes} == {started} and len(changes) == len(expected)
    for address in (*expected[: len(own) + 1], expected[-1]):
        assert (await datasette.client.get(urlsplit(address).path)).status_code == 200


async def test_an_index_above_fifty_thousand_addresses(tmp_path: Path) -> None:
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
    assert [len(each) for each in found] == [49_976, 29]
    articles = [f"http://localhost/article/2022-01-01-{at:06}" for at in range(1, 50_002)]
    own = [f"http://localhost/{path}" for path in ("", "data", "archive", "sources")]
    assert [*found[0], *found[1]] == [*own, *articles]
    assert (missing.status_code, missing.json()["error"]) == (
        404,
        "there is no such part of the sitemap",
    )


async def test_one_file_as_long_as_it_is_not_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sitemap.MAX_POSTS == 49_972
    monkeypatch.setattr(sitemap, "MAX_POSTS", 3)
    for posts, element in ((3, "url"), (4, "sitemap")):
        with prepared(database_of(tmp_path / f"{posts}.db", posts)) as context:
            response = await instance(context).client.get("/sitemap.xml")
        assert len(locations(response.content, element)) == {"url": 7, "sitemap": 2}[element]


def matches(pattern: str, path: str) -> bool:
    """Tell whether a pattern of robots.txt matches a path (RFC 9309, 2.2.3)."""
    return bool(re.match(re.escape(pattern).replace(r"\*", ".*"), path))


async def test_robots_may_find_articles_and_ask_no_questions(datasette: Datasette) -> None:
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


async def test_under_another_path_and_behind_a_proxy(news_db: Path) -> None:
    options = ["--setting", "base_url", "/archive/", "--setting", "force_https_urls", "1"]
    with prepared(news_db, options) as context:
        client = instance(context).client
        headers = {"Host": "news.example.org"}
        for path in ("robots.txt", "llms.txt", "feed.xml", "sitemap.xml", "openapi.json", "data"):
            text = (await client.get(f"/{path}", headers=headers)).text
            # Namespaces and the like are names, not places.
            ours = re.findall(r"https?://[\w.]*(?:localhost|example\.org)[^\s\"'<>)]*", text)
            own = [each for each in ours if "news.example.org" in each or "localhost" in each]
            assert own, path
            assert {each[:32] for each in own} == {"https://news.example.org/archive"}, path
        robots = (await client.get("/robots.txt")).text
        assert "Disallow: /archive/search" in robots
        more = await client.get("/data/posts.ndjson?limit=1", headers=headers)
        assert more.headers["link"].startswith(
            "<https://news.example.org/archive/data/posts.ndjson?"
        )


async def test_llms_txt(datasette: Datasette) -> None:
    response = await datasette.client.get("/llms.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    lines = response.text.splitlines()
    # https://llmstxt.org: a heading, a quotation, sections of links.
    assert lines[0] == "# A news archive as open data" and lines[2].startswith("> Financial news")
    sections = [line[3:] for line in lines if line.startswith("## ")]
    assert sections == ["Articles", "Search and SQL", "Files", "Optional"]
    assert "CC0" in response.text
    links = re.findall(r"^- \[[^]]+\]\(http://localhost(/[^)]*)\): .+", response.text, re.MULTILINE)
    assert len(links) == 18
    for link in links:
        answer = await datasette.client.get(link)
        assert answer.status_code == 200, link
        if "/news/" in link:
            assert answer.json(), link
        if "sql=" in link:
            assert len(answer.json()) == 10, unquote(link)


@pytest.mark.parametrize(
    ("path", "accept", "status", "error", "title"),
    [
        ("/nowhere", "application/json", 404, "Database not found", None),
        ("/nowhere.ndjson", "*/*", 404, "Database not found", None),
        ("/news/nowhere", "application/json, */*;q=0.1", 404, "Table not found", None),
        ("/news/posts?_size=x", "application/json", 400, "_size must be a positive integer", None),
        (
            *("/news?sql=delete+from+posts", "application/json", 400),
            *("Statement must be a SELECT", "Invalid SQL"),
        ),
    ],
)
async def test_errors_for_who_asked_for_json(
    datasette: Datasette, path: str, accept: str, status: int, error: str, title: str | None
) -> None:
    response = await datasette.client.get(path, headers={"Accept": accept})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json() == {"ok": False, "error": error, "status": status, "title": title}
    page = await datasette.client.get(path, headers={"Accept": "text/html,application/json"})
    if not path.endswith(".ndjson"):
        assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("ending", [".json", ""])
async def test_no_html_in_json(news_db: Path, ending: str) -> None:
    """Datasette's own sentence for a question that takes too long has a form and a script in it."""
    endless = "with recursive a(x) as (select 1 union all select x + 1 from a) select max(x) from a"
    with prepared(news_db, ["--setting", "sql_time_limit_ms", "50"]) as context:
        response = await instance(context).client.get(
            f"/news{ending}", params={"sql": endless}, headers={"Accept": "application/json"}
        )
    assert response.status_code == response.json()["status"] == 400
    assert response.json()["error"].startswith("Query timed out.")
    assert "<" not in response.text


async def test_pages_elsewhere_may_read_all_answers(datasette: Datasette) -> None:
    for path in ("/search.json?q=x", "/news/posts.json", "/news.db", "/feed.xml", "/nowhere.json"):
        headers = (await datasette.client.get(path)).headers
        assert headers["access-control-allow-origin"] == "*", path
        assert headers["access-control-expose-headers"] == (
            "Accept-Ranges, Content-Length, Content-Range, ETag, Link"
        ), path


async def test_what_is_forbidden_is_said_in_json(news_db: Path) -> None:
    with prepared(news_db, ["--setting", "default_allow_sql", "off"]) as context:
        client = instance(context).client
        response = await client.get("/news.json?sql=select+1")
        page = await client.get("/news?sql=select+1")
    assert response.status_code == page.status_code == 403
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.json()["status"] == 403
    assert page.headers["content-type"] == "text/html; charset=utf-8"
