"""The posts that a page of a table is of, found once for its rows, their number and its facets.

Datasette asks for each of these with the whole condition of the page. The posts of a search are
found as `/search` finds them; where a page has other conditions, too, SQL finds them, once.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from datasette.database import Results
from datasette.utils import tilde_decode

from newsdb.instance import database_names, read_one
from newsdb.search import Filter, search
from newsdb.search.candidates import find_ids
from newsdb.search.columns import BoolArray, Columns, IntArray, columns_of, read_ids, split_ids
from newsdb.search.file_cache import FileCache
from newsdb.search.filters import with_fields
from newsdb.tables.ordering import RelevanceOrder, current_order
from newsdb.tables.search import RELEVANCE, TABLES, field_conditions, search_of

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database
    from datasette.utils.asgi import Request

SEARCHED = "id in (select rowid from posts_fts where posts_fts match escape_fts(:search))"
"""The condition that Datasette makes of `_search`."""
COUNT = re.compile(
    r"select count\(\*\) from (?P<table>posts|articles) where (?P<where>.*?) ?", re.DOTALL
)
ROWS = re.compile(
    r"(?P<select>select (?:(?! where ).)* from (?P<table>posts|articles)) where (?P<where>.*) "
    r"order by (?P<order>[^()]*?) limit (?P<limit>\d+)(?: offset (?P<offset>\d+))?",
    re.DOTALL,
)
"""The query for the rows of a page."""
AFTER = re.compile(
    r"(?P<where>.*) and \((?:published_utc < :(?P<value>p\d+) or published_utc is null or "
    r"\(published_utc = :(?P=value) and \(\(id > :(?P<id>p\d+)\)\)\)|"
    r"published_utc is null and \(\(id > :(?P<undated>p\d+)\)\))\)",
    re.DOTALL,
)
"""The condition of a page that follows another one."""
BY_IDS = """
where id in (select value from json_each('[' || trim(:listed, ',') || ']'))
order by instr(:listed, ',' || id || ',')"""
NEWEST_FIRST = re.compile("published_utc desc(?:, id)?")

ids_in_order = FileCache(
    lambda connection: read_ids(connection, "select id from posts order by published_utc desc, id")
)
"""Returns the ids of all posts in the order of table pages, read once for each state of a file."""


@dataclass(eq=False)
class Selections:
    """What the page, or the pages of a download, that this task makes are of.

    `text` is what they are searched for, '' if for nothing. `by_relevance` says that posts are in
    order of relevance.
    """

    datasette: Datasette
    database: Database
    text: str = ""
    by_relevance: bool = False
    _tasks: dict[str, asyncio.Task[Any]] = field(default_factory=dict)

    async def columns(self) -> Columns:
        """Return the columns of all posts."""
        columns: Columns = await self.database.execute_fn(columns_of)
        return columns

    async def selected(self, table: str, where: str, parameters: Any) -> BoolArray:
        """Return which posts satisfy the conditions of a page, by id.

        Raises sqlite3.Error for what SQL cannot find, such as more ids than fit in a text.
        """
        columns = await self.columns()
        if self.text and where == self._conditions_of_search():
            return columns.select(await self._found())
        select = f"select id from {table} where {where}"  # noqa: S608
        # The condition may be anybody's SQL.
        return columns.select(await self._once(select, lambda: self._select(select, parameters)))

    async def in_order(self, selected: BoolArray) -> IntArray:
        """Return the ids of selected posts in the order of the pages."""
        order = await self.database.execute_fn(ids_in_order)
        if self.by_relevance:
            found = await self._found()
            # A condition with OR may select posts that the search does not find.
            others = ~(await self.columns()).select(found)
            order = np.concatenate((found, order[others[order]]))
        ids: IntArray = order[selected[order]]
        return ids

    async def id_at(self, post_id: str, time: str | None) -> int | None:
        """Return the id of a post, given as in a URL, if it was published at an instant (None: at
        none); otherwise None.

        Another state of the database may have it at another one.
        """
        select = "select id from posts where id = ? and published_utc is ?"
        found = await self.database.execute(select, (post_id, time))
        return found.rows[0][0] if found.rows else None

    def _conditions_of_search(self) -> str:
        return " and ".join([*field_conditions(self.text)[0], SEARCHED])

    async def _found(self) -> IntArray:
        """Return the ids of the posts that the search finds, in order of relevance if asked for."""
        read = ids_by_relevance if self.by_relevance else find_ids
        filter = with_fields(Filter(self.text))
        found: IntArray = await self._once(
            "", lambda: read_one(self.datasette, self.database.name, lambda c: read(c, filter))
        )
        return found

    async def _select(self, select: str, parameters: Any) -> IntArray:
        statement = f"select group_concat(id) from ({select})"  # noqa: S608
        found = await self.database.execute(statement, parameters)
        return split_ids(found.rows[0][0])

    async def _once(self, key: str, read: Callable[[], Coroutine[Any, Any, IntArray]]) -> IntArray:
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(read())
        ids: IntArray = await self._tasks[key]
        return ids


current_selections: ContextVar[Selections | None] = ContextVar("current_selections", default=None)
"""Those of the page that this task makes; None for other pages than those of posts."""


def selections_of(datasette: Datasette, request: Request) -> Selections | None:
    """Return what a page is of, None if it is not of posts."""
    if not is_of_posts(datasette, request):
        return None
    return Selections(
        datasette,
        datasette.get_database(route=tilde_decode(request.url_vars["database"])),
        search_of(request, tilde_decode(request.url_vars["table"])),
        is_by_relevance(datasette, request),
    )


def is_by_relevance(datasette: Datasette, request: Request) -> bool:
    """Return whether a page of posts is to be ordered by relevance."""
    return (
        is_of_posts(datasette, request)
        and request.args.get("_sort") == RELEVANCE
        and request.args.get("_searchmode") != "raw"
    )


def is_of_posts(datasette: Datasette, request: Request) -> bool:
    """Return whether a page is of the posts of one of the site's databases."""
    return (
        tilde_decode(request.url_vars["database"]) in database_names(datasette)
        and tilde_decode(request.url_vars["table"]) in TABLES
    )


