"""Replaces a database file atomically.

A load writes to `news.db.new` beside the old file and takes its place at the end.
Whoever reads the old file goes on reading it; a load that is killed leaves it alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from newsdb.exceptions import NotANewsDatabaseError, NotDurableError

FICLONE = 0x40049409
"""The request of ioctl(2) that clones a file on Linux (ioctl_ficlone(2))."""


@dataclass(slots=True)
class Replacement:
    """The new file beside the old one: fill what `copy()` or `begin()` returns, and it
    is swapped in."""

    target: Path
    path: Path
    used: bool = False

    def copy(self) -> Path:
        """Make the new file a copy of the old one (empty if there is none); return its path."""
        if self.target.exists():
            clone_or_copy(self.target, self.path)
        return self.begin()

    def begin(self) -> Path:
        """Let the new file, which is empty, have the mode and owner of the old one; return it."""
        self.used = True
        if self.target.exists():
            shutil.copymode(self.target, self.path)
            # A load by root leaves the file to its owner, such as the server's user.
            with suppress(PermissionError):
                state = self.target.stat()
                os.chown(self.path, state.st_uid, state.st_gid)
        return self.path


def clone_or_copy(source: Path, target: Path) -> None:
    """Make a file's content that of another one.

    On btrfs, XFS and other file systems that can, both share their blocks until one is changed.
    """
    with source.open("rb") as original, target.open("wb") as clone, suppress(OSError):
        fcntl.ioctl(clone, FICLONE, original.fileno())
        return
    shutil.copyfile(source, target)


@contextmanager
def replacing(target: Path, waiting: Callable[[], None]) -> Iterator[Replacement]:
    """Hold the right to replace `target`, and replace it when the block ends well.

    Only one process at a time holds it; `waiting` is called once where another one does.
    Raises OSError if the directory is not writable, NotANewsDatabaseError if another program has
    begun to write to the file: SQLite would take its journal for a part of the new file.
    """
    target = target.resolve()
    path = target.with_name(target.name + ".new")
    lock = _lock(path, waiting)
    replacement = Replacement(target, path)
    try:
        _check_alone(target)
        yield replacement
        if replacement.used:
            _synchronise(path)
            path.replace(target)
            try:
                _synchronise(target.parent)
            except OSError as error:
                raise NotDurableError(
                    f"{target} was replaced, but its directory could not be written to disk "
                    f"({error.strerror}); after a power failure it may be the old file again"
                ) from None
    finally:
        # Under the lock nobody else has made a file of this name. The next load empties it.
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(lock)


def _check_alone(target: Path) -> None:
    for suffix in ("-journal", "-wal"):
        beside = target.with_name(target.name + suffix)
        if beside.exists() and beside.stat().st_size:
            raise NotANewsDatabaseError(
                f"{target} has an unfinished transaction ({beside.name}); close the program "
                f'that writes to it, or run: sqlite3 {target.name} ".tables"'
            )


def _lock(path: Path, waiting: Callable[[], None]) -> int:
    reported = False
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not reported:
                waiting()
                reported = True
            fcntl.flock(lock, fcntl.LOCK_EX)
        # The previous holder may have replaced the lock file; retry.
        try:
            if path.stat().st_ino == os.fstat(lock).st_ino:
                os.ftruncate(lock, 0)
                return lock
        except FileNotFoundError:
            pass
        os.close(lock)


def _synchronise(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
