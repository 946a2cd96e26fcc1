"""What strangers write goes through every page and JSON answer, and stays text."""

import csv
import json
from collections.abc import Iterator
from functools import cache, lru_cache
from io import StringIO
from typing import Any
from urllib.parse import quote, unquote

import pytest
from bs4 import BeautifulSoup, Tag
from datasette.app import Datasette
from lxml import etree

from newsdb import urls
from newsdb.commands.prepare import instance, prepared
from newsdb.feeds.atom import ATOM, NOT_IN_XML
from newsdb.web.directories import DIRECTORIES
from tests.attacks import ATTACKS, attacked, quoted
from tests.conftest import PATIENT

pytestmark = pytest.mark.slow

RUNNING = (
    "iframe frame frameset object embed applet base style animate math template noscript "
    "video audio marquee xss x keygen isindex"
).split()
OWN_FORMS = {
    "/search",
    "/securities",
    *(f"/{name}" for name in DIRECTORIES),
    "/news",
    "/news/posts",
    "/news/posts.csv",
}
OWN_SCRIPTS = ("/static/", "/-/static/")
KINDS: list[Any] = ["source", "author", "tag", "category", "security"]


each_attack = pytest.mark.parametrize(
    "number", range(len(ATTACKS)), ids=lambda number: f"attack {number}"
)


@pytest.fixture(scope="module")
def attacked_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    database = attacked(tmp_path_factory.mktemp("attacked"))
    with prepared(database, PATIENT) as context:
        yield instance(context)


@lru_cache(maxsize=4)
def parsed(html: str) -> BeautifulSoup:
    """Parse a page as browsers do. This takes longer than the site takes to make the page."""
    return BeautifulSoup(html, "html5lib")


@cache
def wrongs(html: str) -> list[str]:
    """Return what of a page may not be there; equal pages are looked at once."""
    soup = parsed(html)
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
            known = ("/", "news/", "#", "?", "http://", "https://", "mailto:")
            if address and not address.startswith(known):
                found.append(f"{name}={value}")
    return found


@each_attack
async def test_an_article_is_text(attacked_site: Datasette, number: int) -> None:
    attack = ATTACKS[number]
    path = urls.article(attack)
    response = await attacked_site.client.get(path)
    assert response.status_code == 200, (path, quoted(attack))
    assert wrongs(response.text) == []
    soup = parsed(response.text)
    assert one_line(soup.h1.get_text()) == one_line(attack)
    data = json.loads(soup.find("script", type="application/ld+json").string)
    assert data["headline"] == attack
    canonical = str(soup.find("link", rel="canonical")["href"])
    assert canonical == f"http://localhost{path}"
    as_json = await attacked_site.client.get(urls.article(attack, ".json"))
    assert (as_json.json()["title"], as_json.json()["tags"]) == (attack, [attack])
    assert as_json.headers["content-type"] == "application/json; charset=utf-8"
    as_markdown = await attacked_site.client.get(urls.article(attack, ".md"))
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
        path = urls.collection(kind, attack)
        response = await attacked_site.client.get(path)
        assert response.status_code == 200, (path, quoted(attack))
        assert wrongs(response.text) == []
        soup = parsed(response.text)
        assert one_line(attack) in one_line(soup.h1.get_text())
        rows = soup.select_one(".formats a")
        assert (await attacked_site.client.get(str(rows["href"]))).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/day/2022-01-01", "/month/2022-01", "/securities", "/search", "/data"),
        *(f"/{name}" for name in DIRECTORIES),
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
        f"/day/{given}-",
        f"/none{given}",
    ):
        response = await attacked_site.client.get(path, follow_redirects=True)
        assert response.status_code == 404
        assert wrongs(response.text) == []
    for path in (
        f"/search?q={given}",
        f"/securities?q={given}&kind={given}&page={given}",
        *(f"/{name}?q={given}&page={given}" for name in ("tags", "archive")),
        f"/article/{quote(ATTACKS[0], safe='')}?q={given}",
        f"/search?lang={given}",
        f"{urls.collection('source', ATTACKS[0])}?before={given}",
        f"{urls.collection('source', ATTACKS[0])}?after={given}",
    ):
        response = await attacked_site.client.get(path)
        assert response.status_code == 200
        assert wrongs(response.text) == []


