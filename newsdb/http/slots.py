"""Bounded concurrency: a limit on simultaneous requests, in all and per client."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter, deque
from weakref import WeakKeyDictionary

from newsdb.exceptions import NoSlotError
from newsdb.http.asgi import Scope

_processes = 1


def set_processes(count: int) -> None:
    """Set how many processes serve the site together."""
    global _processes
    _processes = count


def share_of(total: int) -> int:
    """Return how many of the slots of all processes this one has: its share, one at least.

    Requests come to whichever process accepts them, so that a client may hold its own limit of
    slots in each.
    """
    return max(1, total // _processes)


class Slots:
    """A semaphore that also limits how many slots one client holds.

    Slots are given in the order of requests, except that a client with its limit of slots is
    passed over until one of them is released.
    """

    def __init__(self, total: int, per_client: int, timeout: float) -> None:
        """Take the limits, and how many seconds a request waits for a slot."""
        self.total = total
        self.per_client = per_client
        self.timeout = timeout
        # State for each event loop: tests use the same site from several.
        self._states: WeakKeyDictionary[asyncio.AbstractEventLoop, _State] = WeakKeyDictionary()

    async def acquire(self, client: str | None) -> None:
        """Wait for a slot; raises NoSlotError after the timeout. None is an unknown client."""
        loop = asyncio.get_running_loop()
        state = self._states.setdefault(loop, _State())
        waiter: asyncio.Future[None] = loop.create_future()
        state.queue.append((client, waiter))
        self._fill(state)
        try:
            await asyncio.wait_for(asyncio.shield(waiter), self.timeout)
        except BaseException as error:
            if waiter.done():
                self.release(client)
            else:
                waiter.cancel()
                state.queue.remove((client, waiter))
            if isinstance(error, asyncio.TimeoutError):
                raise NoSlotError from None
            raise

    def release(self, client: str | None, cooldown: float = 0) -> None:
        """Give a slot back after `cooldown` seconds; the client's own limit counts until then."""
        loop = asyncio.get_running_loop()
        state = self._states[loop]
        if cooldown:
            loop.call_later(cooldown, self._release, state, client)
        else:
            self._release(state, client)

    def _release(self, state: _State, client: str | None) -> None:
        state.held -= 1
        state.by_client[client] -= 1
        state.by_client += Counter()  # drops zeros
        self._fill(state)

    def _fill(self, state: _State) -> None:
        for client, waiter in list(state.queue):
            if state.held >= self.total:
                return
            if client is None or state.by_client[client] < self.per_client:
                state.queue.remove((client, waiter))
                state.held += 1
                state.by_client[client] += 1
                waiter.set_result(None)


class _State:
    def __init__(self) -> None:
        self.held = 0
        self.by_client: Counter[str | None] = Counter()
        self.queue: deque[tuple[str | None, asyncio.Future[None]]] = deque()


def client_address(scope: Scope) -> str | None:
    """Return the address of a client, or None if it is not known (a Unix socket).

    For IPv6 that is the /64 network: one customer of a provider has at least that many addresses.
    """
    client = scope.get("client")
    if not client:
        return None
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:
        return str(client[0])
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
