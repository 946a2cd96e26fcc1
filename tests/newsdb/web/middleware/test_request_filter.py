"""What comes in: methods, closed pages, parameters and cookies."""

import json

import pytest

from newsdb.http.asgi import Scope
from newsdb.web.middleware.request_filter import (
    CLOSED_PAGES,
    RequestFilterMiddleware,
    without_foreign_cookies,
    without_ignored,
)
from tests.asgi import FakeDatasette, application, ask


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
async def test_only_get_head_and_options_are_allowed(method: str) -> None:
    seen: list[Scope] = []
    answer = await ask(
        RequestFilterMiddleware(application(seen=seen), FakeDatasette()), "/x", method
    )
    assert answer.status == 405
    assert answer.body.decode() == f"{method} is not allowed: this site is read-only.\n"
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert seen == []


async def test_options_answers_by_itself_with_cors() -> None:
    seen: list[Scope] = []
    answer = await ask(
        RequestFilterMiddleware(application(seen=seen), FakeDatasette()), "/x", "OPTIONS"
    )
    assert (answer.status, answer.body) == (200, b"Allowed methods: GET, HEAD, OPTIONS.\n")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert seen == []
    answer = await ask(
        RequestFilterMiddleware(application(), FakeDatasette(cors=False)), "/x", "OPTIONS"
    )
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("ending", ["", ".json", "/"])
@pytest.mark.parametrize("page", CLOSED_PAGES)
async def test_pages_about_the_machine_are_closed(page: str, ending: str) -> None:
    app = RequestFilterMiddleware(application(), FakeDatasette())
    answer = await ask(app, f"/-/{page}{ending}")
    sentence = "Page not found."
    error = {"ok": False, "error": sentence, "status": 404, "title": None}
    assert answer.status == 404
    if ending == ".json":
        assert json.loads(answer.body) == error
    else:
        assert answer.body.decode() == f"{sentence}\n"
    behind = RequestFilterMiddleware(application(), FakeDatasette(base_url="/archive/"))
    assert (await ask(behind, f"/archive/-/{page}{ending}")).status == 404


@pytest.mark.parametrize(
    "path", ["/-/versions.json", "/-/settings", "/-/databases-of-mine", "/news/-/threads", "/"]
)
async def test_other_pages_are_open(path: str) -> None:
    assert (
        await ask(RequestFilterMiddleware(application(), FakeDatasette()), path)
    ).body == b"body"


async def test_parameters_that_defeat_caches_are_removed() -> None:
    seen: list[Scope] = []
    app = RequestFilterMiddleware(application(seen=seen), FakeDatasette())
    await ask(app, "/x?a=1&_ttl=9999&b=2", headers={"cookie": "_ga=1; a=2", "accept": "*/*"})
    assert seen[0]["query_string"] == b"a=1&b=2"
    assert seen[0]["headers"] == [(b"accept", b"*/*")]


@pytest.mark.parametrize(
    ("query_string", "left"),
    [
        (b"", b""),
        (b"_ttl=1", b""),
        (b"%5Fttl=1&_ttl&+=%", b"+=%"),
        (b"a=_ttl&_ttl2=1", b"a=_ttl&_ttl2=1"),
    ],
)
def test_without_ignored(query_string: bytes, left: bytes) -> None:
    assert without_ignored(query_string) == left


@pytest.mark.parametrize(
    ("cookie", "left"),
    [
        (b"ds_actor=abc", [(b"cookie", b"ds_actor=abc")]),
        (b"_ga=1; ds_actor=abc;x", [(b"cookie", b"ds_actor=abc")]),
        (b"_ga=1; lang=zh", []),
        (b"ds_actor=\xff; ds_messages=1", [(b"cookie", b"ds_messages=1")]),
        (b"", []),
    ],
)
def test_without_foreign_cookies(cookie: bytes, left: list[tuple[bytes, bytes]]) -> None:
    assert without_foreign_cookies([(b"Cookie", cookie)]) == left


NOT_ASCII = "Invalid URL: percent-encode the path."


@pytest.mark.parametrize(
    ("path", "host", "status", "sentence"),
    [
        (
            "/" + "a" * 40960,
            "x",
            414,
            "URL too long (limit 40,960 bytes).",
        ),
        (
            "/?" + "a" * 40960,
            "x",
            414,
            "URL too long (limit 40,960 bytes).",
        ),
        ("/\\example.org/", "x", 400, NOT_ASCII),
        ("/source/湖南日报", "x", 400, NOT_ASCII),
        ("/a\x00", "x", 400, NOT_ASCII),
        ("*", "x", 400, NOT_ASCII),
        ("http://example.org/", "x", 400, NOT_ASCII),
        ("/", "[", 400, "Invalid Host header."),
        ("/", "a b", 400, "Invalid Host header."),
        ("/", 'x"><script>', 400, "Invalid Host header."),
        ("/", "x:999999", 400, "Invalid Host header."),
    ],
)
async def test_malformed_requests(path: str, host: str, status: int, sentence: str) -> None:
    seen: list[Scope] = []
    app = RequestFilterMiddleware(application(seen=seen), FakeDatasette())
    answer = await ask(app, path, headers={"host": host})
    assert (answer.status, answer.body.decode()) == (status, f"{sentence}\n")
    assert answer.headers["access-control-allow-origin"] == "*"
    accepting = {"host": host, "accept": "application/json"}
    answer = await ask(app, path, headers=accepting)
    error = {"ok": False, "error": sentence, "status": status, "title": None}
    assert (answer.status, json.loads(answer.body)) == (status, error)
    assert seen == []


@pytest.mark.parametrize(
    "host", ["", "x", "a-b.example:8001", "[::1]", "[fe80::1]:80", "127.0.0.1"]
)
async def test_well_formed_requests(host: str) -> None:
    app = RequestFilterMiddleware(application(), FakeDatasette())
    path = "/" + "a" * (40960 - len("/?") - 5) + "?" + "b" * 6
    assert (await ask(app, path, headers={"host": host})).body == b"body"
    assert (await ask(app, "/%FF//%5C~;@:!$&'()*+,=|^`\"<>{}[]")).body == b"body"


async def test_other_protocols_pass() -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        seen.append(scope)

    await RequestFilterMiddleware(app, FakeDatasette())({"type": "lifespan"}, None, None)
    assert seen == [{"type": "lifespan"}]


async def test_on_the_real_site(datasette) -> None:
    assert (await datasette.client.post("/news/posts")).status_code == 405
    assert (await datasette.client.get("/-/databases.json")).status_code == 404
    page = await datasette.client.get("/news/posts?_ttl=999999", cookies={"_ga": "1"})
    assert page.headers["cache-control"] == "max-age=10"
    assert "cookie" not in page.headers["vary"].lower()
    private = await datasette.client.get("/news/posts", cookies={"ds_actor": "1"})
    assert private.headers["cache-control"] == "private, no-store"
    assert "cookie" in private.headers["vary"].lower()
