"""Questions that anybody may ask in SQL, answered by processes that can be stopped.

SQLite looks at its time limit between the steps of a query only, and a single step can take
hours: `NEAR` over thousands of words, `trim` of a long text. A process of its own, with a bound on
its memory and little priority, can be ended at any time, and no reader waits for it.
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
"""How much longer than the time limit an answer may take before its process ends itself."""
NICENESS = 10
MEMORY = 1 << 30
DISK = 1 << 28
"""In bytes; on the disk, SQLite sorts what is too much for memory."""
MAX_BYTES = 16_000_000
MAX_CELLS = 30_000
"""What one answer may hold. A page is made of it in the process that everybody shares."""

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
that, the bounds on time and memory stand alone."""


@dataclass(frozen=True, slots=True)
class Query:
    """What Datasette's `Database.execute` is asked, and how many milliseconds it has."""

    sql: str
    params: Any
    truncate: bool
    milliseconds: int
    page_size: int | None


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Columns, rows, and whether there are more; or the error that there was instead of them."""

    columns: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    truncated: bool = False
    error: Exception | None = None


# In the process that answers ---------------------------------------------------------------------


class Measured:
    """Passes the rows of an answer on until they become too much. A `row_factory`."""

    def begin(self) -> None:
        """Begin to count, for the next answer."""
        self.bytes, self.cells = MAX_BYTES, MAX_CELLS

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the row; raise OperationalError where the answer holds too much with it."""
        self.cells -= len(row)
        self.bytes -= sum(len(value) for value in row if isinstance(value, str | bytes))
        if self.cells < 0 or self.bytes < 0:
            raise sqlite3.OperationalError(
                f"the answer has more than {MAX_CELLS:,} cells or {MAX_BYTES:,} characters; "
                "ask for fewer rows or columns"
            )
        return row


def bound(connection: sqlite3.Connection) -> None:
    """Set what a connection for anybody's SQL can do at most."""
    if hasattr(connection, "setlimit"):
        for name, most in LIMITS.items():
            connection.setlimit(getattr(sqlite3, name), most)
    connection.set_authorizer(authorize)


def authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Hide where the file lies and what others have asked, and refuse a function that tells an
    address in memory."""
    if action == sqlite3.SQLITE_READ and (first, second) == ("pragma_database_list", "file"):
        return sqlite3.SQLITE_IGNORE
    if action == sqlite3.SQLITE_READ and first == "sqlite_stmt":
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and f"{second}".lower() == "fts3_tokenizer":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def run_worker(pipe: Connection) -> None:
    """Answer what comes through a pipe until it is closed.

    First comes the name of a database and what a Datasette is made with that has it.
    """
    os.nice(NICENESS)
    # Ctrl-C reaches every process of a terminal; the one that asks says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from datasette.app import Datasette

    name, options = pipe.recv()
    database = Datasette(**options).databases[name]
    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(database.execute_fn(lambda connection: connection))
    bound(connection)
    connection.row_factory = measured = Measured()
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (DISK, DISK))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with suppress(EOFError, OSError):
        while True:
            question = pipe.recv()
            measured.begin()
            # Nothing catches this signal: it ends the process, whatever SQLite is doing.
            signal.setitimer(signal.ITIMER_REAL, question.milliseconds / 1000 + GRACE_SECONDS)
            found = loop.run_until_complete(answer(database, question))
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send(found)


async def answer(database: Any, question: Query) -> QueryResult:
    """Answer a question with Datasette's own means, or say what was the matter."""
    from datasette.database import QueryInterrupted

    try:
        found = await database.execute(
            question.sql,
            question.params,
            truncate=question.truncate,
            custom_time_limit=question.milliseconds,
            page_size=question.page_size,
            log_sql_errors=False,
        )
    except QueryInterrupted:
        return QueryResult(error=QueryTimeoutError())
    except MemoryError:
        return QueryResult(error=sqlite3.OperationalError("out of memory"))
    except (sqlite3.Error, ValueError, TypeError, OverflowError) as error:
        if f"{error}" in ("disk I/O error", "database or disk is full"):
            error = sqlite3.OperationalError(f"{error}: this sorts too much; ask for less")
        return QueryResult(error=error)
    columns = [column[0] for column in found.description or ()]
    return QueryResult(columns, found.rows, found.truncated)


# In the process that asks ------------------------------------------------------------------------


class WorkerPool:
    """A few processes that answer, each begun when it is needed and anew after it has ended."""

    def __init__(self, name: str, datasette_options: dict[str, Any]) -> None:
        """Take the database's name, and what a Datasette is made with that has it."""
        self._beginning = name, datasette_options
        self._threads = ThreadPoolExecutor(WORKERS, "questions")
        self._local = threading.local()

    async def ask(self, question: Query) -> QueryResult:
        """Return the answer, without an error in it. Raises the error, or QueryTimeoutError."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._ask, question)
        if found.error:
            raise found.error
        return found

    def _ask(self, question: Query) -> QueryResult:
        answering: Worker | None = getattr(self._local, "answering", None)
        if answering is None or answering.process.poll() is not None:
            answering = self._local.answering = Worker(*self._beginning)
        try:
            return answering.ask(question)
        except (EOFError, OSError):
            if answering.process.wait() == -signal.SIGALRM:
                return QueryResult(error=QueryTimeoutError())
            return QueryResult(error=sqlite3.OperationalError("out of memory"))


class Worker:
    """One process that answers, and the pipe to it. It ends when the pipe is closed."""

    def __init__(self, *beginning: Any) -> None:
        """Begin the process with what `run_worker` is told first."""
        self._pipe, other = Pipe()
        with other:
            command = [sys.executable, "-m", __name__, f"{other.fileno()}"]
            self.process = subprocess.Popen(command, pass_fds=[other.fileno()])
        self._pipe.send(beginning)

    def ask(self, question: Query) -> QueryResult:
        """Return the answer, with an error in it where there is one.

        Raises EOFError or OSError where the process has ended.
        """
        self._pipe.send(question)
        found: QueryResult = self._pipe.recv()
        return found


if __name__ == "__main__":
    # Pickled objects are of the module by its name, not of this one that is run.
    from newsdb.web import sql_workers

    sql_workers.run_worker(Connection(int(sys.argv[1])))
