"""Clients that send half a request, or URLs that are not percent-encoded."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.paths import TOP

SERVE = """
import sys
from newsdb.http import protocol, server
from newsdb.cli import main

protocol.HEADER_TIMEOUT = float(sys.argv[2])
server.MAX_CONNECTIONS = int(sys.argv[3])
main(["serve", "--db", sys.argv[1], "--port", "0"])
"""


@contextmanager
def serving(database: Path, timeout: float, connections: int) -> Iterator[tuple[str, int]]:
    """Serve a database with other limits, and yield the host and the port."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, database, str(timeout), str(connections)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=TOP,
    )
    assert process.stdout
    url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
    host, _, port = url.removeprefix("http://").strip("/").partition(":")
    try:
        yield host, int(port)
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def server(news_db: Path) -> Iterator[tuple[str, int]]:
    with serving(news_db, timeout=1, connections=4096) as address:
        yield address


@pytest.fixture(scope="module")
def patient_server(news_db: Path) -> Iterator[tuple[str, int]]:
    with serving(news_db, timeout=600, connections=4096) as address:
        yield address


def is_closed(connection: socket.socket) -> bool:
    """Return whether the server closes a connection; it has not read what was sent last."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_whoever_holds_all_connections_shuts_nobody_out(news_db: Path) -> None:
    with serving(news_db, timeout=600, connections=20) as address, ExitStack() as stack:
        held = []
        for _ in range(60):
            held.append(stack.enter_context(socket.create_connection(address, timeout=60)))
            held[-1].sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        with socket.create_connection(address, timeout=60) as connection:
            connection.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        # Those that waited longest were closed.
        assert all(map(is_closed, held[:40]))
        held[-1].sendall(b"\r\n")
        assert held[-1].recv(100).startswith(b"HTTP/1.1 200")


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


def test_a_slow_but_complete_request_is_answered(patient_server: tuple[str, int]) -> None:
    with socket.create_connection(patient_server, timeout=60) as connection:
        for part in (b"GET /robots.txt HTTP/1.1\r\n", b"Host: x\r\n", b"\r\n"):
            connection.sendall(part)
            time.sleep(0.1)
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("pieces", [1, 2, 200])
def test_a_url_in_utf_8_is_answered_as_if_it_were_encoded(
    patient_server: tuple[str, int], pieces: int
) -> None:
    """However it arrives; a header that is not ASCII stays as it is."""
    request = "GET /search.json?q={} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Name: 银\r\n\r\n"
    answers = []
    for query in ("银行", quote("银行")):
        sent = request.format(query).encode()
        with socket.create_connection(patient_server, timeout=60) as connection:
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
