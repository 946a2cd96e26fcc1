"""What the templates of tables, rows and queries are given beside Datasette's own variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.views.table import Row

from newsdb.export.formats import PARQUET
from newsdb.search import parse_query
from newsdb.tables.page import TablePage, is_number
from newsdb.tables.search import search_of
from newsdb.web.context import site_for
from newsdb.web.table_words import Descriptions, table_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasette.app import Datasette
    from datasette.utils.asgi import Request


async def table_context(
    datasette: Datasette,
    request: Request,
    data: dict[str, Any],
    extra: dict[str, Any],
    unseen: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what the page of a table has beside `data` and `extra`, which Datasette gives it.

    The columns in `unseen` are taken out of what is shown.
    """
    database, table = data["database"], data["table"]
    site = site_for(datasette, request)
    text = table_words(site.text.language)
    search = search_of(request, table)
    page = TablePage.of(f"{datasette.urls.table(database, table)}", request.query_string, text)
    descriptions = Descriptions(datasette, database, text.language)
    shown = [name for name in data["columns"] if name not in unseen]
    keys = list(data["primary_keys"])
    columns = [column for column in extra["display_columns"] if column["name"] not in unseen]
    rows = [
        Row([cell for cell in row if cell["column"] not in unseen]) for row in extra["display_rows"]
    ]
    labelled = [key["column"] for key, _ in data["expandable_columns"]]
    facets = extra["datasette_allow_facet"] == "true"
    for column in columns:
        column["number"] = is_number(column, [*keys, *labelled])
        column["description"] = descriptions.of("tables", table, "columns", column["name"])
        if column["name"] in (*shown, *keys):
            column["menu"] = page.menu(column, [n for n in shown if n not in keys], facets)
    numbers = {column["name"] for column in columns if column["number"]}
    all_columns = await datasette.get_database(database).table_columns(table)
    query = {"sql": data["query"]["sql"], **data["query"]["params"]}
    sql = f"{datasette.urls.database(database)}?{urlencode(query)}"
    return {
        "display_columns": columns,
        "display_rows": rows,
        "page": page,
        "descriptions": descriptions,
        "numbers": numbers,
        "column_links": page.column_links(all_columns, shown, keys),
        "all_columns_url": page.all_columns(all_columns, keys),
        "shows_all_columns": set(all_columns) <= set(shown),
        "conditions": page.conditions(),
        "unknown_fields": parse_query(search).unknown,
        "relevance": page.by_relevance(text("by_relevance")) if search else None,
        "exports": page.exports(
            sql if data["allow_execute_sql"] else None, parquet_url(datasette, table)
        ),
    }


def parquet_url(datasette: Datasette, table: str) -> str | None:
    """Return the URL of the Parquet file of all posts, if the site has one of this table."""
    if table not in ("posts", "articles") or not PARQUET.is_available():
        return None
    return f"{datasette.urls.path(f'/data/posts.{PARQUET.suffix}')}"
