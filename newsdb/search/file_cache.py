"""A cache of what is read from a database file, for as long as the file stays the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
MAX_FILES = 2
"""How many files a cache is of: the one that is served, and the one that takes its place."""


class FileCache(Generic[T]):
    """Calls a function of a connection once for each state of the connection's file."""

    def __init__(self, read: Callable[[sqlite3.Connection], T]) -> None:
        """Cache what `read` returns."""
        self.read = read
        self.cached: dict[str, tuple[tuple[int, int | None], T]] = {}

    def __call__(self, connection: sqlite3.Connection) -> T:
        """Return what the function returns; for a database in memory it is called each time."""
        statement = "select file from pragma_database_list where seq = 0"
        (path,) = connection.execute(statement).fetchone()
        if not path:
            return self.read(connection)
        (last,) = connection.execute("select max(id) from posts").fetchone()
        state = Path(path).stat().st_mtime_ns, last
        known = self.cached.get(path)
        if known is None or known[0] != state:
            known = state, self.read(connection)
            self.cached.pop(path, None)
            for oldest in list(self.cached)[: 1 - MAX_FILES]:
                self.cached.pop(oldest, None)
            self.cached[path] = known
        return known[1]