def ids_by_relevance(connection: sqlite3.Connection, filter: Filter) -> IntArray:
    """Return the ids of all posts that a filter selects: first those that answer its search best,
    then the others, newest first."""
    results = search([connection], filter, size=0, near=False, once=False)
    if not results.more:
        return results.matches
    best = results.matches[: results.ranked]
    ids = find_ids(connection, filter)
    return np.concatenate((best, ids[~columns_of(connection).select(best)[ids]]))


def select_once(database: Database) -> None:
    """Make a database find the posts of the page that `current_selections` is of only once, if it
    is searched.

    Whatever already answers in place of the database's own `execute` goes on answering.
    """
    execute = database.execute

    async def execute_selected(
        sql: str, params: Any = None, truncate: bool = False, *args: Any, **options: Any
    ) -> Results:
        selections = current_selections.get()
        if selections and selections.text:
            try:
                if not truncate and (found := COUNT.fullmatch(sql)):
                    selected = await selections.selected(found["table"], found["where"], params)
                    return Results([(int(selected.sum()),)], False, (("count(*)",),))
                if truncate and (found := ROWS.fullmatch(sql)):
                    sql, params = await _by_ids(selections, found, params) or (sql, params)
            except sqlite3.Error:
                # SQL knows no relevance.
                if truncate and selections.by_relevance:
                    raise
        return await execute(sql, params, truncate, *args, **options)

    database.execute = execute_selected


async def _by_ids(
    selections: Selections, rows: re.Match[str], parameters: dict[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """Return the query for the rows of a page as one for the rows of some ids; None if they are to
    be in an order that SQL has to make."""
    where, begin, boundary = rows["where"], int(rows["offset"] or 0), None
    if selections.by_relevance:
        order = current_order.get()
        begin = order.offset if isinstance(order, RelevanceOrder) else 0
    elif not NEWEST_FIRST.fullmatch(rows["order"]):
        return None
    elif after := AFTER.fullmatch(where):
        where, given = after["where"], parameters[after["id"] or after["undated"]]
        time = parameters[after["value"]] if after["value"] else None
        boundary = await selections.id_at(given, time)
        if boundary is None:
            return None
    ids = await selections.in_order(await selections.selected(rows["table"], where, parameters))
    if boundary is not None:
        found = np.flatnonzero(ids == boundary)
        if not len(found):
            return None
        begin = int(found[0]) + 1
    listed = ",".join(["", *map(str, ids[begin : begin + int(rows["limit"])].tolist()), ""])
    return rows["select"] + BY_IDS, {"listed": listed}
