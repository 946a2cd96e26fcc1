"""Converts posts in parallel worker processes; results come in the order of the tasks."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, islice

from loaders.generators import Generator
from newsdb.models import Converted, Options, RawPost

# Large enough to keep the cost of messages small, small enough to keep all workers busy.
CHUNK = 64
# How many chunks a worker may be ahead of the one who writes: this bounds the memory.
AHEAD = 4


def converted(
    posts: Iterable[tuple[int, RawPost]],
    options: Options,
    generators: Sequence[Generator | None],
    jobs: int,
    *,
    tokenizing: bool = False,
) -> Iterator[Converted]:
    """Yield what becomes of each post, in order; few posts are converted in this process.

    Each post comes with the number of its source, which is that of its generator. With
    `tokenizing`, worker processes also tokenize, which relieves the one process that writes.
    """
    posts = iter(posts)
    first = list(islice(posts, CHUNK))
    if not first:
        return
    # Slow import: once in the parent, and only if something is new.
    from loaders.parsers.dispatch import convert

    if jobs < 2 or len(first) < CHUNK:
        for number, post in chain(first, posts):
            yield convert(post, options, generators[number])
        return
    pending: deque[Future[list[Converted]]] = deque()
    with ProcessPoolExecutor(
        jobs, initializer=_start_worker, initargs=(options, generators, tokenizing)
    ) as pool:
        try:
            for chunk in chain([first], iter(lambda: list(islice(posts, CHUNK)), [])):
                with _ctrl_c_held_back():
                    pending.append(pool.submit(_convert_chunk, chunk))
                if len(pending) > jobs * AHEAD:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Block SIGINT; processes that start meanwhile leave it to their parent for good."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# What a worker converts with; given once, since a site's paths are more than a chunk of posts.
_rules: tuple[Options, Sequence[Generator | None], bool] = (Options(), (), False)


def _start_worker(
    options: Options, generators: Sequence[Generator | None], tokenizing: bool
) -> None:
    """Keep what posts are converted with, and end with the parent.

    A parent that was killed cannot say that no more comes.

    A worker that stayed would hold the lock that it inherited, and every later load would wait.
    """
    global _rules
    # A collection would write to each object of the parent, and so copy the plan of all files.
    gc.freeze()
    _rules = options, generators, tokenizing
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - for mypy
    parent.join()
    os._exit(1)


def _convert_chunk(chunk: list[tuple[int, RawPost]]) -> list[Converted]:
    from loaders.database.indexing import tokens_of_post
    from loaders.parsers.dispatch import convert

    options, generators, tokenizing = _rules
    results = [convert(post, options, generators[number]) for number, post in chunk]
    if not tokenizing:
        return results
    return [
        replace(result, tokens=tokens_of_post(result.post)) if result.post else result
        for result in results
    ]


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
