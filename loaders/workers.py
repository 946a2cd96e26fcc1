"""Many posts converted at once: processes that do the work, results in the order of the tasks."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import parent_process

from loaders.model import Converted, Options, RawPost

# Big enough that handing over costs little, small enough that no worker waits long.
CHUNK = 64
# How many chunks a worker may be ahead of the one who writes: this bounds the memory.
AHEAD = 4


def converted(posts: Iterable[RawPost], options: Options, jobs: int) -> Iterator[Converted]:
    """Yield what becomes of each post, in order; few posts are converted in this process."""
    posts = iter(posts)
    first = list(islice(posts, CHUNK))
    if not first:
        return
    # Takes its time; here and not in each worker, and not at all where nothing is new.
    from loaders.forms import convert

    if jobs < 2 or len(first) < CHUNK:
        for post in chain(first, posts):
            yield convert(post, options)
        return
    pending: deque[Future[list[Converted]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_end_with_parent) as pool:
        try:
            for chunk in chain([first], iter(lambda: list(islice(posts, CHUNK)), [])):
                pending.append(pool.submit(_convert_chunk, chunk, options))
                if len(pending) > jobs * AHEAD:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """End this process with the one that began it, also where that is killed.

    Otherwise it would wait for work for ever, and hold the lock that it has from that one.
    """

    def wait() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _convert_chunk(chunk: list[RawPost], options: Options) -> list[Converted]:
    from loaders.forms import convert

    return [convert(post, options) for post in chunk]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
