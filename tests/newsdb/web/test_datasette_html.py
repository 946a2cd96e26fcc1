"""Datasette's own pages: in the site's clothes, and with all that they do."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from newsdb.commands.serve import instance, prepared
from newsdb.web.datasette_html import repaired

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


async def soup_of(datasette: Datasette, path: str) -> BeautifulSoup:
    return BeautifulSoup((await datasette.client.get(path)).text, "html5lib")


@pytest.mark.parametrize("path", PAGES)
async def test_no_script_and_no_style_stands_in_a_page(datasette: Datasette, path: str) -> None:
    """So that one strict Content-Security-Policy fits all pages."""
    soup = await soup_of(datasette, path)
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
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4")]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    fields = soup.select("main select, main textarea, main input:not([type=hidden], [type=submit])")
    labels = {label.get("for") for label in soup("label")}
    for field in fields:
        assert field.get("aria-label") or field.get("id") in labels or field.find_parent("label")


async def test_the_words_around_are_the_readers(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts?_lang=en&_size=3")
    assert (soup.html["lang"], soup.main["lang"]) == ("en", "en")
    assert soup.select_one(".ways [hreflang]")["href"] == "?_size=3&_lang=zh"
    soup = await soup_of(datasette, "/news/posts")
    assert (soup.html["lang"], soup.main["lang"]) == ("zh-Hans", "en")


async def test_facets_sorting_and_filters_work(datasette: Datasette) -> None:
    soup = await soup_of(
        datasette, f"/news/posts?_facet=load_id&_sort=id&title__contains={quote('岚山')}"
    )
    assert soup.select_one("#facet-load_id a") is not None
    ids = [int(cell.get_text()) for cell in soup.select("td.col-id")]
    assert ids == sorted(ids)
    assert ids
    assert all("岚山" in cell.get_text() for cell in soup.select("td.col-title"))


async def test_the_menu_of_columns_knows_whether_to_offer_facets(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts?_size=3")
    script = soup.select_one("script[data-allow-facet]")
    assert script["data-allow-facet"] == "true"
    assert script["src"].startswith("/static/table-setup.js?v=")


async def test_columns_are_explained_on_demand(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news/posts")
    details = soup.select_one("details.column-descriptions")
    assert "Headline" in details.dl.get_text()


async def test_static_files_have_versions_in_their_addresses(datasette: Datasette) -> None:
    soup = await soup_of(datasette, "/news?sql=select+1")
    ours = [
        address
        for tag in soup.select("link[rel=stylesheet], script")
        if (address := tag.get("href") or tag["src"]).startswith("/static/")
    ]
    assert [re.sub("[0-9a-f]{8}$", "", address) for address in ours] == [
        "/static/site.css?v=",
        "/static/menus.js?v=",
        "/static/sql.js?v=",
    ]
    for address in ours:
        assert (await datasette.client.get(address)).status_code == 200


def test_what_a_cell_says_is_not_repaired() -> None:
    cell = "<td>&lt;h1 style=&#34;x&#34;&gt; &lt;h3&gt;Advanced export&lt;/h3&gt;</td>"
    assert repaired(cell) == cell


class Linking:
    """A plugin with a link for the menu."""

    __name__ = "linking"

    @hookimpl
    def menu_links(self) -> list[dict[str, str]]:
        return [{"href": "/elsewhere", "label": "<Elsewhere>"}]


@pytest.fixture
def linking(news_db: Path) -> Iterator[Datasette]:
    plugin = Linking()
    pm.register(plugin)
    with prepared(news_db) as context:
        yield instance(context)
    pm.unregister(plugin)


@pytest.mark.parametrize("path", ["/", "/news", "/article/-202205262391920486"])
async def test_links_of_plugins_stand_in_the_menu(linking: Datasette, path: str) -> None:
    soup = await soup_of(linking, path)
    links = {link.get_text(): link["href"] for link in soup.select(".ways a")}
    assert links["<Elsewhere>"] == "/elsewhere"
