"""The states of files below a directory, by which a later load knows that they are as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from stat import S_ISLNK

from loaders.processes import cores, submit, worker_pool

CHUNK = 20_000
"""How many files a worker process looks at once; no more than that need no worker."""


def states_of(root: str, paths: Iterator[str], latest: int) -> list[tuple[str, int | None]]:
    """Return each path below `root` with the state of its file, in order.

    The state is None if the file is a link, whose target may change, if it is gone, and if it
    changed after `latest` (nanoseconds since the epoch), as it could change again without another
    time. Many files are looked at by worker processes: the system takes most of the time.
    """
    first = list(islice(paths, CHUNK))
    if len(first) < CHUNK:
        return list(zip(first, _states(root, first, latest), strict=True))
    with worker_pool(cores()) as pool:
        chunks = chain([first], iter(lambda: list(islice(paths, CHUNK)), []))
        found = [(chunk, submit(pool, _states, root, chunk, latest)) for chunk in chunks]
        return [
            pair for chunk, states in found for pair in zip(chunk, states.result(), strict=True)
        ]


def _states(root: str, paths: list[str], latest: int) -> list[int | None]:
    """Return a digest of each file's path, inode, size and times, which another content changes.

    A program can set the time of a modification (mtime), but not that of a change (ctime).
    """
    found: list[int | None] = [None] * len(paths)
    with suppress(OSError):
        directory = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for number, path in enumerate(paths):
                found[number] = _state(directory, path, latest)
        finally:
            os.close(directory)
    return found


def _state(directory: int, path: str, latest: int) -> int | None:
    try:
        status = os.stat(path, dir_fd=directory, follow_symlinks=False)
    except OSError:
        return None
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    if modified > latest or changed > latest or S_ISLNK(status.st_mode):
        return None
    # Python's hash of integers is the same in all processes, and has 64 bits.
    name = int.from_bytes(os.fsencode(path), "little")
    return hash((name, status.st_ino, status.st_size, modified, changed))
