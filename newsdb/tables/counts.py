"""Counts of a table's pages, kept as long as the file that they are of is served.

Each page counts the table's rows and the values of its facets. A file does not change, and few
pages are of other rows: what was counted for one serves all. The facets of following pages are
those of the first one, and are kept as Datasette gives them.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from newsdb.generations import FollowingDatabase

if TYPE_CHECKING:
    from collections import OrderedDict
    from collections.abc import Awaitable, Callable

    from datasette.database import Database, Results

MAX_RESULTS = 256
"""Results that are kept of a generation."""
MAX_CHARACTERS = 20_000
"""Of all texts in a result: a column of long texts can be a facet, too."""

MAX_CHARACTERS_OF_FACETS = 100_000
"""Of all facets of a page, each value of which has a URL."""

counts_are_kept: ContextVar[bool] = ContextVar("counts_are_kept", default=False)
"""Whether this task makes a page of a table whose counts are the same for each request."""


def keep_counts(database: Database) -> None:
    """Make a database of a served file answer from its counts, where `counts_are_kept` says so.

    Whatever already answers in place of the database's own `execute` goes on answering.
    """
    if not isinstance(database, FollowingDatabase):
        return
    execute = database.execute

    async def execute_once(
        sql: str, params: Any = None, truncate: bool = False, *args: Any, **options: Any
    ) -> Results:
        # The one query that may be truncated is for the rows of the page.
        if truncate or not counts_are_kept.get():
            return await execute(sql, params, truncate, *args, **options)
        counts = database.generation.counts
        key = sql, tuple(params.items() if isinstance(params, dict) else params or ())
        if key in counts:
            return _kept(counts, key)
        results = await execute(sql, params, truncate, *args, **options)
        if sum(len(f"{value}") for row in results.rows for value in row) <= MAX_CHARACTERS:
            _keep(counts, key, results)
        return results

    database.execute = execute_once


async def count_once(
    database: Database, key: object, count: Callable[[], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """Return the facets of a page, which must not be changed: those that were kept under a key, or
    what `count` returns, which is kept where `counts_are_kept` says so."""
    if not (isinstance(database, FollowingDatabase) and counts_are_kept.get()):
        return await count()
    counts = database.generation.counts
    if key in counts:
        facets: dict[str, Any] = _kept(counts, key)
        return facets
    facets = await count()
    if len(f"{facets}") <= MAX_CHARACTERS_OF_FACETS:
        _keep(counts, key, facets)
    return facets


def _kept(counts: OrderedDict[object, Any], key: object) -> Any:
    counts.move_to_end(key)
    return counts[key]


def _keep(counts: OrderedDict[object, Any], key: object, value: object) -> None:
    counts[key] = value
    if len(counts) > MAX_RESULTS:
        counts.popitem(last=False)
