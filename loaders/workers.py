"""Converts posts in parallel worker processes; results come in the order of the tasks."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from loaders.generators import Generator
from loaders.processes import submit, worker_pool
from newsdb.models import Converted, Options, RawPost

if TYPE_CHECKING:
    from concurrent.futures import Future

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
    preparing: bool = False,
) -> Iterator[Converted]:
    """Yield what becomes of each post, in order; few posts are converted in this process.

    Each post comes with the number of its source, which is that of its generator. With
    `preparing`, worker processes also make what is stored beside a post, which relieves the one
    process that writes.
    """
    posts = iter(posts)
    first = list(islice(posts, CHUNK))
    if not first:
        return
    # Slow imports: once in the parent, and only if something is new.
    from loaders.database.preparing import prepare  # noqa: F401
    from loaders.parsers.dispatch import convert

    if jobs < 2 or len(first) < CHUNK:
        for number, post in chain(first, posts):
            yield convert(post, options, generators[number])
        return
    pending: deque[Future[list[Converted]]] = deque()
    # A collection would look at the plan of all files, and in a worker write to it, and so copy it.
    gc.freeze()
    try:
        with worker_pool(jobs, _keep_rules, options, generators, preparing) as pool:
            for chunk in chain([first], iter(lambda: list(islice(posts, CHUNK)), [])):
                pending.append(submit(pool, _convert_chunk, chunk))
                if len(pending) > jobs * AHEAD:
                    yield from pending.popleft().result()
            while pending:
                yield from pending.popleft().result()
    finally:
        gc.unfreeze()


# What a worker converts with; given once, since a site's paths are more than a chunk of posts.
_rules: tuple[Options, Sequence[Generator | None], bool] = (Options(), (), False)


def _keep_rules(options: Options, generators: Sequence[Generator | None], preparing: bool) -> None:
    """Keep what posts are converted with."""
    global _rules
    _rules = options, generators, preparing


def _convert_chunk(chunk: list[tuple[int, RawPost]]) -> list[Converted]:
    from loaders.database.preparing import prepare
    from loaders.parsers.dispatch import convert

    options, generators, preparing = _rules
    results = [convert(post, options, generators[number]) for number, post in chunk]
    if not preparing:
        return results
    return [
        replace(result, prepared=prepare(result.post)) if result.post else result
        for result in results
    ]
