"""Paths that posts had on their own sites lead to their articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from newsdb.web.own_paths import below
from tests.conftest import PATIENT, load

CONFIG = "url: https://blog.example\nbaseurl: /b\npermalink: /:year/:title.html\n"
FIRST = """---
title: First
redirect_from: [/old/one/, "/汉字/"]
---
[second](/b/2024/second.html#end) and [by tag]({% post_url 2024-01-02-second %}) and
[elsewhere](https://other.example/b/2024/second.html) and [none](/b/none.html)
"""
SECOND = "---\ntitle: Second\npermalink: /own/\n---\nText.\n"
THIRD = "---\ntitle: Third\n---\nText of [second](/b/own/).\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Datasette]:
    posts = tmp_path / "site" / "_posts"
    posts.mkdir(parents=True)
    (tmp_path / "site" / "_config.yml").write_text(CONFIG, "utf-8")
    (posts / "2024-01-01-first.md").write_text(FIRST, "utf-8")
    (posts / "2024-01-02-second.md").write_text(SECOND, "utf-8")
    (posts / "2024-01-03-third.md").write_text(THIRD, "utf-8")
    with prepared(load(tmp_path / "site", tmp_path / "news.db"), PATIENT) as context:
        yield instance(context)


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/b/2024/first.html", "2024-01-01-first"),
        ("/b/2024/first", "2024-01-01-first"),
        ("/b/old/one/", "2024-01-01-first"),
        ("/b/old/one", "2024-01-01-first"),
        ("/b/old/one/index.html", "2024-01-01-first"),
        ("/b/汉字/", "2024-01-01-first"),
        ("/b/%E6%B1%89%E5%AD%97", "2024-01-01-first"),
        ("/b/own", "2024-01-02-second"),
    ],
)
async def test_a_path_of_a_post_leads_to_its_article(site: Datasette, path: str, slug: str) -> None:
    response = await site.client.get(path, follow_redirects=True)
    assert response.status_code == 200
    assert response.url.path == f"/article/{slug}"
    assert response.history[-1].status_code == 301


@pytest.mark.parametrize("path", ["/b/2024/none.html", "/b/", "/old/one/", "/b/own/x"])
async def test_other_paths_are_not_found(site: Datasette, path: str) -> None:
    assert (await site.client.get(path, follow_redirects=True)).status_code == 404


async def test_links_between_posts_lead_to_articles(site: Datasette) -> None:
    page = BeautifulSoup((await site.client.get("/article/2024-01-01-first")).text, "html5lib")
    links = {link.get_text(): link["href"] for link in page.select("article a, .body a")}
    assert links["by tag"] == "/article/2024-01-02-second"
    assert links["elsewhere"] == "https://other.example/b/2024/second.html"
    assert links["none"] == "https://blog.example/b/none.html"
    page = BeautifulSoup((await site.client.get("/article/2024-01-03-third")).text, "html5lib")
    links = {link.get_text(): link["href"] for link in page.select("article a, .body a")}
    assert links["second"] == "/article/2024-01-02-second"


@pytest.mark.parametrize(("base", "prefix"), [("/", ""), ("/news/", "/news"), ("/a/b", "/a/b")])
def test_links_and_images_lead_below_the_base(base: str, prefix: str) -> None:
    html = '<a href="{0}/article/x"><img src="{0}/media/y"></a><a href="/article">/article/z</a>'
    assert below(base, html.format("")) == html.format(prefix)
