"""Tables: the project's view of them instead of Datasette's own, at the same URLs."""

import re
from collections.abc import Generator
from functools import partial
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.facets import DateFacet
from datasette.utils.asgi import Request

from newsdb.tables.database import (
    chart_of_rows,
    field_of,
    first_sql,
    group_tables,
    number_columns,
    schema_of,
)
from newsdb.tables.filters import LocalDateFacet, correct_filters
from newsdb.tables.view import NewsTableView, facets_are_counted
from newsdb.web.context import site_for
from newsdb.web.table_words import Descriptions, table_words

correct_filters()


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, object]]:
    routes = [re.escape(database.route) for database in datasette.databases.values()]
    if not routes:
        return []
    # Routes of plugins come before Datasette's: this one must not match those of others.
    table = rf"^/(?P<database>{'|'.join(routes)})/(?P<table>[^\/\.]+)(\.(?P<format>\w+))?$"
    return [(table, NewsTableView.as_view(datasette))]


@hookimpl(hookwrapper=True)
def register_facet_classes() -> Generator[None, Any, None]:
    outcome = yield
    if not facets_are_counted.get():
        outcome.force_result([])
        return
    outcome.force_result(
        [
            [LocalDateFacet if each is DateFacet else each for each in found]
            for found in outcome.get_result()
        ]
    )


@hookimpl
def extra_template_vars(
    database: str | None, request: Request | None, datasette: Datasette
) -> dict[str, Any]:
    language = site_for(datasette, request).text.language
    found: dict[str, Any] = {"w": table_words(language)}
    if not database:
        return found
    metadata = (datasette.metadata("databases") or {}).get(database) or {}
    return {
        **found,
        "descriptions": Descriptions(datasette, database, language),
        "table_groups": partial(group_tables, metadata),
        "first_sql": partial(first_sql, datasette, database),
        "schema": schema_of(datasette, database),
        "field_of": partial(field_of, datasette),
        "number_columns": number_columns,
        "chart_of_rows": chart_of_rows,
    }
