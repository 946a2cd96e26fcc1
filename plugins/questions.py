"""Anybody's SQL is answered apart from what people read, and never more than a little at a time."""

import asyncio
import re
import sqlite3
import sys
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results
from datasette.utils import tilde_decode
from datasette.views.database import MagicParameters

from newsdb.config import DATABASE_NAME
from newsdb.exceptions import QueryTimeoutError
from newsdb.http.asgi import App, Message, Receive, Scope, Send, answer, kind_of, route_path
from newsdb.web.sql_workers import WORKERS, Query, WorkerPool

CHEAP_PARAMETERS = set(
    "_blob_column _blob_hash _col _dl _header _json _json_infinity _label _labels _lang _next _nl "
    "_nocol _nocount _nofacet _nosuggest _search _shape _show_hidden".split()
)
"""The parameters with which a page of a table takes no longer than without them. With any other
it may have to read every row."""
MAX_PARAMETERS = 100
MAX_FACETS = 10
"""Each may take `facet_time_limit_ms`."""
MAX_ROWS = 200
"""So many rows of an answer in SQL a page shows: it is made in the process that everybody shares.
JSON and CSV have as many as `max_returned_rows`. A page of a table with more is a question, too."""
COOLDOWN_FACTOR = 3
SHORT_WORK = 0.1
"""So many times as long as its page took to make, without the time for SQL, does a turn rest, if
that took more seconds than these."""
QUEUE_TIMEOUT = 10.0
REJECTION_DELAY = 1.0
"""After so long what asks for too much is refused: who sends it again and again waits each time."""
RETRY = [(b"retry-after", b"5")]
BUSY = "Others are asking questions in SQL just now. Try again in a moment."

SHORT = re.compile("1?[0-9]{0,2}|200", re.ASCII)
"""A size of no more than `MAX_ROWS`."""

# Datasette asks these before each page; they say nothing that was asked for.
ABOUT_TABLES = {
    "PRAGMA schema_version",
    "select 1 from sqlite_master where type='table' and name=?",
    "select name from sqlite_master where type='table'",
    "select name from sqlite_master where type in ('table', 'view') and name = ? collate nocase",
    "select sql from sqlite_master where name = :n and type=:t",
}


@dataclass
class QuerySlot:
    """A question that is being answered: how many rows it may have, since when, and how long
    others have worked on it."""

    rows: int
    began: float
    run_in_workers: float = 0.0


current_slot: ContextVar[QuerySlot | None] = ContextVar("current_slot", default=None)


def is_expensive(path: str, query_string: bytes, queries: set[str]) -> bool:
    """Return whether an address of a database's pages may ask for much work: one with SQL, filters
    or facets in it, a long page, or one of the named queries."""
    pairs = [
        tuple(map(unquote_plus, piece.partition("=")[::2]))
        for piece in query_string.decode("latin-1").split("&")
        if piece
    ]
    _, _, *below = path.split("/")
    query = tilde_decode(below[0].partition(".")[0]) if below else None
    return query in queries or not all(
        name in CHEAP_PARAMETERS or (name == "_size" and SHORT.fullmatch(value))
        for name, value in pairs
    )


@hookimpl
def startup(datasette: Datasette) -> None:
    database = datasette.databases.get(DATABASE_NAME)
    if database is not None and not database.is_memory:
        database.execute = run_in_workers(datasette, database)


