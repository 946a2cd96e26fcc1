"""`Database.execute` that runs untrusted SQL in worker processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted, Results
from datasette.views.database import MagicParameters

from newsdb.exceptions import QueryTimeoutError
from newsdb.web.sql_worker import QueryResult, WorkerQuery
from newsdb.web.sql_worker_pool import WorkerPool

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

# Datasette runs these before each page; they contain nothing from the request.
SCHEMA_QUERIES = {
    "PRAGMA schema_version",
    "select 1 from sqlite_master where type='table' and name=?",
    "select name from sqlite_master where type='table'",
    "select name from sqlite_master where type in ('table', 'view') and name = ? collate nocase",
    "select sql from sqlite_master where name = :n and type=:t",
}


QUICK_MILLISECONDS = 300
"""How long all queries of a page may take in a quick slot."""


@dataclass
class QuerySlot:
    """Permission of a request to run queries in workers.

    It is a quick slot at first: queries run briefly, so that the next request soon has its turn.
    A request whose queries take longer changes to a slow slot, of which a client has one only.
    """

    max_rows: int
    """Rows of a result that the page shows."""
    change_to_slow: Callable[[], Awaitable[None]]
    """Gives the quick slot back and waits for a slow one; raises NoSlotError."""
    is_slow: bool = False
    seconds_in_workers: float = 0.0
    seconds_in_queue: float = 0.0

    @property
    def quick_milliseconds(self) -> int:
        """How long the next query may take in the quick slot."""
        return max(1, QUICK_MILLISECONDS - int(self.seconds_in_workers * 1000))


current_slot: ContextVar[QuerySlot | None] = ContextVar("current_slot", default=None)
"""The slot of the request that is being answered, if it has one."""


class QueryRunner:
    """Replacement for a database's `execute`: queries of requests with a slot go to workers."""

    def __init__(self, datasette: Datasette, database: Database, workers: WorkerPool) -> None:
        """Take the database whose `execute` this is going to replace."""
        self._datasette = datasette
        self._database = database
        self._original_execute = database.execute
        self.workers = workers
        self._memory = sqlite3.connect(":memory:", check_same_thread=False)

    async def __call__(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Results:
        """Do what `datasette.database.Database.execute` does."""
        slot = current_slot.get()
        # Magic parameters (`:_now`) read the request, which workers do not have.
        is_magic = isinstance(params, MagicParameters) and ":_" in sql
        if slot is None or sql in SCHEMA_QUERIES or is_magic:
            return await self._original_execute(
                sql, params, truncate, custom_time_limit, page_size, log_sql_errors
            )
        limit = self._datasette.sql_time_limit_ms
        milliseconds = max(1, min(custom_time_limit or limit, limit))
        values = dict(params) if isinstance(params, dict) else params
        query = WorkerQuery(
            sql, values, truncate, milliseconds, page_size, f"{self._database.path}"
        )
        try:
            result = await self._run(slot, query)
        except QueryTimeoutError as error:
            raise QueryInterrupted(error, sql, params) from None
        cursor = self._cursor(result.columns)
        rows = [sqlite3.Row(cursor, row) for row in result.rows[: slot.max_rows]]
        truncated = result.truncated or len(rows) < len(result.rows)
        return Results(rows, truncated, cursor.description)

    async def _run(self, slot: QuerySlot, query: WorkerQuery) -> QueryResult:
        """Return the result of a query, if need be after a second try in a slow slot."""
        if not slot.is_slow and slot.quick_milliseconds < query.milliseconds:
            try:
                return await self._run_timed(
                    slot, replace(query, milliseconds=slot.quick_milliseconds)
                )
            except QueryTimeoutError:
                started = time.monotonic()
                await slot.change_to_slow()
                slot.is_slow = True
                slot.seconds_in_queue += time.monotonic() - started
        return await self._run_timed(slot, query)

    async def _run_timed(self, slot: QuerySlot, query: WorkerQuery) -> QueryResult:
        started = time.monotonic()
        try:
            return await self.workers.run(query)
        finally:
            slot.seconds_in_workers += time.monotonic() - started

    def _cursor(self, columns: list[str]) -> sqlite3.Cursor:
        """Return a cursor with these column names, which `sqlite3.Row` needs."""
        quoted = ['"' + column.replace('"', '""') + '"' for column in columns]
        return self._memory.execute("select " + ", ".join(f"null as {name}" for name in quoted))


def datasette_options(datasette: Datasette, database: Database) -> dict[str, Any]:
    """Return the arguments that make a Datasette in a worker open the same database."""
    return {
        "files" if database.is_mutable else "immutables": [f"{database.path}"],
        # No threads: a worker does one thing at a time.
        "settings": {**datasette._settings, "num_sql_threads": 0},
        "metadata": datasette._metadata_local,
        "plugins_dir": datasette.plugins_dir,
        "sqlite_extensions": datasette.sqlite_extensions,
    }
