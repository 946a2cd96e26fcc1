"""Serving whichever database file is newest, without a restart.

A load puts a new file in the place of the old one. Each such file is a generation: it is opened
beside the one that is served, checked, and then takes its place in one step. A request keeps the
generation with which it began, so that no response mixes two of them.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from functools import partialmethod
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette.database import Database

from newsdb.exceptions import NotANewsDatabaseError
from newsdb.memory import release_memory
from newsdb.search.columns import columns_of
from newsdb.search.databases import instants_of
from newsdb.search.file_cache import number_of_files

if TYPE_CHECKING:
    from datasette.app import Datasette

SECONDS_BETWEEN_CHECKS = 1.0
CHECKS_BETWEEN_RELEASES = 60

Inspected = Mapping[str, Any]
"""What `datasette inspect` says of one database: hash, size, tables with their row counts."""


@dataclass(eq=False, slots=True)
class Generation:
    """One state of the database: a link to its file in a directory of its own.

    It is closed, and its directory removed, once it is retired and nothing uses it.
    """

    path: Path
    inspected: Inspected
    users: int = 0
    is_retired: bool = False
    is_closed: bool = False
    schema: dict[tuple[str, tuple[Any, ...]], Any] = field(default_factory=dict)
    """What was read of the schema already, by the method of `Database` and its arguments."""
    counts: OrderedDict[object, Any] = field(default_factory=OrderedDict)
    """Counts for the pages of tables, kept by newsdb/tables/counts.py."""
    _connections: list[sqlite3.Connection] = field(default_factory=list)
    _local: threading.local = field(default_factory=threading.local)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def connection(self, datasette: Datasette) -> sqlite3.Connection:
        """Return this thread's connection."""
        opened: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if opened is None:
            uri = f"file:{quote(f'{self.path}')}?immutable=1"
            opened = sqlite3.connect(uri, uri=True, check_same_thread=False)
            datasette._prepare_connection(opened, self.path.stem)
            self._local.connection = opened
            with self._lock:
                self._connections.append(opened)
        return opened

    def enter(self) -> None:
        """Keep the generation open until `leave` is called."""
        with self._lock:
            self.users += 1

    def leave(self) -> None:
        """End a use that `enter` began."""
        with self._lock:
            self.users -= 1
        self._close_if_unused()

    def retire(self) -> None:
        """Retire this generation: new requests use another."""
        self.is_retired = True
        self._close_if_unused()

    def _close_if_unused(self) -> None:
        with self._lock:
            if not self.is_retired or self.users or self.is_closed:
                return
            self.is_closed = True
        for connection in self._connections:
            connection.close()
        shutil.rmtree(self.path.parent, ignore_errors=True)


pinned: ContextVar[Mapping[str, Generation]] = ContextVar("pinned", default=MappingProxyType({}))
"""The generations with which the request of this task began, by the names of their databases."""


