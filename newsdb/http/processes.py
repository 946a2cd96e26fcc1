"""Several processes that accept connections from one socket, and their parent that watches them."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import NoReturn

from newsdb.exceptions import ServeError

MIN_SECONDS = 10.0
"""A process that ends sooner than this is not started again: the next one would end, too."""


def supervise(count: int, serve: Callable[[int], None]) -> None:
    """Call `serve` in `count` new processes, and start another for each that ends by itself.

    Its argument is the number of the process, from 0, which is that of no other.

    It returns by an exception alone: ServeError if a process ends at its start, or what a handler
    of signals raises. The processes get SIGTERM and are waited for; another signal
    kills them.
    """
    alive, parent = os.pipe()
    started: dict[int, float] = {}
    numbers = itertools.count()

    def start() -> None:
        number = next(numbers)
        pid = os.fork()
        if not pid:
            os.close(parent)
            _run(serve, number, alive)
        started[pid] = time.monotonic()

    try:
        for _ in range(count):
            start()
        while True:
            pid, status = os.wait()
            if time.monotonic() - started.pop(pid) < MIN_SECONDS:
                raise ServeError("a server process exited during startup; see the output above")
            code = os.waitstatus_to_exitcode(status)
            print(
                f"newsdb: a server process exited (status {code}); starting another",
                file=sys.stderr,
            )
            start()
    finally:
        _stop(started)


def _run(serve: Callable[[int], None], number: int, alive: int) -> NoReturn:
    """Call `serve` in a process that has just been forked, and end it.

    It cleans up nothing that belongs to its parent.
    """
    # Ctrl-C in a terminal is for the parent, which signals the others.
    os.setpgid(0, 0)
    threading.Thread(target=_stop_without_parent, args=(alive,), daemon=True).start()
    status = 1
    try:
        serve(number)
        status = 0
    except SystemExit as stopped:
        status = stopped.code if isinstance(stopped.code, int) else 0
    except ServeError as error:
        print(f"Error: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _stop_without_parent(alive: int) -> None:
    """Stop this process when the other end of the pipe, which the parent has, is closed."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(pids: Collection[int]) -> None:
    _send(signal.SIGTERM, pids)
    try:
        for pid in pids:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
    except BaseException:
        _send(signal.SIGKILL, pids)
        raise


def _send(number: signal.Signals, pids: Collection[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
