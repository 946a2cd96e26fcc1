"""Connections for fetching what strangers name: only to public addresses, and within a time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from newsdb.exceptions import SourceError

Place = tuple[str, int]
"""An IP address and a port."""


@dataclass(slots=True)
class Guard:
    """Which addresses may be connected to, and until when.

    While `is_trusted`, every address may be, and is remembered in `known`: the user named its
    host. After that, where somebody else says to go, only public addresses and those known may
    be, unless `allow_private`. `deadline` is a time of time.monotonic().
    """

    deadline: float
    allow_private: bool = False
    is_trusted: bool = True
    known: set[Place] = field(default_factory=set)

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host, all of which may be connected to.

        Raises SourceError if one may not be, httpcore.ConnectError if there are none.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise httpcore.ConnectError(f"{host}: {reason}") from None
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        for address in addresses:
            if self.is_trusted:
                self.known.add((address, port))
            elif not (self.allow_private or (address, port) in self.known or _is_public(address)):
                raise SourceError(
                    f"it leads to {host}, which is not a public address ({address}); "
                    "if you trust it, add --allow-private"
                )
        return addresses

    def remaining(self, timeout: float | None) -> float:
        """Return how many seconds something may take; raises httpcore.ReadTimeout if none."""
        left = self.deadline - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it takes too long")
        return left if timeout is None else min(left, timeout)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport, with connections that a Guard allows."""

    def __init__(self, guard: Guard, proxy: str | None = None) -> None:
        """Connect directly, or by way of a proxy, which then resolves the names of hosts."""
        context = _ssl_context()
        super().__init__(verify=context)
        backend = _Backend(guard)
        self._pool = (
            httpcore.HTTPProxy(proxy, network_backend=backend, ssl_context=context)
            if proxy
            else httpcore.ConnectionPool(network_backend=backend, ssl_context=context)
        )


def proxy_for(url: str) -> str | None:
    """Return the URL of the proxy that the environment names for a URL, or None."""
    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return None if not proxy or proxy_bypass(parts.hostname or "") else proxy


@lru_cache(maxsize=1)
def _ssl_context() -> ssl.SSLContext:
    """Return the settings of TLS, with the certificates of the system, which are slow to read."""
    return ssl.create_default_context()


def _is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or ip
    return mapped.is_global and not mapped.is_multicast


class _Backend(httpcore.NetworkBackend):
    """Resolves names itself, so that what is checked is what is connected to."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._guard.addresses(host, port):
            try:
                stream = self._backend.connect_tcp(
                    *(address, port, self._guard.remaining(timeout), local_address),
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._guard)
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing takes longer than there is time."""

    def __init__(self, stream: httpcore.NetworkStream, guard: Guard) -> None:
        self._stream, self._guard = stream, guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guard.remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._guard.remaining(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
