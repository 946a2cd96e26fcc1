"""Records streamed over HTTP, in bounded memory; clients notice an interrupted download."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from newsdb.export.formats import TextFormat
from newsdb.export.records import PAGE, first_records, following
from newsdb.fields import Record
from newsdb.http.asgi import Receive, Send
from newsdb.http.files import SEND_TIMEOUT, body_part, disconnected
from newsdb.instance import TIME_LIMIT_FACTOR
from newsdb.search import Databases
from newsdb.search.filters import Filter
from newsdb.web.all_databases import read_all
from newsdb.web.errors import log

if TYPE_CHECKING:
    from datasette.app import Datasette

PAUSE_FACTOR = 2
"""How many times as long as a page of records took to make the stream pauses."""
MAX_PAUSE = 1.0
"""In seconds: clients give up if nothing comes for long."""
PIECE = 1 << 17
"""Bytes to send, and compress, before other requests are served."""

Reader = Callable[[Filter, int], Awaitable[list[Record]]]


def reader(datasette: Datasette) -> Reader:
    """Return a function that reads the first page that a filter selects.

    Its second argument is how many times the time limit for SQL it may take.
    """

    async def page(filter: Filter, time_limit_factor: int) -> list[Record]:
        def query(databases: Databases) -> list[Record]:
            return first_records(databases, filter, PAGE)

        return await read_all(datasette, query, time_limit_factor)

    return page


async def stream(
    page_of: Reader,
    filter: Filter,
    format: TextFormat,
    headers: dict[str, str],
    receive: Receive,
    send: Send,
) -> None:
    """Send the posts that a filter selects as a text file, page by page.

    The first page is read before anything is sent: an error there is the caller's. It shows that
    they are read quickly, so that the next ones may take longer on a busy machine. A later error
    cannot be reported by a status any more: the last line is one that no reader takes for
    complete, and the response is not finished, so that the server cuts the connection.
    """
    page = await page_of(filter, 1)
    named = {"content-type": format.content_type, **headers}
    encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in named.items()]
    await send({"type": "http.response.start", "status": 200, "headers": encoded})
    gone = asyncio.ensure_future(disconnected(receive))
    last = None
    try:
        await _send(send, format.header)
        while page and not gone.done():
            started = time.monotonic()
            content = await asyncio.to_thread(format.encode, page)
            seconds = time.monotonic() - started
            await _send(send, content)
            last = page[-1]["slug"]
            if len(page) < PAGE:
                break
            started = time.monotonic()
            page = await page_of(following(filter, page), TIME_LIMIT_FACTOR)
            # Readers of pages have their turn.
            seconds += time.monotonic() - started
            await asyncio.sleep(min(MAX_PAUSE, PAUSE_FACTOR * seconds))
    except Exception as error:
        log(error)
        await _send(send, format.interruption(last))
        return
    finally:
        gone.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, content: bytes) -> None:
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        await asyncio.wait_for(send(body_part(piece)), SEND_TIMEOUT)
        await asyncio.sleep(0)
