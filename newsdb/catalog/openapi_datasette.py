"""Datasette's own API of a database, as OpenAPI 3.1 describes it."""

from __future__ import annotations

from collections.abc import Sequence

from newsdb.catalog.openapi_operations import json_content, operation, path_parameter
from newsdb.catalog.tables import PublishedQuery, Table
from newsdb.models import Json

SHAPES = ("arrays", "objects", "array", "object", "arrayfirst")
SHAPE: Json = {
    "name": "_shape",
    "in": "query",
    "description": "Rows as arrays or objects with metadata, as an array alone, or by primary key.",
    "schema": {"enum": [*SHAPES]},
}
KEY: Json = {"type": "string", "pattern": "^[A-Za-z0-9_~-]+$"}
"""Other characters are tilde-encoded: `609011~2ESH`."""
ROWS: Json = {
    "size": {"description": "Page size (1 to 1000).", "schema": {"type": "integer", "minimum": 0}},
    "next": {"description": "Token of the next page: `next` of the page before."},
    "sort": {"description": "Column to sort by, ascending."},
    "sort_desc": {"description": "Column to sort by, descending."},
    "search": {"description": "Full-text query, for posts and articles."},
    "col": {"description": "Column to return; may be repeated."},
    "facet": {"description": "Column to facet by; may be repeated."},
    "where": {"description": "SQL condition."},
}
"""Parameters that select rows of a table, without the `_` before each name."""


def datasette_paths(
    database: str, suffix: str, tables: Sequence[Table], queries: Sequence[PublishedQuery]
) -> dict[str, Json]:
    """Return the paths of a database: SQL, tables, rows and named queries.

    `suffix` is appended to operation ids.

    https://docs.datasette.io/en/stable/json_api.html
    """
    table = path_parameter("table", {"enum": [table.name for table in tables]})
    rows = [
        {"name": f"_{name}", "in": "query", "schema": {"type": "string"}, **more}
        for name, more in ROWS.items()
    ]
    found = json_content({"type": ["object", "array"]})
    sql = {"name": "sql", "in": "query", "required": True, "schema": {"type": "string"}}
    sql["description"] = "One SELECT of SQLite. `:name` in it is a parameter of the URL."
    paths = {
        f"/{database}.json": operation(
            f"sql{suffix}",
            "The rows that a query selects (1000 at most), or the tables where `sql` is empty.",
            found,
            parameters=[sql, SHAPE],
            failures=(400, 503),
        )
    }
    if tables:
        paths[f"/{database}/{{table}}.json"] = operation(
            f"table{suffix}",
            "A page of a table. Any other parameter filters: `column=value`, `column__gt=value`.",
            found,
            parameters=[table, *rows, SHAPE],
            failures=(400, 503),
        )
        paths[f"/{database}/{{table}}/{{key}}.json"] = operation(
            f"row{suffix}",
            "A row by its primary key.",
            found,
            parameters=[table, path_parameter("key", KEY), SHAPE],
            failures=(400, 404),
        )
    for query in queries:
        paths[f"/{database}/{query.name}.json"] = operation(
            f"query_{query.name}{suffix}",
            f"{query.title}. {query.description}".strip(),
            found,
            parameters=[
                *(
                    {"name": name, "in": "query", "schema": {"type": "string"}}
                    for name in query.parameters
                ),
                SHAPE,
            ],
            failures=(400, 503),
        )
    return paths
