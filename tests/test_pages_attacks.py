"""What strangers write goes through every page and JSON answer, and stays text."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from bs4 import BeautifulSoup, Tag
from datasette.app import Datasette

from loaders import addresses
from loaders.serve import instance, prepared
from tests.attacks import ATTACKS, attacked, quoted

RUNNING = (
    "iframe frame frameset object embed applet base style animate math template noscript "
    "video audio marquee xss x keygen isindex"
).split()
OWN_FORMS = {"/search", "/securities", "/news", "/news/posts", "/news/posts.csv"}
OWN_SCRIPTS = ("/static/", "/-/static/")
KINDS: list[Any] = ["source", "tag", "category", "security"]


# A client resolves `.` and `..` in an address, however they are written: no page can have them
# for its whole name.
each_attack = pytest.mark.parametrize(
    "number",
    [number for number, attack in enumerate(ATTACKS) if attack not in (".", "..")],
    ids=lambda number: f"attack {number}",
)


@pytest.fixture(scope="module")
def attacked_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    database = attacked(tmp_path_factory.mktemp("attacked"))
    with prepared(database) as context:
        yield instance(context)


def wrongs(html: str) -> list[str]:
    """Return what of a page may not be there."""
    soup = BeautifulSoup(html, "html5lib")
    found = [f"<{element.name}>" for element in soup(RUNNING)]
    for element in soup.find_all(True):
        found += wrong_attributes(element)
    for script in soup("script"):
        source = str(script.get("src") or "")
        if source.startswith(OWN_SCRIPTS) and not script.string:
            continue
        if source or script.get("type") != "application/ld+json":
            found.append(f"{script}")
        else:
            json.loads(str(script.string))
    found += [f"{form}" for form in soup("form") if form.get("action") not in OWN_FORMS]
    refreshing = [meta for meta in soup("meta") if meta.get("http-equiv")]
    return found + [f"{meta}" for meta in refreshing]


def wrong_attributes(element: Tag) -> list[str]:
    found = []
    for name, value in element.attrs.items():
        address = unquote(f"{value}").strip().lower()
        if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping", "srcset"):
            found.append(f"{name}={value}")
        elif name in ("href", "src", "action", "xlink:href", "data", "background"):
            known = ("/", "#", "?", "http://", "https://", "mailto:")
            if address and not address.startswith(known):
                found.append(f"{name}={value}")
    return found


@each_attack
async def test_an_article_is_text(attacked_site: Datasette, number: int) -> None:
    attack = ATTACKS[number]
    path = addresses.article(attack)
    response = await attacked_site.client.get(path)
    assert response.status_code == 200, (path, quoted(attack))
    assert wrongs(response.text) == []
    soup = BeautifulSoup(response.text, "html5lib")
    assert one_line(soup.h1.get_text()) == one_line(attack)
    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert data["headline"] == attack
    as_json = await attacked_site.client.get(f"{path}.json")
    assert (as_json.json()["title"], as_json.json()["tags"]) == (attack, [attack])
    assert as_json.headers["content-type"] == "application/json; charset=utf-8"
    as_markdown = await attacked_site.client.get(f"{path}.md")
    assert as_markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    row = await attacked_site.client.get(f"/news/posts/{number + 1}")
    assert wrongs(row.text) == []
    for answer in (response, as_json, as_markdown, row):
        assert "set-cookie" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"


@each_attack
async def test_lists_are_text(attacked_site: Datasette, number: int) -> None:
    attack = ATTACKS[number]
    for kind in KINDS:
        path = addresses.collection(kind, attack)
        response = await attacked_site.client.get(path)
        assert response.status_code == 200, (path, quoted(attack))
        assert wrongs(response.text) == []
        soup = BeautifulSoup(response.text, "html5lib")
        assert one_line(attack) in one_line(soup.h1.get_text())
        rows = soup.select_one(".formats a")
        assert (await attacked_site.client.get(str(rows["href"]))).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/day/2022-01-01", "/month/2022-01", "/securities", "/search", "/data"),
        *("/news", "/news/posts", "/news/articles"),
        *(f"/news/{table}?_size=max" for table in ("tags", "sources", "securities", "images")),
    ],
)
async def test_pages_of_many_posts_are_text(attacked_site: Datasette, path: str) -> None:
    response = await attacked_site.client.get(path)
    assert response.status_code == 200
    found = [wrong for wrong in wrongs(response.text) if not wrong.startswith("<form")]
    assert found == []


@each_attack
async def test_what_a_reader_sends_is_text(attacked_site: Datasette, number: int) -> None:
    given = quote(ATTACKS[number].encode(), safe="")
    for path in (
        f"/article/none-{given}",
        f"/source/none-{given}",
        f"/day/{given}",
        f"/none{given}",
    ):
        response = await attacked_site.client.get(path, follow_redirects=True)
        assert response.status_code == 404
        assert wrongs(response.text) == []
    for path in (
        f"/search?q={given}",
        f"/securities?q={given}&kind={given}&page={given}",
        f"/article/{quote(ATTACKS[0], safe='')}?q={given}",
        f"/?lang={given}",
        f"/month/2022-01?before={given}",
        f"/month/2022-01?after={given}",
    ):
        response = await attacked_site.client.get(path)
        assert response.status_code == 200
        assert wrongs(response.text) == []


def one_line(text: str) -> str:
    return " ".join(text.split())
