"""A total order for each page of a table, so that all pages together hold every row exactly once.

Datasette orders the first page of a sorted table by the sorted column alone, and all following
pages by that column and the primary key (https://github.com/simonw/datasette/issues/189). Where
rows tie at the end of the first page, the second one skips some of them or repeats others.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils import escape_sqlite

if TYPE_CHECKING:
    from datasette.database import Database, Results


NEWEST = "published_utc desc, id desc"
LIMITED = re.compile(r"order by [^()]* (limit \d+)(?: offset \d+)?\Z")


@dataclass(frozen=True, slots=True)
class PageOrder:
    """How one page of a table or view is to be ordered.

    `column` is the one that it is sorted by. `key` has the columns that make that a total order;
    `is_unique` says whether they identify a row by themselves.
    """

    table: str
    column: str
    descending: bool
    key: tuple[str, ...]
    is_unique: bool

    def complete(self, sql: str) -> str:
        """Return the SELECT of a page with its ORDER BY completed; any other SQL as it is."""
        found = self._split(sql)
        if found is None:
            return sql
        select, limit = found
        return f"{select}order by {self._total} {limit}"

    def executable(self, sql: str) -> str:
        """Return the completed SELECT as it is run: rows are sorted by key, then looked up.

        SQLite's sorter would carry whole rows, and those of posts hold their texts; for a view it
        would compute all columns of the rows that an OFFSET skips.
        """
        found = self._split(sql)
        if found is None or not self.is_unique or len(self.key) != 1:
            return self.complete(sql)
        select, limit = found
        columns, from_table, where = select.partition(f" from {escape_sqlite(self.table)} ")
        key = escape_sqlite(self.key[0])
        keys = f"select {key}{from_table}{where}order by {self._total} {limit}"
        return f"{columns}{from_table}where {key} in ({keys}) order by {self._total}"

    @property
    def _partial(self) -> str:
        return f"{escape_sqlite(self.column)}{' desc' if self.descending else ''}"

    @property
    def _total(self) -> str:
        return ", ".join([self._partial, *map(escape_sqlite, self.key)])

    def _split(self, sql: str) -> tuple[str, str] | None:
        orders = "|".join(re.escape(order) for order in (self._partial, self._total))
        found = re.search(rf"order by (?:{orders}) (limit \d+(?: offset \d+)?)\Z", sql)
        return (sql[: found.start()], found[1]) if found else None


@dataclass(frozen=True, slots=True)
class RelevanceOrder:
    """The order of a page of posts by relevance, which `selections.py` puts them in.

    `offset` is how many rows come before the page.
    """

    offset: int

    def complete(self, sql: str) -> str:
        """Return the SELECT of a page in the order of time, for people: SQL knows no relevance."""
        found = LIMITED.search(sql)
        return f"{sql[: found.start()]}order by {NEWEST} {found[1]}" if found else sql


current_order: ContextVar[PageOrder | RelevanceOrder | None] = ContextVar(
    "current_order", default=None
)
"""The order of the page that this task makes: what `order_pages` completes."""


def order_pages(database: Database) -> None:
    """Make a database complete the ORDER BY of the page that `current_order` describes.

    Whatever already answers in place of the database's own `execute` goes on answering.
    """
    execute = database.execute

    async def execute_ordered(
        sql: str, params: Any = None, truncate: bool = False, *args: Any, **options: Any
    ) -> Results:
        order = current_order.get()
        # Of all queries for a page of a table, the one for its rows alone may be truncated.
        if isinstance(order, PageOrder) and truncate:
            sql = order.executable(sql)
        return await execute(sql, params, truncate, *args, **options)

    database.execute = execute_ordered
