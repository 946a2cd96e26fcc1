"""Feeds from files and from a real HTTP server."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.loaders.feeds.test_read import RSS, load
from tests.loaders.shell import rows, run


class Feed(BaseHTTPRequestHandler):
    """A feed with relative links, behind a password."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(
            b'<rss version="2.0"><channel><title>T</title><item><title>a</title>'
            b"<guid>x</guid><link>/article</link><description>&lt;a href='/b'&gt;b&lt;/a&gt;"
            b"</description></item></channel></rss>"
        )

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.usefixtures("folder")
def test_secrets_of_a_feed_are_stored_and_shown_nowhere() -> None:
    server = HTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://user:s3cretpw@127.0.0.1:{server.server_port}/f.xml?token=s3crettok&page=2"
    try:
        results = [run("load", "feed", url), run("load", "feed", url)]
    finally:
        server.shutdown()
        server.server_close()
    results.append(run("load", "feed", url))
    results.append(run("load", "posts", url))
    assert [result.exit_code for result in results] == [0, 0, 2, 2]
    assert "1 unchanged" in results[1].output
    assert all("s3cret" not in result.output for result in results)
    assert b"s3cret" not in Path("news.db").read_bytes()
    name = f"http://127.0.0.1:{server.server_port}/f.xml?page=2"
    assert rows("select source from files union select source from loads") == [(name,)]


class Handler(BaseHTTPRequestHandler):
    """Sends the responses of its server."""

    def do_GET(self) -> None:
        server: Any = self.server
        server.seen.append(dict(self.headers))
        if self.path == "/old":
            self.send_response(301)
            self.send_header("Location", "/feed")
            self.end_headers()
        elif self.path != "/feed":
            self.send_error(404, "Not Found")
        elif self.headers.get("If-None-Match") == server.etag:
            self.send_response(304)
            self.end_headers()
        else:
            body = gzip.compress(server.body)
            self.send_response(200)
            for name, value in (
                ("ETag", server.etag),
                ("Last-Modified", "Mon, 07 Mar 2022 00:00:00 GMT"),
                ("Content-Encoding", "gzip"),
                ("Content-Length", str(len(body))),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Any]:
    served: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.body, served.etag, served.seen = RSS.encode(), '"one"', []
    served.address = f"http://127.0.0.1:{served.server_port}"
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()


def test_a_server_is_asked_only_for_what_changed(tmp_path: Path, server: Any) -> None:
    address = f"{server.address}/old"
    assert "2 added" in load(tmp_path, address).output
    assert "If-None-Match" not in server.seen[-1]
    before = (tmp_path / "news.db").read_bytes()

    assert load(tmp_path, address).exit_code == 0
    assert server.seen[-1]["If-None-Match"] == '"one"'
    assert server.seen[-1]["If-Modified-Since"] == "Mon, 07 Mar 2022 00:00:00 GMT"
    assert (tmp_path / "news.db").read_bytes() == before

    server.etag, server.body = '"two"', RSS.replace("三成", "五成").encode()
    assert "1 changed, 1 unchanged" in load(tmp_path, address).output

    # Another zone may make other posts of the same feed.
    load(tmp_path, address, options=("--timezone", "Asia/Tokyo"))
    assert "If-None-Match" not in server.seen[-1]


def test_an_answer_that_is_no_feed_is_said_in_a_sentence(tmp_path: Path, server: Any) -> None:
    result = load(tmp_path, f"{server.address}/nothing")
    assert result.exit_code == 2
    assert "the server answered 404 Not Found" in result.output
    server.server_close()
    result = load(tmp_path, "http://127.0.0.1:1/feed")
    assert result.exit_code == 2
    assert result.output.startswith("newsdb: http://127.0.0.1:1/feed cannot be read: ")


def test_an_answer_that_takes_too_long_is_said_in_a_sentence(
    tmp_path: Path, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.feeds.fetch.SECONDS", 0)
    result = load(tmp_path, f"{server.address}/feed")
    address = f"{server.address}/feed"
    assert (result.exit_code, result.output) == (
        2,
        f"newsdb: {address} cannot be read: it takes over 0 seconds\n",
    )


def test_a_feed_that_is_not_there(tmp_path: Path) -> None:
    result = load(tmp_path, str(tmp_path / "none.xml"))
    sentence = f"newsdb: {tmp_path}/none.xml cannot be read: No such file or directory\n"
    assert (result.exit_code, result.output) == (2, sentence)


@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_feed_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Any, more: int
) -> None:
    monkeypatch.setattr("loaders.feeds.fetch.MAX_BYTES", len(RSS.encode()) - more)
    (tmp_path / "feed.xml").write_text(RSS, "utf-8")
    for location in (f"{server.address}/feed", f"{tmp_path}/feed.xml"):
        result = load(tmp_path, location)
        assert result.exit_code == (2 if more else 0)
        assert ("file too large: 0 MB" in result.output) == bool(more)
