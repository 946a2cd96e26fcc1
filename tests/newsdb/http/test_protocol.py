"""Clients that send half a request, or URLs that are not percent-encoded."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.paths import TOP

SERVE = """
import sys
from newsdb.http import protocol
from newsdb.cli import main

protocol.HEADER_TIMEOUT = 1.0
main(["serve", "--db", sys.argv[1], "--port", "0"])
"""


@pytest.fixture(scope="module")
def server(news_db: Path) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, news_db], stdout=subprocess.PIPE, text=True, cwd=TOP
    )
    assert process.stdout
    url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
    host, _, port = url.removeprefix("http://").strip("/").partition(":")
    yield host, int(port)
    process.terminate()
    process.wait()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        # The rest of a connection that was used before.
        b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n",
    ],
)
def test_half_a_request_is_not_waited_for(server: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(server, timeout=60) as connection:
        connection.sendall(sent)
        received = b""
        while content := connection.recv(65536):
            received += content
    assert received.startswith(b"HTTP/1.1 200" if b"robots" in sent else b"")
    assert received.count(b"HTTP/1.1") == (1 if b"robots" in sent else 0)


def test_a_slow_but_complete_request_is_answered(server: tuple[str, int]) -> None:
    with socket.create_connection(server, timeout=60) as connection:
        for part in (b"GET /robots.txt HTTP/1.1\r\n", b"Host: x\r\n", b"\r\n"):
            connection.sendall(part)
            time.sleep(0.1)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("pieces", [1, 2, 200])
def test_a_url_in_utf_8_is_answered_as_if_it_were_encoded(
    server: tuple[str, int], pieces: int
) -> None:
    """However it arrives; a header that is not ASCII stays as it is."""
    request = "GET /search.json?q={} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Name: 银\r\n\r\n"
    answers = []
    for query in ("银行", quote("银行")):
        sent = request.format(query).encode()
        with socket.create_connection(server, timeout=60) as connection:
            size = -(-len(sent) // pieces)
            for start in range(0, len(sent), size):
                connection.sendall(sent[start : start + size])
                time.sleep(0.001)
            received = b""
            while content := connection.recv(65536):
                received += content
        head, _, body = received.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        answers.append(body)
    assert answers[0] == answers[1]
    assert b'"query":"\xe9\x93\xb6' in answers[0].replace(b'": "', b'":"')
