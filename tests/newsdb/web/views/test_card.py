"""`/card/<slug>.png`."""

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.web import card
from tests.paths import TOP

SLUG = "-202205262391920486"
HOME = "http://localhost"
PNG = b"\x89PNG\r\n\x1a\n"


async def test_an_article_without_an_image_links_to_its_title(datasette: Datasette) -> None:
    slugs = (
        await datasette.client.get(
            "/news.json?_shape=arrayfirst&sql=select+slug+from+posts+where+id+not+in+"
            "(select+post_id+from+images)+limit+1"
        )
    ).json()
    soup = BeautifulSoup((await datasette.client.get(f"/article/{slugs[0]}")).text, "html5lib")
    url = soup.select_one("meta[property='og:image']")["content"]
    assert url == f"http://localhost/card/{slugs[0]}.png"
    assert f'"image": ["{url}"]' in soup.select_one("script[type='application/ld+json']").string
    response = await datasette.client.get(url.removeprefix(HOME))
    assert response.headers["content-type"] == "image/png"
    assert response.headers["cache-control"] == "public, max-age=86400"
    assert response.content.startswith(PNG)


async def test_every_other_page_has_the_plain_one(datasette: Datasette) -> None:
    for path in ("/", "/archive", "/data", "/news"):
        soup = BeautifulSoup((await datasette.client.get(path)).text, "html5lib")
        url = soup.select_one("meta[property='og:image']")["content"]
        assert url == "http://localhost/static/card.png", path
        assert soup.select_one("meta[property='og:title']")["content"] == soup.title.string
    assert (await datasette.client.get(url.removeprefix(HOME))).content.startswith(PNG)


async def test_without_a_font_it_is_the_plain_one(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "FONTS", ())
    response = await datasette.client.get(f"/card/{SLUG}.png?plain")
    assert response.content == (TOP / "static" / "card.png").read_bytes()


@pytest.mark.parametrize("name", ["none.png", SLUG, f"{SLUG}.jpg", ".png"])
async def test_there_is_no_other(datasette: Datasette, name: str) -> None:
    assert (await datasette.client.get(f"/card/{name}")).status_code == 404
