"""Headers of every response, over a tiny application and on the real site."""

import pytest
from bs4 import BeautifulSoup
from datasette.app import Datasette

from newsdb.web.middleware.headers import HeadersMiddleware
from tests.asgi import FakeDatasette, application, ask

STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' http: https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DATASETTES = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-38xqj8N9cygggde3AvM+xVgS15DUXTOhM9fjk0hLOS0='; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HTML = {"content-type": "text/html; charset=utf-8"}
LONG = "public, max-age=31536000, immutable"


async def test_all_headers_of_a_page_of_ours() -> None:
    answer = await ask(HeadersMiddleware(application(headers=HTML), FakeDatasette()), "/article/x")
    assert answer.headers == {
        **HTML,
        "content-security-policy": STRICT,
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
        "midi=(), payment=(), usb=()",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "Accept-Ranges, Content-Length, Content-Range, ETag, Link",
        "cache-control": "public, max-age=300",
        "vary": "Accept-Encoding, Accept-Language",
    }


@pytest.mark.parametrize(
    ("address", "status", "given", "expected"),
    [
        ("/article/x", 200, None, "public, max-age=300"),
        ("/article/x", 304, None, "public, max-age=300"),
        ("/article/x", 200, "no-cache", "no-cache"),
        ("/article/x", 302, None, None),
        ("/article/x", 404, None, "no-store"),
        ("/article/x", 500, "public, max-age=60", "no-store"),
        ("/news/posts", 200, "max-age=60", "max-age=60"),
        ("/news/posts", 200, "private, no-store", "private, no-store"),
        ("/news/posts", 400, "max-age=60", "no-store"),
        ("/news/posts.csv", 200, None, "no-cache"),
        ("/news.db", 200, None, "no-cache"),
        ("/-/versions", 200, None, "no-store"),
        ("/static/site.css", 200, None, "public, max-age=3600"),
        ("/static/site.css?0123ab", 200, None, LONG),
        ("/static/site.css?0123ab", 404, None, "no-store"),
        ("/-/static/app.css?d59929", 200, None, LONG),
        ("/-/static/codemirror-5.57.0.min.js", 200, None, LONG),
        ("/-/static/table.js", 200, None, "public, max-age=3600"),
        ("/favicon.ico", 200, "max-age=3600, immutable, public", "max-age=3600, immutable, public"),
    ],
)
async def test_cache_control(
    address: str, status: int, given: str | None, expected: str | None
) -> None:
    headers = {"cache-control": given} if given else {}
    answer = await ask(HeadersMiddleware(application(status, headers), FakeDatasette()), address)
    assert answer.headers.get("cache-control") == expected


@pytest.mark.parametrize(
    ("headers", "vary"),
    [
        ({}, "Accept-Encoding"),
        ({"vary": "Cookie, Authorization"}, "Accept-Encoding, Authorization"),
        ({**HTML, "vary": "Authorization"}, "Accept-Encoding, Authorization, Accept-Language"),
        ({"vary": "Accept-Encoding, Accept-Language"}, "Accept-Encoding, Accept-Language"),
        ({"vary": "Cookie", "cache-control": "private, no-store"}, "Accept-Encoding, Cookie"),
    ],
)
async def test_vary(headers: dict[str, str], vary: str) -> None:
    answer = await ask(
        HeadersMiddleware(application(headers=headers), FakeDatasette()), "/news/posts"
    )
    assert answer.headers["vary"] == vary


async def test_without_cors_nothing_is_given_to_others() -> None:
    answer = await ask(HeadersMiddleware(application(), FakeDatasette(cors=False)), "/")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("path", "compressible"), [("/news.db", False), ("/static/a.png", False), ("/news", True)]
)
async def test_files_that_are_not_compressed(path: str, compressible: bool) -> None:
    seen: list[dict] = []
    app = HeadersMiddleware(application(seen=seen), FakeDatasette())
    await ask(app, path, headers={"accept-encoding": "gzip", "accept": "*/*"})
    assert ((b"accept-encoding", b"gzip") in seen[0]["headers"]) is compressible
    assert (b"accept", b"*/*") in seen[0]["headers"]


async def test_the_server_decides_how_a_body_is_sent() -> None:
    headers = {"transfer-encoding": "chunked", "content-length": "4"}
    answer = await ask(HeadersMiddleware(application(headers=headers), FakeDatasette()), "/news.db")
    assert "transfer-encoding" not in answer.headers
    assert answer.headers["content-length"] == "4"


async def test_a_site_under_a_path() -> None:
    app = HeadersMiddleware(application(), FakeDatasette(base_url="/archive/"))
    assert (await ask(app, "/archive/news.db")).headers["cache-control"] == "no-cache"
    assert (await ask(app, "/archive/-/versions")).headers["cache-control"] == "no-store"
    assert (await ask(app, "/archive/x")).headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/news", "/news/posts", "/news/articles", "/news/posts/1", "/news/most_mentioned"),
        *("/news?sql=select+1", "/news?_show_hidden=1", "/news/posts?_facet=date&_sort=title"),
        *("/-/versions", "/nothing", "/news/nothing", "/news?sql=drop"),
    ],
)
async def test_no_page_violates_its_content_security_policy(datasette, address: str) -> None:
    """Datasette's own templates do; those of this project take the place of them."""
    response = await datasette.client.get(address)
    policy = response.headers["content-security-policy"]
    assert policy == (DATASETTES if address.startswith(("/news", "/-/")) else STRICT)
    assert response.headers["content-type"].startswith("text/html")
    soup = BeautifulSoup(response.text, "lxml")
    # Data, such as JSON-LD, is no script.
    scripts = soup.find_all("script", src=False, type=lambda kind: "json" not in (kind or ""))
    assert [*scripts, *soup.find_all("style"), *soup.find_all(style=True)] == []
    attributes = {name for element in soup.find_all(True) for name in element.attrs}
    assert [name for name in attributes if name.startswith("on")] == []


@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 200), ("/nothing/here", 404), ("/news?sql=drop", 400), ("/-/threads", 404)],
)
async def test_every_response_has_security_headers(datasette, address: str, status: int) -> None:
    response = await datasette.client.get(address)
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    kept = "no-store" if status >= 400 else "public, max-age=300"
    assert response.headers["cache-control"] == kept


async def test_cors_headers_on_every_response(datasette: Datasette) -> None:
    for path in ("/search.json?q=x", "/news/posts.json", "/news.db", "/feed.xml", "/nowhere.json"):
        headers = (await datasette.client.get(path)).headers
        assert headers["access-control-allow-origin"] == "*", path
        assert headers["access-control-expose-headers"] == (
            "Accept-Ranges, Content-Length, Content-Range, ETag, Link"
        ), path
