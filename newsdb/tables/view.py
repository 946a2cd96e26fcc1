"""The view of a table: Datasette's own, with every row on exactly one page."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from datasette.utils import CustomRow, path_with_replaced_args, tilde_decode
from datasette.views import table as datasette_table
from datasette.views.base import DatasetteError
from datasette.views.table import TableView

from newsdb.tables.context import table_context
from newsdb.tables.counts import count_once, counts_are_kept, keep_counts
from newsdb.tables.facets import count_facets
from newsdb.tables.ordering import PageOrder, RelevanceOrder, current_order, order_pages
from newsdb.tables.requests import sorted_by_instant, with_query_string, without_parameters
from newsdb.tables.search import (
    RELEVANCE,
    current_query,
    parsed_search,
    search_of,
)
from newsdb.tables.selections import (
    Selections,
    current_selections,
    is_by_relevance,
    select_once,
    selections_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from datasette.app import Datasette
    from datasette.database import Database
    from datasette.utils.asgi import Request

VIEW_KEYS = {"articles": ("id",)}
"""The columns that name a row of a view, which SQLite does not know."""

NEEDED = {"title": "slug", "body": "slug"}
"""The column that plugins/cells.py needs to make a cell of another a link."""

facets_are_counted: ContextVar[bool] = ContextVar("facets_are_counted", default=True)
"""Whether the page that this task makes counts its facets."""

prepared: WeakSet[Database] = WeakSet()
"""The databases whose `execute` does what pages of tables need."""


class LabelledRow(CustomRow):  # type: ignore[misc]
    """A row with labels in it, which lacks a column as `sqlite3.Row` does.

    Datasette looks the sorted column up where the page does not show it; it expects IndexError.
    """

    def __missing__(self, column: str) -> None:
        """Raise IndexError: there is no such column."""
        raise IndexError(f"no such column: {column}")


datasette_table.CustomRow = LabelledRow


class NewsTableView(TableView):  # type: ignore[misc]
    """A page of a table or view as HTML, JSON or CSV. Each request has a view of its own."""

    unseen: Sequence[str] = ()
    """The columns that are read for the cells of others, and not shown."""
    selections: Selections | None = None
    """What the page is of; a download has many pages of the same."""

    async def sortable_columns_for_table(
        self, database_name: str, table_name: str, use_rowid: bool
    ) -> set[str]:
        """Return the columns that a table can be sorted by.

        `?_next=` holds the last row's value as text. SQLite compares that with the values of a
        column without a type, or of type BLOB, as text, whatever they are: rows would be lost.
        """
        sortable = await super().sortable_columns_for_table(database_name, table_name, use_rowid)
        database = self.ds.databases[database_name]
        if await database.get_view_definition(table_name):
            return set(sortable)
        details = await database.table_column_details(table_name)
        return set(sortable) - {column.name for column in details if not has_affinity(column.type)}

    async def columns_to_select(
        self, table_columns: list[str], pks: list[str], request: Request
    ) -> list[str]:
        """Return the columns of a page: on HTML pages that name none, those that metadata names.

        Those of a table without a primary key hold the sorted one, which nothing else tells the
        next page.
        """
        columns: list[str] = await super().columns_to_select(table_columns, pks, request)
        if is_page(request) and not {"_col", "_nocol"} & set(request.args):
            shown = self._default_columns(request)
            if shown:
                columns = [*pks, *(name for name in shown if name in columns and name not in pks)]
        if is_page(request):
            self.unseen = needed_by_cells(columns, table_columns)
            columns += self.unseen
        order = current_order.get()
        if (
            isinstance(order, PageOrder)
            and order.key == ("rowid",)
            and order.column not in (*columns, "rowid")
        ):
            columns.append(order.column)
        return columns

    def _default_columns(self, request: Request) -> list[str]:
        database = self.ds.get_database(route=tilde_decode(request.url_vars["database"]))
        metadata = self.ds.table_metadata(database.name, tilde_decode(request.url_vars["table"]))
        plugins = metadata.get("plugins") or {}
        columns: list[str] = (plugins.get("newsdb") or {}).get("columns") or []
        return columns

    async def _data_traced(
        self,
        request: Request,
        default_labels: bool = False,
        _next: str | None = None,
        _size: str | int | None = None,
    ) -> Any:
        request, asked = sorted_by_instant(request), request
        # Datasette means to read streamed files in the largest pages, but then forgets to.
        if "_stream" in request.args and request.url_vars.get("format") == "csv":
            _size = "max"
        follows = _next or request.args.get("_next")
        order: PageOrder | RelevanceOrder | None = self._relevance(request, follows)
        if order or is_by_relevance(self.ds, request):
            request = with_query_string(
                request, without_parameters(request.query_string, "_sort", "_next")
            )
            _next = None
        order = order or await self._order(request)
        # A condition in SQL may have another result each time, such as one with `random()`.
        kept = setting(counts_are_kept, "_where" not in request.args)
        self.selections = self.selections or selections_of(self.ds, asked)
        with (
            setting(current_order, order),
            setting(facets_are_counted, not follows),
            kept,
            setting(current_selections, self.selections),
        ):
            result = await super()._data_traced(request, default_labels, _next, _size)
        if not isinstance(result, tuple) or "table" not in result[0]:
            return result
        data, extra_template, templates = result
        if order:
            data["query"]["sql"] = order.complete(data["query"]["sql"])
        if isinstance(order, RelevanceOrder):
            follow_by_offset(self.ds, asked, data, order.offset)
        if follows and not (request.args.get("_nofacet") or _next):
            database = self.ds.databases[data["database"]]
            first = with_query_string(request, without_parameters(request.query_string, "_next"))
            key = first.url, default_labels
            with (
                setting(counts_are_kept, "_where" not in request.args),
                setting(current_selections, self.selections),
            ):
                facets = await count_once(
                    database, key, partial(self._facets, first, default_labels)
                )
            data["facet_results"].update(facets)

        async def extra_of_page() -> dict[str, Any]:
            page = asked if isinstance(order, RelevanceOrder) else request
            search = search_of(page, data["table"])
            query = await parsed_search(self.ds, data["database"], search) if search else None
            with setting(current_query, query):
                extra = await extra_template()
            if isinstance(order, RelevanceOrder):
                extra |= {"sort": RELEVANCE, "sort_desc": None}
            return {**extra, **await table_context(self.ds, page, data, extra, self.unseen)}

        return data, extra_of_page, templates

    async def _facets(self, first: Request, default_labels: bool) -> dict[str, Any]:
        """Return the facets of all pages: those of the first one."""
        data = (await super()._data_traced(first, default_labels, None, 1))[0]
        facets: dict[str, Any] = data["facet_results"]
        return facets

    def _relevance(self, request: Request, follows: str | int | None) -> RelevanceOrder | None:
        """Return the order of a page by relevance, None if it is to have another.

        Raises DatasetteError for a page that has no number.
        """
        table = tilde_decode(request.url_vars["table"])
        if not (search_of(request, table) and is_by_relevance(self.ds, request)):
            return None
        if not re.fullmatch("[0-9]{0,9}", f"{follows or ''}"):
            raise DatasetteError("Invalid _next: a number, as the last page has it", status=400)
        prepare(self.ds.get_database(route=tilde_decode(request.url_vars["database"])))
        return RelevanceOrder(int(follows or 0))

    async def _order(self, request: Request) -> PageOrder | None:
        """Return how a page is to be ordered; None where Datasette's own order is total, and for
        what is no table."""
        name = tilde_decode(request.url_vars["table"])
        try:
            database = self.ds.get_database(route=tilde_decode(request.url_vars["database"]))
        except KeyError:
            return None
        prepare(database)
        if await self.ds.get_canned_query(database.name, name, request.actor):
            return None
        metadata = self.ds.table_metadata(database.name, name)
        sort, sort_desc = request.args.get("_sort"), request.args.get("_sort_desc")
        if not sort and not sort_desc:
            sort, sort_desc = metadata.get("sort"), metadata.get("sort_desc")
        if not sort and not sort_desc:
            return None
        key, is_unique = await key_of(database, name)
        return PageOrder(name, sort or sort_desc, bool(sort_desc and not sort), key, is_unique)


def follow_by_offset(
    datasette: Datasette, request: Request, data: dict[str, Any], offset: int
) -> None:
    """Put into the data of a page where the next one begins, if there is one."""
    if data["next"] is not None:
        data["next"] = f"{offset + len(data['rows'])}"
        path = path_with_replaced_args(request, {"_next": data["next"]})
        data["next_url"] = datasette.absolute_url(request, datasette.urls.path(path))


def prepare(database: Database) -> None:
    """Make a database complete the order of pages, find their posts once, count their facets and
    keep their counts, if it does not yet."""
    if database not in prepared:
        order_pages(database)
        select_once(database)
        count_facets(database)
        keep_counts(database)
        prepared.add(database)


def needed_by_cells(columns: Sequence[str], table_columns: Sequence[str]) -> list[str]:
    """Return the columns of a table that others need for their links, unless they are shown."""
    needed = dict.fromkeys(NEEDED[name] for name in columns if name in NEEDED)
    return [name for name in needed if name in table_columns and name not in columns]


def is_page(request: Request) -> bool:
    """Return whether a request is for HTML."""
    return request.url_vars.get("format") is None


async def key_of(database: Database, table: str) -> tuple[tuple[str, ...], bool]:
    """Return the columns that make any order of a table or view total, and whether they name a row.

    Rows of a view that are equal in all columns may change places, which makes no difference.
    """
    if not await database.get_view_definition(table):
        return tuple(await database.primary_keys(table)) or ("rowid",), True
    if table in VIEW_KEYS:
        return VIEW_KEYS[table], True
    return tuple(await database.table_columns(table)), False


def has_affinity(declared: str) -> bool:
    """Return whether SQLite converts text that is compared with a column of a declared type
    (https://www.sqlite.org/datatype3.html, 3.1 and 4.2)."""
    return bool(declared) and "BLOB" not in declared.upper()


@contextmanager
def setting(variable: ContextVar[Any], value: Any) -> Iterator[None]:
    """Give a context variable a value within the block."""
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)
