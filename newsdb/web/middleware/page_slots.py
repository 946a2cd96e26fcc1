"""Searches, streams and downloads take turns, so that readers of articles need not wait."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsdb.exceptions import NoSlotError
from newsdb.http.asgi import App, Message, Receive, Scope, Send, route_path
from newsdb.http.slots import Slots, client_address, share_of
from newsdb.web.directories import DIRECTORIES
from newsdb.web.errors import BUSY, HTTPError, send_error

if TYPE_CHECKING:
    from datasette.app import Datasette

EXPENSIVE = (
    *("search", "suggest", "trends", "compare", "feed", "sitemap", "story", "securities"),
    *(*DIRECTORIES, "archive", "card", "edits", "data", "openapi"),
)
QUEUE_TIMEOUT = 10.0
"""In seconds; a request that gets no slot by then is answered with 503."""
MAX_COOLDOWN = 5.0
"""In seconds, so that a slow page on a busy machine does not block a lane for minutes."""


@dataclass(frozen=True)
class Lane:
    """Requests that share slots: at most `total` at the same time in all processes, and in each
    `per_client` of one client."""

    path: re.Pattern[str]
    total: int
    per_client: int
    until_complete: bool
    """Whether the slot is held until the whole body is sent, or only until it starts."""
    cooldown_factor: float = 0
    """How many times as long as the request took the slot rests..."""
    rest: float = 0
    """...and for how many seconds besides."""
    slots: Slots = field(init=False)

    def __post_init__(self) -> None:
        """Create the slots."""
        object.__setattr__(
            self, "slots", Slots(share_of(self.total), self.per_client, QUEUE_TIMEOUT)
        )


def lanes() -> list[Lane]:
    """Return new lanes; a request belongs to the first one that matches its path."""
    return [
        # Reads of the whole archive, as long as the client takes or the checksums of all files.
        Lane(re.compile(r"/data/(?!(?:tables|months)(?:/|$)).+"), 2, 1, until_complete=True),
        # A download takes little but a file descriptor and memory bandwidth; beginning one takes
        # as long as a page, and clients may break off at once.
        Lane(re.compile(r"/[^/.]+\.db"), 16, 4, until_complete=True, rest=0.25),
        # Each takes a hundred milliseconds of CPU time or more, mostly in this process.
        Lane(
            re.compile(rf"/(?:{'|'.join(EXPENSIVE)})(?:[-./].*)?|/article/.+/history(?:\.json)?"),
            *(1, 1),
            until_complete=False,
            cooldown_factor=2,
        ),
    ]


class PageSlotsMiddleware:
    """Limits how many expensive pages of this project are made at the same time."""

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.datasette = datasette
        self.base_url = datasette.setting("base_url")
        self.lanes = lanes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = self.lane_for(scope) if scope["type"] == "http" else None
        if lane is None:
            await self.app(scope, receive, send)
            return
        client = client_address(scope)
        try:
            await lane.slots.acquire(client)
        except NoSlotError:
            await send_error(self.datasette, scope, receive, send, HTTPError(503, BUSY))
            return
        started = time.monotonic()
        held = True

        def release() -> None:
            nonlocal held
            if held:
                held = False
                elapsed = time.monotonic() - started
                cooldown = min(lane.cooldown_factor * elapsed, MAX_COOLDOWN)
                lane.slots.release(client, cooldown + lane.rest)

        async def release_and_send(message: Message) -> None:
            if not lane.until_complete:
                release()
            await send(message)

        try:
            await self.app(scope, receive, release_and_send)
        finally:
            release()

    def lane_for(self, scope: Scope) -> Lane | None:
        """Return the lane of a request, or None for one that needs no slot."""
        path = route_path(scope, self.base_url)
        return next((lane for lane in self.lanes if lane.path.fullmatch(path)), None)
