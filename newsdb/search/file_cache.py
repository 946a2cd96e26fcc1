"""A cache of what is read from a database file, for as long as the file stays the same."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
STATES = 3
"""How many states of a file a cache is of: the one that is served, the one before, which a slow
response may still read, and the next."""
_number_of_files = 1


def set_number_of_files(number: int) -> None:
    """Say how many files are served at the same time, for caches to have room for all."""
    global _number_of_files
    _number_of_files = number


def number_of_files() -> int:
    """Return how many files are served at the same time."""
    return _number_of_files


class FileCache(Generic[T]):
    """Calls a function of a connection once for each state of the connection's file."""

    def __init__(self, read: Callable[[sqlite3.Connection], T]) -> None:
        """Cache what `read` returns."""
        self.read = read
        self.cached: OrderedDict[tuple[int, int], tuple[object, T]] = OrderedDict()

    def __call__(self, connection: sqlite3.Connection) -> T:
        """Return what the function returns; for a database in memory it is called each time."""
        statement = "select file from pragma_database_list where seq = 0"
        (path,) = connection.execute(statement).fetchone()
        if not path:
            return self.read(connection)
        # One file may have several names: each server process has a link to it of its own.
        file = Path(path).stat()
        inode, state = (file.st_dev, file.st_ino), (file.st_mtime_ns, connection.total_changes)
        known = self.cached.get(inode)
        if known is None or known[0] != state:
            known = self.cached[inode] = state, self.read(connection)
            self.cached.move_to_end(inode)
            while len(self.cached) > STATES * _number_of_files:
                self.cached.popitem(last=False)
        return known[1]
