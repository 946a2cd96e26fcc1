"""A worker process for untrusted SQL, with limits on what a query may take.

SQLite checks its time limit only between the steps of a query, and a single step can take hours:
`NEAR` over thousands of words, `trim` of a long text. A separate process, with limited memory and
low priority, can be killed at any time, and does not slow down readers of other pages.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import datasette.database
from datasette.app import Datasette
from datasette.database import QueryInterrupted

from newsdb.database.reading import WALL_CLOCK_FACTOR, time_limit
from newsdb.exceptions import QueryTimeoutError
from newsdb.memory import release_memory
from newsdb.site import register_plugins

GRACE_SECONDS = 0.5
"""How long after the time limit, in CPU time, a worker is killed."""
NICENESS = 10
MAX_MEMORY = 1 << 30
MAX_FILE_SIZE = 1 << 28
"""In bytes; SQLite sorts in temporary files what is too much for memory."""
MAX_BYTES = 16_000_000
MAX_CELLS = 30_000
"""Limits of one result. It is rendered in the process that serves everyone."""

LIMITS = {
    "SQLITE_LIMIT_LENGTH": 10_000_000,
    "SQLITE_LIMIT_SQL_LENGTH": 50_000,
    "SQLITE_LIMIT_COLUMN": 200,
    "SQLITE_LIMIT_EXPR_DEPTH": 200,
    "SQLITE_LIMIT_COMPOUND_SELECT": 50,
    "SQLITE_LIMIT_VDBE_OP": 100_000,
    "SQLITE_LIMIT_LIKE_PATTERN_LENGTH": 1000,
    "SQLITE_LIMIT_ATTACHED": 0,
    "SQLITE_LIMIT_WORKER_THREADS": 0,
}
"""SQLite's own limits (https://sqlite.org/limits.html). Python sets them from 3.11 on; before
that, only time and memory are limited."""


@dataclass(frozen=True, slots=True)
class WorkerQuery:
    """Arguments of `Database.execute`, with a time limit in milliseconds."""

    sql: str
    params: Any
    truncate: bool
    milliseconds: int
    page_size: int | None
    path: str | None = None
    """The file to query, if it is not the one that the worker was started with."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Columns, rows, and whether there are more; or the error instead."""

    columns: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    truncated: bool = False
    error: Exception | None = None


class ResultLimiter:
    """A `row_factory` that stops a query whose result is too large."""

    def reset(self) -> None:
        """Start counting for the next query."""
        self.bytes, self.cells = MAX_BYTES, MAX_CELLS

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the row; raises OperationalError if the result is too large with it."""
        self.cells -= len(row)
        self.bytes -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if self.cells < 0 or self.bytes < 0:
            raise sqlite3.OperationalError(
                f"Result too large (limit {MAX_CELLS:,} cells or {MAX_BYTES:,} characters). "
                "Select fewer rows or columns."
            )
        return row


def apply_limits(connection: sqlite3.Connection) -> None:
    """Apply the limits for untrusted SQL to a connection."""
    if hasattr(connection, "setlimit"):
        for name, value in LIMITS.items():
            connection.setlimit(getattr(sqlite3, name), value)
    connection.set_authorizer(authorize)


def authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Hide the path of the file and other clients' queries, and deny a function that returns a
    memory address."""
    if action == sqlite3.SQLITE_READ and (first, second) == ("pragma_database_list", "file"):
        return sqlite3.SQLITE_IGNORE
    if action == sqlite3.SQLITE_READ and first == "sqlite_stmt":
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and f"{second}".lower() == "fts3_tokenizer":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def run_worker(pipe: Connection, name: str, datasette_options: dict[str, Any]) -> None:
    """Run queries from a pipe until it is closed.

    The arguments are the name of a database, and the arguments of a Datasette that has it.
    """
    # Ctrl-C reaches every process of a terminal; the server decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Its functions in SQL are those of the site and of a publisher's plugins.
    register_plugins()
    database = Datasette(**datasette_options).databases[name]
    loop = asyncio.new_event_loop()
    # Datasette's own limit is wall-clock time: on a busy machine it interrupts cheap queries.
    datasette.database.sqlite_timelimit = time_limit
    limiter = ResultLimiter()
    # The file may have been replaced since the server was started.
    if Path(database.path).exists():
        open_file(database, database.path, limiter)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_SIZE, MAX_FILE_SIZE))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    # Only now: where the machine is busy, a worker would take long to start.
    os.nice(NICENESS)
    with suppress(EOFError, OSError):
        while True:
            query = pipe.recv()
            path = query.path or database.path
            if path != database.path or database._read_connection is None:
                open_file(database, path, limiter)
            limiter.reset()
            # Nothing handles these signals: they kill the process, whatever SQLite is doing.
            seconds = query.milliseconds / 1000
            signal.setitimer(signal.ITIMER_PROF, seconds + GRACE_SECONDS)
            signal.setitimer(signal.ITIMER_REAL, seconds * WALL_CLOCK_FACTOR + GRACE_SECONDS)
            result = loop.run_until_complete(execute(database, query))
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send(result)
            del result
            release_memory()


def open_file(database: Any, path: str, limiter: ResultLimiter) -> None:
    """Make a worker's database that of a file, with the limits of untrusted SQL."""
    if database._read_connection is not None:
        database._read_connection.close()
    database.path = path
    database._read_connection = connection = database.connect()
    database.ds._prepare_connection(connection, database.name)
    apply_limits(connection)
    connection.row_factory = limiter


async def execute(database: Any, query: WorkerQuery) -> QueryResult:
    """Run a query with Datasette's own `execute`, and return the result or the error."""
    try:
        results = await database.execute(
            query.sql,
            query.params,
            truncate=query.truncate,
            custom_time_limit=query.milliseconds,
            page_size=query.page_size,
            log_sql_errors=False,
        )
    except QueryInterrupted:
        return QueryResult(error=QueryTimeoutError())
    except MemoryError:
        return QueryResult(error=sqlite3.OperationalError("out of memory"))
    except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
        if f"{error}" in ("disk I/O error", "database or disk is full"):
            error = sqlite3.OperationalError("Query needs too much temporary space.")
        # Where Dask is installed, tblib sends tracebacks, too, whose frames hold on to the pipe.
        return QueryResult(error=error.with_traceback(None))
    columns = [column[0] for column in results.description or ()]
    return QueryResult(columns, results.rows, results.truncated)
