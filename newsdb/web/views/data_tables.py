"""`/data/tables` and `/data/tables/<name>`: the schema, and what each table contains."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from datasette.utils import escape_sqlite

from newsdb.catalog.diagram import draw_diagram
from newsdb.catalog.profile import Profile, read_profile
from newsdb.catalog.tables import Table, read_tables
from newsdb.instance import database_names, if_quick, read_one
from newsdb.web.context import page, site_for
from newsdb.web.errors import not_found
from newsdb.web.links import name_from_url
from newsdb.web.middleware.permissions import actor_of, ensure_tables_visible
from newsdb.web.table_words import Descriptions

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response


async def table_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the page of a table, or with that of all tables if the URL names none."""
    name = name_from_url(request)
    language = site_for(datasette, request).text.language
    tables = await all_tables(datasette, language)
    if not name:
        context = {"diagram": draw_diagram(tables), "tables": tables}
        return await page(datasette, request, "data_tables.html", context)
    table = next((each for each in tables if each.name == name), None)
    if table is None:
        return await not_found(datasette, request)
    await ensure_tables_visible(datasette, await actor_of(datasette, request), (name,))
    # Of several databases, all have the same tables; the last one shows what is in them.
    database = database_names(datasette)[-1]
    # A search index has no rows of its own.
    profile = None
    if not table.is_virtual:
        reading = read_one(datasette, database, lambda found: profile_of(found, table))
        profile = await if_quick(reading)
    context = {"table": table, "profile": profile, "profiled": database}
    return await page(datasette, request, "data_table.html", context)


async def all_tables(datasette: Datasette, language: str) -> tuple[Table, ...]:
    """Return the tables of each database, with what the metadata says of them in a language."""
    database = database_names(datasette)[0]
    described = datasette.metadata("tables", database=database) or {}
    tables = await read_one(
        datasette, database, lambda connection: read_tables(connection, described)
    )
    descriptions = Descriptions(datasette, database, language)
    return tuple(in_language(table, descriptions) for table in tables)


def in_language(table: Table, descriptions: Descriptions) -> Table:
    """Return a table with the descriptions of a language, its own and those of its columns."""

    def of_column(name: str) -> str:
        return descriptions.of("tables", table.name, "columns", name)

    return replace(
        table,
        description=descriptions.of("tables", table.name, "description"),
        columns=tuple(replace(each, description=of_column(each.name)) for each in table.columns),
    )


def profile_of(connection: sqlite3.Connection, table: Table) -> Profile:
    """Return the profile of a table."""
    names = [column.name for column in table.columns]
    return read_profile(connection, f"select * from {escape_sqlite(table.name)}", names)  # noqa: S608
