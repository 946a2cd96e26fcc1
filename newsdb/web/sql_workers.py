"""Untrusted SQL, run in worker processes that can be killed.

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
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from typing import Any

from newsdb.exceptions import QueryTimeoutError

WORKERS = 2
GRACE_SECONDS = 1.0
"""How long after the time limit a worker kills itself."""
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
class Query:
    """Arguments of `Database.execute`, with a time limit in milliseconds."""

    sql: str
    params: Any
    truncate: bool
    milliseconds: int
    page_size: int | None


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


def run_worker(pipe: Connection) -> None:
    """Run queries from a pipe until it is closed.

    The first message is the name of a database and the arguments of a Datasette that has it.
    """
    os.nice(NICENESS)
    # Ctrl-C reaches every process of a terminal; the server decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from datasette.app import Datasette

    name, options = pipe.recv()
    database = Datasette(**options).databases[name]
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(database.execute_fn(lambda connection: connection))
    limit(connection)
    connection.row_factory = limiter = ResultLimiter()
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_SIZE, MAX_FILE_SIZE))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    with suppress(EOFError, OSError):
        while True:
            query = pipe.recv()
            limiter.reset()
            # Nothing handles this signal: it kills the process, whatever SQLite is doing.
            signal.setitimer(signal.ITIMER_REAL, query.milliseconds / 1000 + GRACE_SECONDS)
            result = loop.run_until_complete(execute(database, query))
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send(result)


async def execute(database: Any, query: Query) -> QueryResult:
    """Run a query with Datasette's own `execute`, and return the result or the error."""
    from datasette.database import QueryInterrupted

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
        return QueryResult(error=error)
    columns = [column[0] for column in results.description or ()]
    return QueryResult(columns, results.rows, results.truncated)


# In the server ------------------------------------------------------------------------


class WorkerPool:
    """Worker processes, each started when it is needed and replaced when it has died."""

    def __init__(self, name: str, datasette_options: dict[str, Any]) -> None:
        """Take the name of a database, and the arguments of a Datasette that has it."""
        self._start_arguments = name, datasette_options
        self._threads = ThreadPoolExecutor(WORKERS, "sql-workers")
        self._local = threading.local()

    async def run(self, query: Query) -> QueryResult:
        """Return the result of a query. Raises its error, or QueryTimeoutError."""
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._threads, self._run, query)
        if result.error:
            raise result.error
        return result

    def _run(self, query: Query) -> QueryResult:
        worker: Worker | None = getattr(self._local, "worker", None)
        if worker is None or worker.process.poll() is not None:
            worker = self._local.worker = Worker(*self._start_arguments)
        try:
            return worker.run(query)
        except (EOFError, OSError):
            if worker.process.wait() == -signal.SIGALRM:
                return QueryResult(error=QueryTimeoutError())
            return QueryResult(error=sqlite3.OperationalError("out of memory"))


class Worker:
    """One process that runs queries, and the pipe to it. It exits when the pipe is closed."""

    def __init__(self, *start_arguments: Any) -> None:
        """Start the process; the arguments are the first message to `run_worker`."""
        self._pipe, other = Pipe()
        with other:
            command = [sys.executable, "-m", __name__, f"{other.fileno()}"]
            self.process = subprocess.Popen(command, pass_fds=[other.fileno()])
        self._pipe.send(start_arguments)

    def run(self, query: Query) -> QueryResult:
        """Return the result of a query, which may be an error.

        Raises EOFError or OSError if the process dies.
        """
        self._pipe.send(query)
        result: QueryResult = self._pipe.recv()
        return result


if __name__ == "__main__":
    # Objects are pickled as those of the module with this name, not of `__main__`.
    from newsdb.web import sql_workers

    sql_workers.run_worker(Connection(int(sys.argv[1])))