def run_in_workers(datasette: Datasette, database: Database) -> Any:
    """Return a database's `execute` that lets the processes for questions answer those."""
    here = database.execute
    # No threads: the process does one thing at a time.
    settings = {**datasette._settings, "num_sql_threads": 0}
    options = {
        "files" if database.is_mutable else "immutables": [f"{database.path}"],
        "settings": settings,
        "metadata": datasette._metadata_local,
        "plugins_dir": datasette.plugins_dir,
        "sqlite_extensions": datasette.sqlite_extensions,
    }
    questions = WorkerPool(database.name, options)
    memory = sqlite3.connect(":memory:", check_same_thread=False)

    async def execute(
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        magic = isinstance(params, MagicParameters) and ":_" in sql
        if (turn := current_slot.get()) is None or sql in ABOUT_TABLES or magic:
            return await here(sql, params, truncate, custom_time_limit, page_size, log_sql_errors)
        limit = datasette.sql_time_limit_ms
        milliseconds = max(1, min(custom_time_limit or limit, limit))
        given = dict(params) if isinstance(params, dict) else params
        began = time.monotonic()
        try:
            found = await questions.ask(Query(sql, given, truncate, milliseconds, page_size))
        except QueryTimeoutError as error:
            raise QueryInterrupted(error, sql, params) from None
        finally:
            turn.run_in_workers += time.monotonic() - began
        cursor = named(memory, found.columns)
        rows = [sqlite3.Row(cursor, row) for row in found.rows[: turn.rows]]
        truncated = found.truncated or len(rows) < len(found.rows)
        return Results(rows, truncated, cursor.description)

    return execute


def named(memory: sqlite3.Connection, columns: list[str]) -> sqlite3.Cursor:
    """Return a cursor whose columns have some names, for `sqlite3.Row`."""
    quoted = ['"' + column.replace('"', '""') + '"' for column in columns]
    return memory.execute("select " + ", ".join(f"null as {name}" for name in quoted))


@hookimpl
def asgi_wrapper(datasette: Datasette) -> object:
    # Each event loop has its own: tests ask one site from several.
    turns_of: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
    base_url = datasette.setting("base_url")
    queries = set(datasette.metadata("queries", database=DATABASE_NAME) or {})

    def wrap(app: App) -> App:
        async def questions(scope: Scope, receive: Receive, send: Send) -> None:
            path = route_path(scope, base_url) if scope["type"] == "http" else ""
            ours = kind_of(path, {DATABASE_NAME}) != "database"
            if ours or not is_expensive(path, scope["query_string"], queries):
                await app(scope, receive, send)
                return
            if error := too_much(scope["query_string"]):
                await asyncio.sleep(REJECTION_DELAY)
                await answer(scope, send, 400, error)
                return
            loop = asyncio.get_running_loop()
            turns = turns_of.setdefault(loop, asyncio.Semaphore(WORKERS))
            try:
                await asyncio.wait_for(turns.acquire(), QUEUE_TIMEOUT)
            except asyncio.TimeoutError:
                await answer(scope, send, 503, BUSY, RETRY)
                return
            # `/news?sql=…`, and neither `/news.json` nor a table.
            is_page = re.fullmatch("/[^/.]+/?", path)
            turn = QuerySlot(MAX_ROWS if is_page else sys.maxsize, time.monotonic())
            held = True

            def leave() -> None:
                nonlocal held
                if held:
                    held = False
                    made = time.monotonic() - turn.began - turn.run_in_workers
                    loop.call_later(
                        COOLDOWN_FACTOR * made if made > SHORT_WORK else 0, turns.release
                    )

            # Who reads the answer slowly keeps nobody waiting.
            async def send_and_leave(message: Message) -> None:
                leave()
                await send(message)

            token = current_slot.set(turn)
            try:
                await app(scope, receive, send_and_leave)
            finally:
                current_slot.reset(token)
                leave()

        return questions

    return wrap


def too_much(query_string: bytes) -> str | None:
    """Return the sentence that refuses a query string with too much in it, else None."""
    names = [name for name, _ in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)]
    if len(names) > MAX_PARAMETERS:
        return f"An address here has {MAX_PARAMETERS} parameters at most; this has {len(names)}."
    facets = [name for name in names if re.fullmatch("_facet(?:_(?!size).*)?", name)]
    if len(facets) > MAX_FACETS:
        return f"A page counts {MAX_FACETS} facets at most; this address has {len(facets)}."
    return None
