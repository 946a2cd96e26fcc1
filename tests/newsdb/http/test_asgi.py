"""What every middleware needs: the route, the kind of page, headers, a response."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsdb.http.asgi import Message, header, page_kind, route_path, send_response, without_headers


@pytest.mark.parametrize(
    ("scope", "base_url", "expected"),
    [
        ({"path": "/a", "raw_path": b"/%61"}, "/", "/%61"),
        ({"path": "/a b", "raw_path": b"/a%20b?q=1"}, "/", "/a%20b"),
        ({"path": "/a"}, "/", "/a"),
        ({"path": "/a", "raw_path": b""}, "/", "/a"),
        ({"path": "/x/a", "raw_path": b"/x/a"}, "/x/", "/a"),
        ({"path": "/x/", "raw_path": b"/x/"}, "/x/", "/"),
        # Behind a proxy that strips the path.
        ({"path": "/a", "raw_path": b"/a"}, "/x/", "/a"),
        ({"path": "/xa", "raw_path": b"/xa"}, "/x/", "/xa"),
    ],
)
def test_route_path(scope: dict[str, Any], base_url: str, expected: str) -> None:
    assert route_path(scope, base_url) == expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/site.css", "static"),
        ("/-/static/app.css", "static"),
        ("/-/static-plugins/a/b.js", "static"),
        ("/favicon.ico", "static"),
        ("/favicon.ico/x", "own"),
        ("/-/versions.json", "system"),
        ("/-", "system"),
        ("/news", "database"),
        ("/news.json", "database"),
        ("/n~65ws/posts", "database"),
        ("/newsletter", "own"),
        ("/article/news", "own"),
        ("/", "own"),
        ("", "own"),
    ],
)
def test_page_kind(path: str, kind: str) -> None:
    assert page_kind(path, {"news"}) == kind


def test_headers() -> None:
    headers = [(b"Vary", b"a"), (b"vary", b"b"), (b"etag", b"c")]
    assert (header(headers, b"vary"), header(headers, b"date")) == (b"a", None)
    assert without_headers(headers, b"vary", b"date") == [(b"etag", b"c")]


@pytest.mark.parametrize(
    ("method", "path", "accept", "status", "body", "content_type"),
    [
        ("GET", "/a", b"text/html", 200, b"Hi.\n", b"text/plain; charset=utf-8"),
        ("GET", "/a", b"application/json", 200, b"Hi.\n", b"text/plain; charset=utf-8"),
        ("GET", "/a", b"text/html", 404, b"Hi.\n", b"text/plain; charset=utf-8"),
        ("GET", "/a", b"application/json", 404, None, b"application/json; charset=utf-8"),
        ("GET", "/a.json", b"", 400, None, b"application/json; charset=utf-8"),
        ("GET", "/a.json", b"", 405, None, b"application/json; charset=utf-8"),
        ("HEAD", "/a", b"", 404, b"", b"text/plain; charset=utf-8"),
    ],
)
async def test_send_response(
    method: str, path: str, accept: bytes, status: int, body: bytes | None, content_type: bytes
) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"method": method, "path": path, "headers": [(b"accept", accept)]}
    await send_response(scope, send, status, "Hi.", [(b"allow", b"GET")])
    start, end = sent
    headers = dict(start["headers"])
    assert start["status"] == status
    assert (headers[b"allow"], headers[b"content-type"]) == (b"GET", content_type)
    if body is None:
        error = {"ok": False, "error": "Hi.", "status": status, "title": None}
        assert json.loads(end["body"]) == error
    else:
        assert end["body"] == body
