"""Responses for programs: JSON, and errors as JSON."""

from __future__ import annotations

import json

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request

from newsdb.http.responses import (
    ATOM,
    absolute,
    addressing,
    atom_response,
    failure,
    json_answer,
    wants_json,
)


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [
        ("/article/x", "text/html,application/xhtml+xml", False),
        ("/article/x", "*/*", False),
        ("/article/x", "Application/JSON", True),
        ("/article/x", "text/html, application/json", False),
        ("/article/x.json", "text/html", True),
        ("/article/x.md", "text/html", True),
        ("/feed.xml", "", True),
        ("/data/posts.ndjson", "", True),
        ("/data/posts.parquet", "", True),
        ("/data/SHA256SUMS", "", True),
        ("/data/xSHA256SUMS", "", False),
        ("/news.db", "", False),
    ],
)
def test_wants_json(path: str, accept: str, expected: bool) -> None:
    assert wants_json(path, accept) is expected


def test_json_is_written_for_people_too() -> None:
    response = json_answer({"a": "银\ud800"}, 201)
    assert response.body == '{\n "a": "银?"\n}\n'.encode()
    assert (response.status, response.content_type) == (201, "application/json; charset=utf-8")


def test_errors_have_the_members_of_datasettes() -> None:
    error = failure("x", 404, "T", {"rows": [], "ok": True})
    assert json.loads(error.body) == {
        "rows": [],
        "ok": False,
        "error": "x",
        "status": 404,
        "title": "T",
    }
    assert error.status == 404


@pytest.mark.parametrize(
    ("base_url", "https", "expected"),
    [
        ("/", False, "http://a.example/x?y=1"),
        ("/news/", False, "http://a.example/news/x?y=1"),
        ("/", True, "https://a.example/x?y=1"),
    ],
)
def test_urls_are_those_that_the_client_sees(base_url: str, https: bool, expected: str) -> None:
    datasette = Datasette(memory=True, settings={"base_url": base_url, "force_https_urls": https})
    request = Request.fake("/data", url_vars={})
    request.scope["headers"] = [(b"host", b"a.example")]
    assert absolute(datasette, request, "/x?y=1") == expected
    assert addressing(datasette, request)("/x?y=1") == expected


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [("text/html", "application/xml; charset=utf-8"), ("*/*", ATOM), ("", ATOM)],
)
def test_a_browser_gets_a_feed_as_xml(accept: str, content_type: str) -> None:
    request = Request.fake("/feed.xml")
    request.scope["headers"] = [(b"accept", accept.encode())]
    response = atom_response(request, b"<feed/>")
    assert (response.content_type, response.headers) == (content_type, {"Vary": "Accept"})
