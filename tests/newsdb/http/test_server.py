"""The socket a server listens on, and its limits."""

import resource
import socket
import ssl
from typing import Any

import pytest

from newsdb.exceptions import ServeError
from newsdb.http import server
from newsdb.http.protocol import NewsProtocol

OPTIONS = {"uds": None, "ssl_keyfile": None, "ssl_certfile": None}


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", "AF_INET"), ("::1", "AF_INET6")])
def test_a_free_port(host: str, family: str) -> None:
    with server.listen(host, 0) as listening:
        assert (listening.family.name, listening.proto) == (family, socket.IPPROTO_TCP)
        port = listening.getsockname()[1]
        expected = f"cannot listen on {host}, port {port}: Address already in use; "
        with pytest.raises(ServeError, match=expected):
            server.listen(host, port)


@pytest.mark.parametrize(
    ("descriptors", "connections"),
    [(100, 1), (1024, 824), (100_000, 4096), (resource.RLIM_INFINITY, 4096)],
)
def test_as_many_connections_as_descriptors_allow(
    monkeypatch: pytest.MonkeyPatch, descriptors: int, connections: int
) -> None:
    limits = [(64, descriptors)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: limits.append(limit))
    assert server.connection_limit() == connections
    assert limits[1:] == [(descriptors, descriptors)]


def test_the_limit_of_descriptors_may_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(resource, "getrlimit", lambda _: (300, 4096))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert server.connection_limit() == 100


async def no_application(*_: object) -> None:
    """Respond to nothing."""


def test_uvicorn_logs_requests_only_and_does_not_name_itself() -> None:
    config = server.server_config(no_application, OPTIONS)
    log: Any = config.log_config
    assert log["loggers"]["uvicorn.error"]["level"] == "WARNING"
    assert log["loggers"]["uvicorn.access"]["level"] == "INFO"
    assert (config.http, config.server_header, config.backlog) == (NewsProtocol, False, 128)
    assert config.timeout_graceful_shutdown == 30


def test_a_certificate_that_cannot_be_read() -> None:
    config = server.server_config(no_application, {**OPTIONS, "ssl_certfile": __file__})
    with pytest.raises(ssl.SSLError):
        config.load()
