"""Datasette's own pages in the site's frame."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from tests.clients import soup_of

PAGES = [
    "/news",
    "/news/posts",
    "/news/posts?_facet=source_id&_sort=title&title__contains=a&_where=id>1",
    "/news/articles?_size=3",
    "/news/posts/1",
    "/news/files/1",
    "/news?sql=select+1+as+one",
    "/news?sql=select+:a&a=1&_hide_sql=1",
    "/news?sql=selekt",
    "/news/posts?_size=x",
    "/-/versions",
    "/-/plugins",
]


@pytest.mark.parametrize("path", PAGES)
async def test_no_script_and_no_style_stands_in_a_page(datasette: Datasette, path: str) -> None:
    """So that one strict Content-Security-Policy fits all pages."""
    # Some of these pages are errors.
    soup = BeautifulSoup((await datasette.client.get(path)).text, "html5lib")
    assert [script for script in soup("script") if not script.get("src")] == []
    assert soup("style") + soup.select("[style]") == []
    assert [tag for tag in soup(True) if any(name.startswith("on") for name in tag.attrs)] == []


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_the_sites_frame(datasette: Datasette, path: str) -> None:
    response = await datasette.client.get(path)
    assert "Accept-Language" in response.headers["vary"]
    soup = BeautifulSoup(response.text, "html5lib")
    assert soup.select_one("header.masthead a.name")["href"] == "/"
    assert soup.select_one('link[rel="stylesheet"]')["href"].startswith("/static/site.css?")
    assert len(soup("main")) == len(soup("h1")) == 1
    assert len(soup.select('meta[name="description"]')[0]["content"]) > 10
    assert soup.select_one("nav.trail a")["href"] == "/"
    assert soup.select_one("footer .scheme input[checked]")["value"] == "auto"
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4")]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    fields = soup.select("main select, main textarea, main input:not([type=hidden], [type=submit])")
    labels = {label.get("for") for label in soup("label")}
    for field in fields:
        assert field.get("aria-label") or field.get("id") in labels or field.find_parent("label")


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_footer_of_the_sample_says_each_thing_once(
    datasette: Datasette, lang: str
) -> None:
    footer = (await soup_of(datasette, f"/?lang={lang}")).select_one("footer").get_text()
    assert footer.count("newsdb") == 1
    assert ("Served" in footer) == (lang == "en")


async def test_pages_in_the_readers_language(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts?_lang=en&_size=3")
    assert (soup.html["lang"], soup.main.get("lang")) == ("en", None)
    assert soup.select_one(".ways [hreflang]")["href"] == "?_size=3&_lang=zh"
    soup = await soup_of(datasette, "/news/posts")
    assert (soup.html["lang"], soup.main.get("lang")) == ("zh-Hans", None)
    assert "筛选" in soup.main.get_text()


async def test_static_files_have_versions_in_their_addresses(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news?sql=select+1")
    ours = [
        address
        for tag in soup.select("link[rel=stylesheet], script")
        if (address := tag.get("href") or tag["src"]).startswith("/static/")
    ]
    assert [re.sub("[0-9a-f]{8}$", "", address) for address in ours] == [
        "/static/scheme.js?v=",
        "/static/site.css?v=",
        "/static/suggest.js?v=",
        "/static/menus.js?v=",
        "/static/sql.js?v=",
    ]
    for address in ours:
        assert (await datasette.client.get(address)).status_code == 200
