"""Reading all databases of a site at the same time, where parts of a page depend on all of them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from datasette.database import connections

from newsdb.generations import FollowingDatabase, Generation
from newsdb.instance import database_names, read_one, within_limit
from newsdb.search import Databases

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

T = TypeVar("T")


async def read_all(
    datasette: Datasette, query: Callable[[Databases], T], time_limit_factor: int = 1
) -> T:
    """Return what a function reads from all databases of the site, in one thread.

    It may take as long as each of them lets `read_one`, together.
    Raises DatasetteError (status 503) where it takes more.
    """
    names = database_names(datasette)
    if len(names) == 1:
        return await read_one(
            datasette, names[0], lambda connection: query([connection]), time_limit_factor
        )
    databases = [datasette.get_database(name) for name in names]
    generations = [each.generation for each in databases if isinstance(each, FollowingDatabase)]
    openers = [_opener(each) for each in databases]
    limit = len(names) * time_limit_factor * datasette.setting("sql_time_limit_ms")

    def read() -> T:
        opened = [connection_of() for connection_of in openers]
        with within_limit(opened, limit):
            return query(opened)

    for generation in generations:
        generation.enter()
    future = datasette.executor.submit(read)
    for generation in generations:
        # Also of a thread that goes on where nobody waits for it any more.
        future.add_done_callback(partial(_leave, generation))
    return await asyncio.wrap_future(future)


def _leave(generation: Generation, _: object) -> None:
    generation.leave()


def _opener(database: Database) -> Callable[[], sqlite3.Connection]:
    """Return a function that returns a thread's own connection to what this task reads."""
    if isinstance(database, FollowingDatabase):
        return partial(database.generation.connection, database.ds)
    return partial(_connection_of_thread, database)


def _connection_of_thread(database: Database) -> sqlite3.Connection:
    """Return a thread's connection, the one that `Database.execute_fn` passes on."""
    opened: sqlite3.Connection | None = getattr(connections, database.name, None)
    if opened is None:
        opened = database.connect()
        database.ds._prepare_connection(opened, database.name)
        setattr(connections, database.name, opened)
    return opened
