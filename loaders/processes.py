"""Pools of worker processes, which end with the process that started them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future


@contextmanager
def worker_pool(
    jobs: int, initializer: Callable[..., None] | None = None, *arguments: object
) -> Iterator[Executor]:
    """Yield a pool of `jobs` processes; what is still to be done at the end is not done.

    Each process begins with `initializer`, called with `arguments`, if there is one.
    """
    from concurrent.futures import ProcessPoolExecutor  # slow import

    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(initializer, arguments)) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def submit(pool: Executor, function: Callable[..., Any], *arguments: object) -> Future[Any]:
    """Return the future result of a call in a pool, whose processes leave Ctrl-C to their parent.

    They start at the first calls, and block what is blocked then for good.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(function, *arguments)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(initializer: Callable[..., None] | None, arguments: tuple[object, ...]) -> None:
    """Begin a worker, which ends with its parent: one that was killed cannot say that it did.

    A worker that stayed would hold the lock that it inherited, and every later load would wait.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if initializer is not None:
        initializer(*arguments)


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # slow import

    parent = parent_process()
    assert parent is not None  # noqa: S101 - for mypy
    parent.join()
    os._exit(1)


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
