"""The states of files below a directory, by which a later load knows that they are as they were."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from stat import S_ISLNK

from loaders.processes import cores, submit, worker_pool

CHUNK = 20_000
"""How many files a worker process looks at once; no more than that need no worker."""
NO_STATE = -1
"""What stands for None in an array: no hash in Python is -1."""


def states_of(root: str, paths: Iterator[str], latest: int) -> dict[str, int | None]:
    """Return the state of the file at each path below `root`, in their order.

    The state is None if the file is a link, whose target may change, if it is gone, and if it
    changed after `latest` (nanoseconds since the epoch), as it could change again without another
    time. Many files are looked at by worker processes: the system takes most of the time.
    """
    first = list(islice(paths, CHUNK))
    if len(first) < CHUNK:
        return _with_paths(first, _states(root, _joined(first), latest))
    found: dict[str, int | None] = {}
    with worker_pool(cores()) as pool:
        chunks = chain([first], iter(lambda: list(islice(paths, CHUNK)), []))
        pending = [(chunk, submit(pool, _states, root, _joined(chunk), latest)) for chunk in chunks]
        for chunk, states in pending:
            found.update(_with_paths(chunk, states.result()))
    return found


def _joined(paths: list[str]) -> bytes:
    """Return paths as one text: to hand over many takes longer."""
    return os.fsencode("\0".join(paths))


def _with_paths(paths: list[str], states: array[int]) -> dict[str, int | None]:
    if NO_STATE not in states:
        return dict(zip(paths, states, strict=True))
    with_none = (None if state == NO_STATE else state for state in states)
    return dict(zip(paths, with_none, strict=True))


def _states(root: str, joined: bytes, latest: int) -> array[int]:
    """Return a digest of each file's path, inode, size and times, which another content changes.

    A program can set the time of a modification (mtime), but not that of a change (ctime).
    """
    paths = joined.split(b"\0") if joined else []
    found = array("q", [NO_STATE]) * len(paths)
    with suppress(OSError):
        directory = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for number, path in enumerate(paths):
                found[number] = _state(directory, path, latest)
        finally:
            os.close(directory)
    return found


def _state(directory: int, path: bytes, latest: int) -> int:
    try:
        status = os.stat(path, dir_fd=directory, follow_symlinks=False)
    except OSError:
        return NO_STATE
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    if modified > latest or changed > latest or S_ISLNK(status.st_mode):
        return NO_STATE
    # Python's hash of integers is the same in all processes, and has 64 bits.
    name = int.from_bytes(path, "little")
    return hash((name, status.st_ino, status.st_size, modified, changed))
