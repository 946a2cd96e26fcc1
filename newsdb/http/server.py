"""Configuration of uvicorn: the socket it listens on, its limits and its log."""

from __future__ import annotations

import resource
import socket
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any

import uvicorn

from newsdb.exceptions import ServeError
from newsdb.http.protocol import NewsProtocol

BACKLOG = 128
"""How many connections wait to be accepted, and are accepted at once."""
MAX_CONNECTIONS = 4096
RESERVED_DESCRIPTORS = 200
"""File descriptors for databases, downloads, workers and logs, and for BACKLOG connections that are
accepted before others are closed for them."""
SHUTDOWN_TIMEOUT = 30
"""How long requests that are under way may take once the server is stopped: the whole archive
as CSV, for one. A second Ctrl-C ends them at once."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that accepts connections (port 0: any free port), or raise ServeError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        created = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = (error.strerror or f"{error}").partition(" (while")[0]
        raise ServeError(
            f"cannot listen on {host}, port {port}: {reason}; choose another with --port"
        ) from None
    # Recreated, it knows that it is TCP: asyncio turns Nagle's algorithm off only then, and each
    # answer over a connection that is kept would wait 40 ms for an acknowledgement.
    return socket.socket(fileno=created.detach())


def connection_limit() -> int:
    """Return how many connections are served at the same time, and allow as many descriptors.

    Beyond that, those that send no request are closed, and requests are answered with 503.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(1, min(MAX_CONNECTIONS, descriptors - RESERVED_DESCRIPTORS))


def server_config(app: Any, options: Mapping[str, Any]) -> uvicorn.Config:
    """Return the configuration of a server for an ASGI application.

    `options` are those of `datasette serve`: `uds`, `ssl_keyfile` and `ssl_certfile`.
    """
    return uvicorn.Config(
        app,
        uds=options["uds"],
        ssl_keyfile=options["ssl_keyfile"],
        ssl_certfile=options["ssl_certfile"],
        log_config=_logging(uvicorn.config.LOGGING_CONFIG),
        log_level=None,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
        http=NewsProtocol,
        limit_concurrency=connection_limit(),
        backlog=BACKLOG,
    )


def _logging(config: dict[str, Any]) -> dict[str, Any]:
    """Return uvicorn's logging with a line for each request, and none for its own steps."""
    config = deepcopy(config)
    config["loggers"]["uvicorn.error"]["level"] = "WARNING"
    return config
