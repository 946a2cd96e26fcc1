"""Requests with untrusted SQL take turns, and do not slow down readers of other pages."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_plus

from datasette.utils import tilde_decode

from newsdb.exceptions import NoSlotError
from newsdb.http.asgi import App, Message, Receive, Scope, Send, page_kind, route_path
from newsdb.http.slots import Slots, client_address, share_of
from newsdb.instance import database_names
from newsdb.web.errors import HTTPError, send_error
from newsdb.web.query_runner import QueryRunner, QuerySlot, current_slot
from newsdb.web.sql_worker_pool import QUICK_SLOTS, SLOW_SLOTS

if TYPE_CHECKING:
    from datasette.app import Datasette

CHEAP_PARAMETERS = set(
    "_blob_column _blob_hash _bom _col _dl _header _json _json_infinity _label _labels _lang _next "
    "_nl _nocol _nocount _nofacet _nosuggest _search _shape _show_hidden".split()
)
"""Parameters with which a table page takes no longer than without them. With any other parameter
it may have to read every row."""
MAX_PARAMETERS = 100
MAX_FACETS = 10
"""Each may take `facet_time_limit_ms`."""
MAX_ROWS = 200
"""Rows that a page of an SQL query shows: it is rendered in the process that serves everyone.
JSON and CSV have `max_returned_rows`. A table page with more rows needs a slot, too."""
COOLDOWN_FACTOR = 3
"""A slot rests this many times as long as its page took to render, not counting queries..."""
MIN_COOLDOWN = 0.1
"""...if that took more than this many seconds."""
QUEUE_TIMEOUT = 10.0
SLOW_QUEUE_TIMEOUT = 15.0
"""In seconds; a request that gets no slot by then is answered with 503."""
REJECTION_DELAY = 1.0
"""In seconds, before a request for too much is rejected: it slows down clients that repeat it."""
BUSY = "Too many queries are running. Try again in a moment."

SHORT_PAGE = re.compile("1?[0-9]{0,2}|200", re.ASCII)
"""A page size of at most `MAX_ROWS`."""
SQL_PAGE = re.compile("/[^/.]+/?")
"""The HTML page of a database, as in `/news?sql=…`; neither `/news.json` nor a table."""


class QuerySlotsMiddleware:
    """Limits how many expensive requests for Datasette's database pages run at the same time."""

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.datasette = datasette
        self.base_url = datasette.setting("base_url")
        self.databases = set(database_names(datasette))
        self.canned_queries = {
            query
            for name in self.databases
            for query in datasette.metadata("queries", database=name) or ()
        }
        # A client does not take all slots, so that another one need not wait for it.
        self.quick = Slots(share_of(QUICK_SLOTS), 1, QUEUE_TIMEOUT)
        self.slow = Slots(share_of(SLOW_SLOTS), 1, SLOW_QUEUE_TIMEOUT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.start_workers()
            await self.app(scope, receive, send)
        elif scope["type"] != "http" or not self.needs_slot(scope):
            await self.app(scope, receive, send)
        elif error := find_excess(scope["query_string"]):
            await asyncio.sleep(REJECTION_DELAY)
            await send_error(self.datasette, scope, receive, send, HTTPError(400, error))
        else:
            await self.run_with_slot(scope, receive, send)

    async def start_workers(self) -> None:
        """Start the workers with the server, so that the first query need not wait for them."""
        await self.datasette.invoke_startup()
        for database in self.datasette.databases.values():
            if isinstance(database.execute, QueryRunner):
                await asyncio.to_thread(database.execute.workers.start)

    def needs_slot(self, scope: Scope) -> bool:
        """Return whether a request may run expensive SQL."""
        path = route_path(scope, self.base_url)
        return page_kind(path, self.databases) == "database" and is_expensive(
            path, scope["query_string"], self.canned_queries
        )

    async def run_with_slot(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a slot and pass the request on; it is released when the response starts."""
        client = client_address(scope)
        held: Slots | None = None

        async def change_to_slow() -> None:
            nonlocal held
            held = None
            self.quick.release(client)
            await self.slow.acquire(client)
            held = self.slow

        try:
            await self.quick.acquire(client)
        except NoSlotError:
            await send_error(self.datasette, scope, receive, send, HTTPError(503, BUSY))
            return
        held = self.quick
        is_page = SQL_PAGE.fullmatch(route_path(scope, self.base_url))
        slot = QuerySlot(MAX_ROWS if is_page else sys.maxsize, change_to_slow)
        started = time.monotonic()

        def release() -> None:
            nonlocal held
            if held:
                rendering = time.monotonic() - started
                rendering -= slot.seconds_in_workers + slot.seconds_in_queue
                held.release(client, cooldown(rendering))
                held = None

        # The page is complete when its response starts; a client that reads slowly blocks nobody.
        async def release_and_send(message: Message) -> None:
            release()
            await send(message)

        token = current_slot.set(slot)
        try:
            await self.app(scope, receive, release_and_send)
        finally:
            current_slot.reset(token)
            release()


def cooldown(rendering: float) -> float:
    """Return the seconds that a slot stays unavailable after a page that took `rendering`."""
    return COOLDOWN_FACTOR * rendering if rendering > MIN_COOLDOWN else 0


def is_expensive(path: str, query_string: bytes, canned_queries: set[str]) -> bool:
    """Return whether a database page may take long: SQL, filters, facets, a long page, or one of
    the canned queries."""
    pairs = [
        tuple(map(unquote_plus, piece.partition("=")[::2]))
        for piece in query_string.decode("latin-1").split("&")
        if piece
    ]
    _, _, *below = path.split("/")
    query = tilde_decode(below[0].partition(".")[0]) if below else None
    return query in canned_queries or not all(
        name in CHEAP_PARAMETERS or (name == "_size" and SHORT_PAGE.fullmatch(value))
        for name, value in pairs
    )


def find_excess(query_string: bytes) -> str | None:
    """Return the error message for a query string with too much in it, else None."""
    names = [name for name, _ in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)]
    if len(names) > MAX_PARAMETERS:
        return f"Too many parameters: {len(names)} (limit {MAX_PARAMETERS})."
    facets = [name for name in names if re.fullmatch("_facet(?:_(?!size).*)?", name)]
    if len(facets) > MAX_FACETS:
        return f"Too many facets: {len(facets)} (limit {MAX_FACETS})."
    return None