@each_attack
async def test_feeds_hold_text(attacked_site: Datasette, number: int) -> None:
    attack = ATTACKS[number]
    readable = NOT_IN_XML.sub("", attack)
    asked = {"tag": attack}
    response = await attacked_site.client.get("/feed.xml", params=asked)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content, etree.XMLParser(resolve_entities=False))
    assert {element.nsmap[None] for element in feed.iter()} == {ATOM}
    [entry] = feed.findall(f"{{{ATOM}}}entry")
    # What reads XML takes each kind of line end for one.
    assert lines(entry.findtext(f"{{{ATOM}}}title")) == lines(readable)
    assert lines(entry.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name")) == lines(readable)
    assert wrongs(entry.findtext(f"{{{ATOM}}}content")) == []
    for link in (*feed.findall(f"{{{ATOM}}}link"), *entry.findall(f"{{{ATOM}}}link")):
        assert await is_there(attacked_site, link.get("href"))
    response = await attacked_site.client.get("/feed.json", params=asked)
    [item] = response.json()["items"]
    assert (item["title"], item["summary"], item["tags"]) == (attack, attack, [attack, attack])
    assert item["authors"] == [{"name": attack}]
    assert item["url"] == f"http://localhost{urls.article(attack)}"
    assert not {"external_url", "image"} & set(item)
    assert wrongs(item["content_html"]) == []


@each_attack
async def test_answers_in_json_hold_text(attacked_site: Datasette, number: int) -> None:
    attack = ATTACKS[number]
    get = attacked_site.client.get
    record = (await get("/data/posts.ndjson", params={"tag": attack})).json()
    assert (record["slug"], record["title"], record["source"]) == (attack, attack, attack)
    text = (await get("/data/posts.csv", params={"tag": attack})).text
    [row] = csv.DictReader(StringIO(text, newline=""))
    assert (row["slug"], row["title"]) == (attack, attack)
    # A search leaves out what nobody sees around a name.
    if attack == attack.strip():
        [hit] = (await get("/search.json", params={"tag": attack})).json()["hits"]
        assert (hit["slug"], hit["title"]) == (attack, attack)
        assert await is_there(attacked_site, hit["article"])
    rows = await get("/news/posts.json", params={"slug": attack, "_shape": "array"})
    assert [each["title"] for each in rows.json()] == [attack]


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/llms.txt", "text/plain; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/openapi.json", "application/json; charset=utf-8"),
        ("/data/croissant.json", "application/ld+json; charset=utf-8"),
        ("/data/datapackage.json", "application/json; charset=utf-8"),
        ("/data/posts.ndjson", "application/x-ndjson; charset=utf-8"),
        ("/data/posts.csv", "text/csv; charset=utf-8; header=present"),
        ("/search.json", "application/json; charset=utf-8"),
        ("/news/articles.json", "application/json; charset=utf-8"),
    ],
)
async def test_answers_of_many_posts_are_what_they_say(
    attacked_site: Datasette, path: str, content_type: str
) -> None:
    response = await attacked_site.client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in response.headers
    if "json" in content_type and "ndjson" not in content_type:
        response.json()
    elif "xml" in content_type:
        etree.fromstring(response.content)


async def test_every_article_is_in_the_sitemap_and_there(attacked_site: Datasette) -> None:
    sitemap = etree.fromstring((await attacked_site.client.get("/sitemap.xml")).content)
    found = {element.text for element in sitemap.iter("{*}loc")}
    assert found >= {f"http://localhost{urls.article(attack)}" for attack in ATTACKS}


async def is_there(site: Datasette, address: str) -> bool:
    """Ask for an absolute address of the site."""
    assert address.startswith("http://localhost/")
    response = await site.client.get(address.removeprefix("http://localhost"))
    return bool(response.status_code == 200)


def lines(text: str) -> list[str]:
    return text.splitlines()


def one_line(text: str) -> str:
    return " ".join(text.split())
