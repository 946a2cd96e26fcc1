"""Sending to a webhook, against a server on this machine that fails in many ways."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from newsdb.exceptions import WebhookError
from newsdb.watching.webhook import send


class Hook(ThreadingHTTPServer):
    """Answers with each of some statuses in turn, then with the last; keeps what it gets."""

    def __init__(self, *statuses: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.statuses, self.bodies, self.paths = list(statuses), [], []  # type: ignore[var-annotated]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hooks/T0P-SECRET"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook: Any = self.server
        hook.paths.append(self.path)
        hook.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        status = hook.statuses.pop(0) if len(hook.statuses) > 1 else hook.statuses[0]
        with suppress(OSError):
            if status == 0:  # a header without end
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(50):
                    self.wfile.write(b"X")
                    time.sleep(0.05)
                return
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "1000000000")  # a body without end
            self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        pass


@contextmanager
def hook(*statuses: int) -> Iterator[Hook]:
    server = Hook(*statuses)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_body_arrives_and_that_of_the_response_is_not_waited_for() -> None:
    body = json.dumps({"text": "题"}, ensure_ascii=False).encode()
    with hook(204) as server:
        send(server.url, body)
    assert server.bodies == [body]


def test_what_may_recover_is_tried_again() -> None:
    with hook(503, 429, 200) as server:
        send(server.url, b"{}", delays=(0, 0))
    assert server.bodies == [b"{}"] * 3


@pytest.mark.parametrize(("status", "attempts"), [(500, 3), (400, 1), (404, 1), (301, 1), (307, 1)])
def test_failures_are_bounded_and_redirects_not_followed(status: int, attempts: int) -> None:
    with hook(status) as server, pytest.raises(WebhookError) as raised:
        send(server.url, b"{}", delays=(0, 0))
    assert str(raised.value) == f"the webhook at 127.0.0.1 answered {status}"
    assert server.paths == ["/hooks/T0P-SECRET"] * attempts


def test_a_response_without_end_is_given_up() -> None:
    with hook(0) as server, pytest.raises(WebhookError) as raised:
        send(server.url, b"{}", delays=(), timeout=0.3)
    assert str(raised.value) == "the webhook at 127.0.0.1 did not answer within 0.3 seconds"


def test_a_server_that_is_away_and_a_url_that_is_none() -> None:
    with hook(200) as server:
        pass
    with pytest.raises(WebhookError) as raised:
        send(server.url, b"{}", delays=(0,))
    assert str(raised.value) == "the webhook at 127.0.0.1 cannot be reached (ConnectError)"
    for url in ("", "ftp://a.example/T0P-SECRET", "http://[T0P-SECRET", "http://a:b/T0P-SECRET"):
        with pytest.raises(WebhookError) as raised:
            send(url, b"{}")
        assert str(raised.value) == "the webhook has an invalid URL"
