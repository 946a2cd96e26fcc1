"""Images that the database holds, on articles and at their own URLs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.conftest import PATIENT, load
from tests.loaders.test_image_copies import FILES, GIF, SVG, png


def path_of(content: bytes, suffix: str) -> str:
    return f"/media/{hashlib.sha256(content).hexdigest()}{suffix}"


def database_of(folder: Path) -> Path:
    for name, content in FILES.items():
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return load(folder / "site", folder / "news.db")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    with prepared(database_of(tmp_path_factory.mktemp("images")), PATIENT) as context:
        yield instance(context)


async def article(site: Datasette) -> BeautifulSoup:
    response = await site.client.get("/article/2024-03-01-pictures")
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


def one(page: BeautifulSoup, selector: str) -> Tag:
    [found] = page.select(selector)
    return found


async def test_an_article_shows_the_images_of_this_site(site: Datasette) -> None:
    page = await article(site)
    chart = page.select('.text img[alt="a chart"]')[0]
    assert chart["src"] == path_of(png(), ".png")
    assert (chart["width"], chart["height"]) == ("3", "2")
    assert one(page, 'img[alt="beside"]')["src"] == path_of(SVG, ".svg")
    assert one(page, 'img[alt="elsewhere"]')["src"] == "https://cdn.example/x.png"
    assert one(page, 'img[alt="gone"]')["src"] == "https://ann.example/blog/img/gone.png"
    assert one(page, ".cover img")["src"] == path_of(GIF, ".gif")
    assert one(page, 'meta[property="og:image"]')["content"] == (
        f"http://localhost{path_of(GIF, '.gif')}"
    )


async def test_an_image_is_served_as_nothing_else(site: Datasette) -> None:
    response = await site.client.get(path_of(SVG, ".svg"))
    assert (response.status_code, response.content) == (200, SVG)
    headers = response.headers
    assert headers["content-type"] == "image/svg+xml"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
        "sandbox"
    )
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    known = {"If-None-Match": headers["etag"]}
    assert (await site.client.get(path_of(SVG, ".svg"), headers=known)).status_code == 304
    assert (await site.client.head(path_of(SVG, ".svg"))).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        path_of(SVG, ".png"),
        path_of(b"no such image", ".png"),
        path_of(SVG, ".svg").upper(),
        "/media",
        "/media/img/chart.png",
    ],
)
async def test_other_paths_are_not_found(site: Datasette, path: str) -> None:
    assert (await site.client.get(path)).status_code == 404


async def test_images_and_links_lie_below_the_base_url(tmp_path: Path) -> None:
    database = database_of(tmp_path)
    with prepared(database, ("--setting", "base_url", "/news/", *PATIENT)) as context:
        below = instance(context)
        page = BeautifulSoup(
            (await below.client.get("/article/2024-03-01-pictures")).text, "html.parser"
        )
        image = page.select('.text img[alt="a chart"]')[0]
        assert image["src"] == f"/news{path_of(png(), '.png')}"
        assert one(page, ".cover img")["src"] == f"/news{path_of(GIF, '.gif')}"
        assert (await below.client.get(f"{image['src']}")).content == png()
