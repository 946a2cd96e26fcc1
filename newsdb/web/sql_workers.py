"""Untrusted SQL, run in worker processes that can be killed.

SQLite checks its time limit only between the steps of a query, and a single step can take hours:
`NEAR` over thousands of words, `trim` of a long text. A separate process, with limited memory and
low priority, can be killed at any time, and does not slow down readers of other pages.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import sqlite3
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import datasette.database
from datasette.app import Datasette
from datasette.database import QueryInterrupted

from newsdb.database.reading import WALL_CLOCK_FACTOR, time_limit
from newsdb.exceptions import QueryTimeoutError
from newsdb.http.slots import share_of
from newsdb.memory import release_memory
from newsdb.site import register_plugins

QUICK_SLOTS = 2
SLOW_SLOTS = 2
"""Queries that run at the same time in all server processes; `QuerySlotsMiddleware` says what
quick and slow ones are."""
SPARE_WORKERS = 1
GRACE_SECONDS = 0.5
"""How long after the time limit, in CPU time, a worker is killed."""
NICENESS = 10
MAX_DIRECTORY_LENGTH = 60
FORK_SERVER = multiprocessing.get_context("forkserver")
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


# In the worker ---------------------------------------------------------------------


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


def limit(connection: sqlite3.Connection) -> None:
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
    limit(connection)
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


# In the server ------------------------------------------------------------------------------------


class WorkerPool:
    """Worker processes, forked from one process that has imported everything already.

    There is one worker more than queries can run at the same time, so that a query need not wait
    for a new process when the one before it was killed.
    """

    def __init__(self, name: str, datasette_options: dict[str, Any]) -> None:
        """Take the name of a database, and the arguments of a Datasette that has it."""
        self._arguments = name, datasette_options
        self._queries = share_of(QUICK_SLOTS) + share_of(SLOW_SLOTS)
        # All that the server has imported for its plugins, so that workers share it.
        imported = [each for each in sys.modules if each.startswith("newsdb.")]
        FORK_SERVER.set_forkserver_preload([*imported, "newsdb.web.sql_worker_preload"])
        self._threads = ThreadPoolExecutor(self._queries, "sql-workers")
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._start_lock = threading.Lock()
        self._is_started = False

    def start(self) -> None:
        """Start all workers, unless that was done before."""
        with self._start_lock:
            if not self._is_started:
                _start_fork_server()
                for _ in range(self._queries + SPARE_WORKERS):
                    self._idle.put(Worker(*self._arguments))
            self._is_started = True

    async def run(self, query: WorkerQuery) -> QueryResult:
        """Return the result of a query. Raises its error, or QueryTimeoutError."""
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._threads, self._run, query)
        if result.error:
            raise result.error
        return result

    def _run(self, query: WorkerQuery) -> QueryResult:
        self.start()
        worker = self._idle.get()
        if not worker.process.is_alive():
            # The system may kill an idle worker.
            worker = Worker(*self._arguments)
        try:
            result = worker.run(query)
        except (EOFError, OSError):
            worker.process.join()
            was_timeout = worker.process.exitcode in (-signal.SIGPROF, -signal.SIGALRM)
            worker = Worker(*self._arguments)
            error = sqlite3.OperationalError("out of memory")
            return QueryResult(error=QueryTimeoutError() if was_timeout else error)
        finally:
            self._idle.put(worker)
        return result


def _start_fork_server() -> None:
    """Start the process that workers are forked from, with its socket in a directory of its own.

    The path of a Unix socket has at most 107 bytes (unix(7)), some 40 of which are its name.
    """
    directory = tempfile.gettempdir()
    if len(os.fsencode(directory)) > MAX_DIRECTORY_LENGTH:
        tempfile.tempdir = "/tmp"  # noqa: S108 (a new directory in it, with mode 0700)
    try:
        forkserver.ensure_running()
    finally:
        tempfile.tempdir = directory


class Worker:
    """One process that runs queries, and the pipe to it. It exits when the pipe is closed."""

    def __init__(self, name: str, datasette_options: dict[str, Any]) -> None:
        """Start the process; the arguments are those of `run_worker`."""
        self._pipe, other = Pipe()
        with other:
            self.process = FORK_SERVER.Process(
                target=run_worker, args=(other, name, datasette_options), daemon=True
            )
            self.process.start()

    def run(self, query: WorkerQuery) -> QueryResult:
        """Return the result of a query, which may be an error.

        Raises EOFError or OSError if the process dies.
        """
        self._pipe.send(query)
        result: QueryResult = self._pipe.recv()
        return result