class FollowingDatabase(Database):  # type: ignore[misc]
    """Datasette's database of whichever file is newest.

    What Datasette reads of it (path, hash, size, counts) is that of the request's generation.
    """

    def __init__(self, datasette: Datasette, source: Path, first: Generation) -> None:
        """Take the file to follow, and the generation that shows its present state.

        The database has the name of that generation's link.
        """
        self.current = first
        super().__init__(datasette, path="", is_mutable=False)
        self.name = self.route = first.path.stem
        self._source = source
        self._directory = first.path.parent.parent
        self._shown = self._seen = identity(source)
        self._number = 0
        self.on_change: Callable[[], None] = lambda: None
        """Called when a new state of the file is about to be served."""

    @property
    def generation(self) -> Generation:
        """The generation that this task reads."""
        return pinned.get().get(self.name) or self.current

    path = property(lambda self: f"{self.generation.path}", lambda self, path: None)
    hash = property(lambda self: self.generation.inspected["hash"])
    size = property(lambda self: self.generation.inspected["size"])

    @property
    def cached_table_counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        tables = self.generation.inspected["tables"]
        return {name: about["count"] for name, about in tables.items()}

    @contextmanager
    def pin(self) -> Iterator[None]:
        """Read one generation within the block, whatever is loaded meanwhile."""
        generation = self.current
        generation.enter()
        token = pinned.set({**pinned.get(), self.name: generation})
        try:
            yield
        finally:
            pinned.reset(token)
            generation.leave()

    def use_directory(self, directory: Path) -> None:
        """Have links of this process's own, in a directory that is made, before it serves.

        Each of several processes closes a generation when it no longer uses it.
        """
        link = directory / "0" / self.current.path.name
        link.parent.mkdir(parents=True)
        link.hardlink_to(self.current.path)
        self.current = Generation(link, self.current.inspected)
        self._directory = directory

    async def _read_schema(self, method: str, *args: Any) -> Any:
        """Return what a method of `Database` reads of the schema, which no generation changes.

        For one page of a table, Datasette asks forty times.
        """
        known = self.generation.schema
        if (method, args) not in known:
            known[method, args] = await getattr(super(), method)(*args)
        return copy(known[method, args])

    table_exists = partialmethod(_read_schema, "table_exists")
    table_names = partialmethod(_read_schema, "table_names")
    table_columns = partialmethod(_read_schema, "table_columns")
    table_column_details = partialmethod(_read_schema, "table_column_details")
    primary_keys = partialmethod(_read_schema, "primary_keys")
    fts_table = partialmethod(_read_schema, "fts_table")
    label_column_for_table = partialmethod(_read_schema, "label_column_for_table")
    foreign_keys_for_table = partialmethod(_read_schema, "foreign_keys_for_table")
    hidden_table_names = partialmethod(_read_schema, "hidden_table_names")
    view_names = partialmethod(_read_schema, "view_names")
    get_all_foreign_keys = partialmethod(_read_schema, "get_all_foreign_keys")
    get_table_definition = partialmethod(_read_schema, "get_table_definition")
    get_view_definition = partialmethod(_read_schema, "get_view_definition")

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Call a function with a connection to this task's generation."""
        generation = self.generation
        if self.ds.executor is None:
            return fn(generation.connection(self.ds))
        generation.enter()
        future = self.ds.executor.submit(lambda: fn(generation.connection(self.ds)))
        # Also of a thread that goes on where nobody waits for it any more.
        future.add_done_callback(lambda _: generation.leave())
        return await asyncio.wrap_future(future)

    def follow(self, inspect: Callable[[Path], Inspected]) -> bool:
        """Serve the file's present state if it is a new one; return whether it is.

        A file is taken once it is the same twice in a row: it may be being written. What cannot be
        served is said once, in a line, and the old state stays.
        """
        with suppress(OSError):
            seen, self._seen = self._seen, identity(self._source)
            if self._seen == self._shown or self._seen != seen:
                return False
            self._shown = self._seen
            self._number += 1
            link = self._directory / f"{self._number}" / f"{self.name}.db"
            try:
                generation = open_generation(self._source, link, inspect)
            except (NotANewsDatabaseError, sqlite3.Error, OSError) as error:
                shutil.rmtree(link.parent, ignore_errors=True)
                print(f"newsdb: still serving the previous data: {error}", file=sys.stderr)
                return False
            # Before the first page of the new state: what is kept of that has its settings.
            self.on_change()
            previous, self.current = self.current, generation
            previous.retire()
            return True
        return False


class CurrentInspection(Mapping[str, Any]):
    """What `datasette.inspect_data` holds of the database, of each request's generation."""

    def __init__(self, database: FollowingDatabase) -> None:
        """Take the database."""
        self._database = database

    def __getitem__(self, key: str) -> Any:
        """Return the hash, the size, or the tables."""
        return self._database.generation.inspected[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._database.generation.inspected)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._database.generation.inspected)


def identity(path: Path) -> tuple[int, int, int, int]:
    """Return what changes when another file is put in a file's place, or when it is written to."""
    state = path.stat()
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


def open_generation(source: Path, link: Path, inspect: Callable[[Path], Inspected]) -> Generation:
    """Return the present state of a file, under a second name for it that stays.

    Raises OSError if the file system has no hard links, and whatever `inspect` raises.
    """
    link.parent.mkdir()
    link.hardlink_to(source.resolve())
    generation = Generation(link, inspect(link))
    read_columns_ahead(generation)
    return generation


def read_columns_ahead(generation: Generation) -> None:
    """Read the columns that searches count by, so that no request waits for them.

    Of several databases, instants are read, too.
    """
    uri = f"file:{quote(f'{generation.path}')}?immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        columns_of(connection)
        if number_of_files() > 1:
            instants_of(connection)


def serve_newest(datasette: Datasette, source: Path, first: Generation) -> FollowingDatabase:
    """Replace one of an instance's databases, that of the generation's name, by one that follows a
    file, before the instance starts."""
    database = FollowingDatabase(datasette, source, first)
    datasette.databases = {**datasette.databases, database.name: database}
    datasette.inspect_data = {**datasette.inspect_data, database.name: CurrentInspection(database)}
    return database


def follow_forever(
    databases: Iterable[FollowingDatabase], inspect: Callable[[Path], Inspected]
) -> None:
    """Look for new files again and again, and give memory back; for a thread of its own."""
    for check in count(1):
        time.sleep(SECONDS_BETWEEN_CHECKS)
        for database in databases:
            database.follow(inspect)
        if check % CHECKS_BETWEEN_RELEASES == 0:
            release_memory()
