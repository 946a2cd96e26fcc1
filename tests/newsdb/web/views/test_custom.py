"""`/page/…`, the logo and the theme; tests/newsdb/test_publication.py reads them from files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.publication import Asset, CustomPage, Publication
from newsdb.site import publications
from newsdb.web.context import site_in

LOGO = Asset(b"<svg/>", "image/svg+xml", "/logo.svg")
THEME = Asset(b":root { --accent: red }", "text/css; charset=utf-8", "/theme.css")
PAGES = (
    CustomPage("about", "About <me>", "I am *Ann*.<script>alert(1)</script>\n\n## More\n"),
    CustomPage("long", "Long", "很长的一段。\n\n" * 30_000),
    CustomPage("关于 我", "关于", "文"),
)


@pytest.fixture(autouse=True)
def published(datasette: Datasette) -> Iterator[None]:
    """The sample's site with what a publisher adds, for the time of a test."""
    before = publications.get(datasette)
    publications[datasette] = Publication(THEME, LOGO, PAGES)
    site_in.cache_clear()
    yield
    if before is None:
        del publications[datasette]
    else:
        publications[datasette] = before
    site_in.cache_clear()


async def test_a_page_is_markdown_in_the_sites_frame(datasette: Datasette) -> None:
    soup = BeautifulSoup((await datasette.client.get("/page/about?lang=en")).text, "html5lib")
    assert (soup.h1.get_text(), soup.html["lang"]) == ("About <me>", "en")
    assert f"{soup.main.p}" == "<p>I am <em>Ann</em>.alert(1)</p>"
    links = {link.get_text(): link["href"] for link in soup.select(".ways a")}
    assert links["About <me>"] == "/page/about?lang=en"


async def test_any_name_has_its_page(datasette: Datasette) -> None:
    soup = BeautifulSoup((await datasette.client.get("/")).text, "html5lib")
    (link,) = soup.select(".ways a:-soup-contains('关于')")
    assert link["href"] == "/page/%E5%85%B3%E4%BA%8E%20%E6%88%91"
    other = await datasette.client.get(link["href"])
    assert (other.status_code, "<p>文</p>" in other.text) == (200, True)
    sitemap = (await datasette.client.get("/sitemap.xml")).text
    assert f"<loc>http://localhost{link['href']}</loc>" in sitemap


async def test_a_long_page_is_cut(datasette: Datasette) -> None:
    assert len((await datasette.client.get("/page/long")).text) < 200_000


@pytest.mark.parametrize("asset", [LOGO, THEME], ids=lambda asset: asset.path)
async def test_files_are_what_the_publisher_wrote(datasette: Datasette, asset: Asset) -> None:
    response = await datasette.client.get(asset.url)
    assert (response.status_code, response.content) == (200, asset.content)
    assert response.headers["content-type"] == asset.media_type
    assert response.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("path", ["/page/none", "/page/About", "/logo.png", "/theme.css.map"])
async def test_unknown_pages_and_files_are_not_found(datasette: Datasette, path: str) -> None:
    assert (await datasette.client.get(path)).status_code == 404


async def test_without_a_publisher_there_is_nothing(datasette: Datasette) -> None:
    publications[datasette] = Publication()
    site_in.cache_clear()
    for path in ("/page/about", "/logo.svg", "/theme.css"):
        assert (await datasette.client.get(path)).status_code == 404, path
