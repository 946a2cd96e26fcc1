"""A site below a path: behind a proxy that strips the path, and behind one that keeps it."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from newsdb.web.middleware.base_path import with_base, without_base
from tests.conftest import PATIENT

pytestmark = pytest.mark.slow

BASE = "/archive"
PAGES = (
    *("/", "/search?q=银行", "/data", "/securities", "/security/609011.SH", "/month/2022-03"),
    *("/article/2022-08-05-202208052444610273", "/news", "/news/posts?_size=2&_sort=title"),
    *("/news/articles", "/news/posts/1", "/news?sql=select+1", "/news/posts_by_source", "/nowhere"),
    *("/feed.xml", "/feed.json", "/news/posts.json?_size=2", "/sitemap.xml", "/robots.txt"),
    *("/llms.txt", "/openapi.json", "/data/posts.ndjson?limit=1"),
)
LINK = re.compile(r'(?:href|src|action)="(/[^"]*)"')
URL = re.compile(r"http://localhost(/[^\s\"<>)]*)")


@pytest.fixture(scope="module")
def site(news_db: Path) -> Iterator[Datasette]:
    with prepared(news_db, [*PATIENT, "--setting", "base_url", f"{BASE}/"]) as context:
        yield instance(context)


def client_of(site: Datasette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(site.app()), base_url="http://localhost")


async def test_pages_and_links_are_the_same_behind_both(site: Datasette) -> None:
    found: set[str] = set()
    async with client_of(site) as client:
        for page in PAGES:
            kept, stripped = await client.get(BASE + page), await client.get(page)
            assert kept.status_code == stripped.status_code == (404 if "nowhere" in page else 200)
            links, others = (
                {html.unescape(each) for each in [*LINK.findall(text), *URL.findall(text)]}
                for text in (f"{each.headers.get('link')} {each.text}" for each in (kept, stripped))
            )
            assert links == others, page
            assert {link for link in links if not link.startswith(BASE)} == set(), page
            found |= {html.unescape(each) for each in LINK.findall(kept.text)}
        assert len(found) > 300
        # Each kind of link once.
        kinds = {tuple(link.partition("?")[0].split("/")[:3]): link for link in sorted(found)}
        for link in kinds.values():
            assert (await client.get(link)).status_code in (200, 302), link


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/news/", "/news"),
        ("/news/posts/?_size=2", "/news/posts?_size=2"),
        ("/search/", "/search"),
        ("/security/609011.SH/", "/security/609011.SH"),
        ("/news/posts?_filter_column=id&_filter_op=gt&_filter_value=5", "/news/posts?id__gt=5"),
    ],
)
async def test_redirects_stay_below_the_path(site: Datasette, path: str, target: str) -> None:
    async with client_of(site) as client:
        for url in (path, BASE + path):
            assert (await client.get(url)).headers["location"] == BASE + target


@pytest.mark.parametrize(
    ("location", "below"),
    [
        (b"/news", b"/archive/news"),
        (b"/archive/news", b"/archive/news"),
        (b"/archives", b"/archive/archives"),
        (b"//a.example/", b"//a.example/"),
        (b"https://a.example/", b"https://a.example/"),
        (b"?page=2", b"?page=2"),
    ],
)
def test_a_path_gets_below_the_base(location: bytes, below: bytes) -> None:
    assert with_base(location, b"/archive/") == below


@pytest.mark.parametrize(
    ("path", "rest"),
    [
        (b"/archive", b"/"),
        (b"/archive/", b"/"),
        (b"/archive/news", b"/news"),
        (b"/archives", b"/archives"),
        (b"/news", b"/news"),
    ],
)
def test_a_path_is_seen_without_the_base(path: bytes, rest: bytes) -> None:
    assert without_base(path, b"/archive/") == rest
