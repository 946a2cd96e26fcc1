"""Worker processes for untrusted SQL: started once, replaced when one is killed."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sqlite3
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from multiprocessing.connection import Pipe
from queue import SimpleQueue
from typing import Any

from newsdb.exceptions import QueryTimeoutError
from newsdb.http.slots import share_of
from newsdb.web.sql_worker import QueryResult, WorkerQuery, run_worker

QUICK_SLOTS = 2
SLOW_SLOTS = 2
"""Queries that run at the same time in all server processes; `QuerySlotsMiddleware` says what
quick and slow ones are."""
SPARE_WORKERS = 1
MAX_DIRECTORY_LENGTH = 60
FORK_SERVER = multiprocessing.get_context("forkserver")


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
