"""`Database.execute` that runs untrusted SQL in worker processes."""

from __future__ import annotations

import sqlite3
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted, Results
from datasette.views.database import MagicParameters

from newsdb.exceptions import QueryTimeoutError
from newsdb.web.sql_workers import Query, WorkerPool

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


@dataclass
class QuerySlot:
    """Permission of a request to run queries in workers."""

    max_rows: int
    """Rows of a result that the page shows."""
    started: float
    """When the request got its slot, by `time.monotonic`."""
    seconds_in_workers: float = 0.0


current_slot: ContextVar[QuerySlot | None] = ContextVar("current_slot", default=None)
"""The slot of the request that is being answered, if it has one."""


class QueryRunner:
    """Replacement for a database's `execute`: queries of requests with a slot go to workers."""

    def __init__(self, datasette: Datasette, database: Database) -> None:
        """Take the database whose `execute` this is going to replace."""
        self._datasette = datasette
        self._original_execute = database.execute
        self._workers = WorkerPool(database.name, datasette_options(datasette, database))
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
        started = time.monotonic()
        try:
            result = await self._workers.run(Query(sql, values, truncate, milliseconds, page_size))
        except QueryTimeoutError as error:
            raise QueryInterrupted(error, sql, params) from None
        finally:
            slot.seconds_in_workers += time.monotonic() - started
        cursor = self._cursor(result.columns)
        rows = [sqlite3.Row(cursor, row) for row in result.rows[: slot.max_rows]]
        truncated = result.truncated or len(rows) < len(result.rows)
        return Results(rows, truncated, cursor.description)

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
