"""`deploy/nginx.conf` in a real nginx: what a reader gets who comes from outside."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from tests.deploy.behind_nginx import NAME, Site, needs_nginx, public_site
from tests.paths import TOP

pytestmark = needs_nginx
HOME = f"https://{NAME}/"
ATOM = "{http://www.w3.org/2005/Atom}"
ARTICLE = "/article/2021-12-01-init"


@pytest.fixture(scope="module")
def site(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with public_site(tmp_path_factory.mktemp("nginx"), news_db) as site:
        yield site
        errors = (site.folder / "error.log").read_text()
        expected = ("limiting requests", "access forbidden by rule")
        said = [line for line in errors.splitlines() if not any(map(line.__contains__, expected))]
        assert said == []


def test_addresses_are_those_of_the_public_site(site: Site) -> None:
    """Scheme and name come from nginx; what a client says of them changes nothing."""
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    for headers in ({}, lies):
        page = site.ask(ARTICLE, headers)[1].decode()
        assert re.findall(r'<link rel="canonical" href="([^"]+)"', page) == [HOME[:-1] + ARTICLE]
        feed = ElementTree.fromstring(site.ask("/feed.xml", headers)[1])
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"{HOME}feed.xml"
        table = json.loads(site.ask("/news/posts.json?_size=1", headers)[1])
        assert table["next_url"].startswith(f"{HOME}news/posts.json?")
        assert f"Sitemap: {HOME}sitemap.xml" in site.ask("/robots.txt", headers)[1].decode()


def test_http_leads_to_https(site: Site) -> None:
    answer = httpx.get(f"http://127.0.0.1:{site.plain_port}{ARTICLE}?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (
        301,
        f"{HOME[:-1]}{ARTICLE}?lang=en",
    )


def caches(site: Site, path: str, **headers: str) -> tuple[int, str | None]:
    response, _ = site.ask(path, headers)
    return response.status, response.headers["X-Cache"]


def test_a_page_is_made_once(site: Site) -> None:
    path = f"{ARTICLE}?made=once"
    assert caches(site, path) == (200, "MISS")
    assert caches(site, path) == (200, "HIT")
    assert caches(site, path, Cookie="_ga=GA1.2.3; ds_actor=me", Authorization="x") == (200, "HIT")
    assert caches(site, path, **{"Accept-Encoding": "br"}) == (200, "HIT")
    response, body = site.ask(path)
    assert site.ask(path, {"If-None-Match": response.headers["ETag"]})[0].status == 304
    head, nothing = site.ask(path, method="HEAD")
    assert (head.status, nothing, head.headers["X-Cache"]) == (200, b"", "HIT")
    packed, content = site.ask(path, {"Accept-Encoding": "gzip"})
    assert (packed.headers["Content-Encoding"], packed.headers["X-Cache"]) == ("gzip", "HIT")
    assert gzip.decompress(content) == body


def test_a_whole_archive_is_made_once(site: Site) -> None:
    first, body = site.ask("/data/posts.ndjson")
    again, same = site.ask("/data/posts.ndjson")
    assert (first.headers["X-Cache"], again.headers["X-Cache"]) == ("MISS", "HIT")
    assert len(body.splitlines()) > 100
    assert same == body


def test_each_language_is_made_once(site: Site) -> None:
    path = f"{ARTICLE}?languages"
    expected = {
        "zh-CN,zh;q=0.9,en;q=0.8": ("MISS", "zh-Hans"),
        "zh-TW, zh": ("HIT", "zh-Hans"),
        "fr;q=1, zh;q=0.5, en;q=0.1": ("HIT", "zh-Hans"),
        "*": ("HIT", "zh-Hans"),
        "en-GB,en;q=0.9,zh;q=0.1": ("MISS", "en"),
        "fr": ("HIT", "en"),
        "fr, en, zh": ("HIT", "en"),
    }
    found = {}
    for requested in expected:
        response, body = site.ask(path, {"Accept-Language": requested})
        language = re.search(rb'<html lang="([^"]+)"', body)
        assert language
        found[requested] = (response.headers["X-Cache"], language[1].decode())
    assert found == expected


def test_errors_are_never_kept(site: Site) -> None:
    for path, status in {"/article/none": 404, "/news/none": 404, "/news.json?sql=x": 400}.items():
        for _ in range(2):
            response, _ = site.ask(path)
            assert (response.status, response.headers["X-Cache"]) == (status, "MISS")
            assert response.headers["Cache-Control"] == "no-store"
    assert caches(site, "/-/health") == caches(site, "/-/health") == (200, "MISS")


@pytest.mark.parametrize("path", ["/", "/news/posts", "/news.db", "/static/site.css"])
def test_the_site_can_only_be_read(site: Site, path: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "BREW"):
        response, body = site.ask(path, method=method)
        assert (response.status, body) == (405, b"This site can only be read.\n")
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_elsewhere_may_read(site: Site) -> None:
    response, _ = site.ask("/news/tags.json", {"Origin": "https://a.example"}, "OPTIONS")
    assert (response.status, response.headers["Access-Control-Allow-Origin"]) == (200, "*")
    for path in ("/", "/news.db", "/static/site.css", "/feed.json"):
        response, _ = site.ask(path, method="HEAD")
        assert response.headers.get_all("Access-Control-Allow-Origin") == ["*"]


def test_the_whole_file_comes_from_nginx_in_any_part(site: Site) -> None:
    content = (site.folder / "news.db").read_bytes()
    response, body = site.ask("/news.db", {"Accept-Encoding": "gzip"})
    assert hashlib.sha256(body).digest() == hashlib.sha256(content).digest()
    assert response.headers["Content-Disposition"] == 'attachment; filename="news.db"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert (response.headers["X-Cache"], response.headers["Cache-Control"]) == (None, "no-cache")
    rest = {"Range": "bytes=100-199", "If-Range": response.headers["ETag"]}
    part, piece = site.ask("/news.db", rest)
    assert (part.status, piece) == (206, content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(content)}"


def test_static_files_come_from_nginx(site: Site) -> None:
    page = site.ask("/")[1].decode()
    versioned = re.search(r'href="(/static/site\.css\?[^"]+)"', page)
    assert versioned
    response, packed = site.ask(versioned[1], {"Accept-Encoding": "gzip"})
    css = (TOP / "static" / "site.css").read_bytes()
    assert (gzip.decompress(packed), response.headers["X-Cache"]) == (css, None)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"
    plain, body = site.ask("/static/site.css")
    assert (body, plain.headers["Content-Type"]) == (css, "text/css")
    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    for path in ("/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/none"):
        assert site.ask(path)[0].status == 404


QUESTIONS = [
    "/news.json?sql=select+'{}'",
    "/n~65ws.json?sql=select+'{}'",
    "/%6e%7E65ws.json?sql=select+'{}'",
    "/search?q={}",
    "/feed.xml?q={}",
    "/data/posts.ndjson?q={}",
]


@pytest.mark.parametrize("path", QUESTIONS)
def test_questions_have_a_rate(site: Site, path: str) -> None:
    """Somebody's first 21 are answered at once, then five a second; others read meanwhile.

    The same is asked again and again: from its cache, nginx answers more than five a second
    however slow the servers are.
    """
    source = f"127.0.1.{QUESTIONS.index(path)}"
    connection = site.connect(source)
    found: list[int] = []
    begun = time.monotonic()
    while len(found) < 60 or (429 not in found and len(found) < 6000):
        connection.request("GET", path.format("x"))
        answer = connection.getresponse()
        body = answer.read()
        found.append(answer.status)
        if answer.status == 429:
            assert (answer.headers["Retry-After"], body[:18]) == ("2", b"Too many questions")
            assert answer.headers["Cache-Control"] == "no-store"
    assert set(found[:21]) <= {200, 302, 404}
    answered = len(found) - found.count(429)
    assert answered <= 22 + 5 * (time.monotonic() - begun)
    assert answered < len(found)
    assert site.ask(ARTICLE, source=source)[0].status == 200
    assert site.ask(path.format("y"), source="127.0.2.1")[0].status != 429


def test_a_long_question_and_its_next_page(site: Site) -> None:
    """Addresses of 30 KB go through, with the Link header that repeats them."""
    long = "/news/posts.json?_shape=array&_size=1&_note=" + "x" * 30_000
    response, _ = site.ask(long)
    assert response.status == 200
    assert len(response.headers["Link"]) > 30_000
    assert site.ask("/?" + "x" * 50_000)[0].status == 414


def test_the_log_says_what_is_needed(site: Site) -> None:
    site.ask(f"{ARTICLE}?logged", {"User-Agent": 'a "reader"'})
    # A line is written once its answer is out.
    entry: dict[str, Any] = {}
    for _ in range(50):
        lines = (site.folder / "access.log").read_text().splitlines()
        if logged := [line for line in lines if "?logged" in line]:
            entry = json.loads(logged[0])
            break
        time.sleep(0.1)
    assert entry["request"] == f"GET {ARTICLE}?logged HTTP/1.1"
    assert (entry["status"], entry["cache"], entry["agent"]) == (200, "MISS", 'a "reader"')
    assert entry["upstream"] in [f"127.0.0.1:{port}" for port in site.ports]
    assert 0 < float(entry["upstream_seconds"]) <= entry["seconds"] + 0.01
    assert entry["from"] == "127.0.0.1"


def test_figures_for_who_watches(site: Site) -> None:
    assert site.ask("/-/nginx")[1].startswith(b"Active connections: ")
    assert site.ask("/-/nginx", source="127.0.3.1")[0].status == 403


@pytest.mark.parametrize("page", ["databases", "threads", "metadata", "allow-debug", "actor"])
def test_nothing_about_the_machine_is_disclosed(site: Site, page: str) -> None:
    for ending in ("", ".json", "/", ".json?_ttl=9"):
        response, body = site.ask(f"/-/{page}{ending}")
        assert response.status == 404
        assert f"{site.folder}".encode() not in body
