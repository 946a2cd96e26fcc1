"""uvicorn's server and its HTTP protocol, with a time limit for headers, and URLs in UTF-8."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable
from typing import ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_TIMEOUT = 15.0
"""In seconds, as in `deploy/nginx.conf`."""
NOT_ASCII = re.compile(rb"[\x80-\xff]")


class NewsServer(uvicorn.Server):
    """Calls `on_ready` once it is started, with its SQL workers: no request waits for those."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], object]) -> None:
        """Take uvicorn's configuration and what to call."""
        super().__init__(config)
        self.on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start."""
        await super().startup(sockets)
        if self.started:
            self.on_ready()


class NewsProtocol(H11Protocol):
    """Closes connections whose client does not send a complete request in time.

    uvicorn itself limits only how long a connection is idle between two requests: a client that
    sends half a request would keep it open for ever. Where there are as many connections as may
    be (`limit_concurrency`), a new one takes the place of the one that has waited longest for a
    request: whoever holds them all shuts nobody out.

    It also takes URLs whose Chinese is not percent-encoded, as `curl` sends what is typed; h11
    follows RFC 9112 and rejects them.
    """

    _waiting: ClassVar[dict[NewsProtocol, None]] = {}
    """The connections that wait for a request, the longest first."""
    _header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer, and make room for the connection."""
        super().connection_made(transport)
        limit, longest = self.limit_concurrency, next(iter(self._waiting), None)
        if limit is not None and len(self.connections) >= limit and longest:
            longest._close()
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Stop the timer if a request is complete; start it if another has begun."""
        super().data_received(encode_request_line(data) if self._awaits_request_line() else data)
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        super().connection_lost(exc)
        self._stop_waiting()

    def _awaits_request_line(self) -> bool:
        return self.conn.their_state is h11.IDLE and b"\n" not in self.conn.trailing_data[0]

    def _wait_for_headers(self) -> None:
        if self._is_responding():
            self._stop_waiting()
        elif self._header_timer is None:
            self._header_timer = self.loop.call_later(HEADER_TIMEOUT, self._close)
            self._waiting[self] = None

    def _stop_waiting(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None
        self._waiting.pop(self, None)

    def _close(self) -> None:
        self._stop_waiting()
        if not self._is_responding():
            self.transport.close()

    def _is_responding(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete


def encode_request_line(data: bytes) -> bytes:
    """Return what a client sent, with the bytes of its first line that are not ASCII
    percent-encoded."""
    line, newline, rest = data.partition(b"\n")
    return NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line) + newline + rest
