"""`/openapi.json`: the site's own URLs, as OpenAPI 3.1 describes them.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from collections.abc import Sequence

from newsdb import __version__
from newsdb.catalog.json_schemas import (
    BULK,
    CURSOR,
    EDITS,
    FILE,
    FILTERS,
    MONTH,
    SEARCH,
    STORIES,
    STORY,
    TRENDS,
    VERSIONS,
    schemas,
)
from newsdb.catalog.tables import PublishedQuery, Table
from newsdb.config import DATABASE_NAME
from newsdb.export.formats import FORMATS, TextFormat
from newsdb.feeds.feed import CONTENT_TYPES as FEEDS
from newsdb.models import Json

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


OF_ONE_DATABASE = (
    *("/data/changes.ndjson", "/data/SHA256SUMS", "/data/croissant.json", "/llms.txt"),
    *("/data/datapackage.json", "/data/{file}"),
)
"""The beginnings of the paths that a site of several databases does not have."""
SHAPES = ("arrays", "objects", "array", "object", "arrayfirst")
SHAPE: Json = {
    "name": "_shape",
    "in": "query",
    "description": "objects has rows as objects, array nothing but them; object has them by key.",
    "schema": {"enum": [*SHAPES]},
}
KEY: Json = {"type": "string", "pattern": "^[A-Za-z0-9_~-]+$"}
"""Datasette writes other characters as `~` and two digits: `609011~2ESH`."""
ROWS: Json = {
    "size": {"description": "Page size (1 to 1000).", "schema": {"type": "integer", "minimum": 0}},
    "next": {"description": "The page after a token: `next` of the page before."},
    "sort": {"description": "Column to sort by, ascending."},
    "sort_desc": {"description": "Column to sort by, descending."},
    "search": {"description": "Full-text query of posts and articles; Chinese words will do."},
    "col": {"description": "Column to return; may be repeated."},
    "facet": {"description": "Column to count the values of; may be repeated."},
    "where": {"description": "Condition in SQL."},
}
"""What the rows of a table are selected by, without the `_` before each name."""


def openapi(
    title: str,
    description: str,
    server: str,
    tables: Sequence[Table] = (),
    queries: Sequence[PublishedQuery] = (),
    databases: Sequence[str] = (DATABASE_NAME,),
) -> Json:
    """Return the description of the API of a site at an absolute URL.

    `databases` are the names of its databases in URLs, each with these tables and queries. Of
    several, what is of a single one is left out.
    """
    paths = _own_paths()
    if len(databases) > 1:
        paths = {path: paths[path] for path in paths if not path.startswith(OF_ONE_DATABASE)}
    for name in databases:
        paths |= _datasette(name, f"_{name}" if len(databases) > 1 else "", tables, queries)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "summary": description, "version": __version__},
        "servers": [{"url": server.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": schemas()},
    }


def _own_paths() -> dict[str, Json]:
    """Return the paths of the site's own API."""
    return {
        "/article/{slug}.json": _get(
            "article",
            "An article as a record.",
            _json({"$ref": "#/components/schemas/Article"}),
            parameters=[_in_path("slug", {"type": "string", "minLength": 1})],
            failures=(404,),
        ),
        "/article/{slug}.md": _get(
            "articleMarkdown",
            "An article as Markdown, with front matter.",
            _content("text/markdown; charset=utf-8"),
            parameters=[_in_path("slug", {"type": "string", "minLength": 1})],
            failures=(404,),
        ),
        "/article/{slug}/history.json": _get(
            "articleHistory",
            "The versions of an article, and what differs between two of them.",
            _json({"type": "object", "required": ["slug", "versions"]}),
            parameters=[
                _in_path("slug", {"type": "string", "minLength": 1}),
                *_filters(VERSIONS),
            ],
            failures=(400, 404, 503),
        ),
        "/edits.json": _get(
            "edits",
            "Edits of all articles, newest first, and the URL of the next page.",
            _json({"type": "object", "required": ["edits", "next"]}),
            parameters=_filters(EDITS),
            failures=(400, 503),
        ),
        "/edits.xml": _get(
            "editsFeed",
            "A page of edits, newest first, as Atom.",
            _content(FEEDS["xml"]),
            parameters=_filters(EDITS),
            failures=(400, 503),
        ),
        "/search.json": _get(
            "search",
            "A page of search results, with counts.",
            _json({"$ref": "#/components/schemas/Found"}),
            parameters=_filters(SEARCH),
            failures=(400, 404, 503),
        ),
        "/trends.json": _get(
            "trends",
            "How many posts there are of each search, by period.",
            _json({"$ref": "#/components/schemas/Trend"}),
            parameters=_filters(TRENDS),
            failures=(400, 404, 503),
        ),
        "/trends.csv": _get(
            "trendsCsv",
            "The same, as CSV.",
            _content("text/csv; charset=utf-8"),
            parameters=_filters(TRENDS),
            failures=(400, 404, 503),
        ),
        "/trends.svg": _get(
            "trendsSvg",
            "The same, as a chart.",
            _content("image/svg+xml; charset=utf-8"),
            parameters=_filters(TRENDS),
            failures=(400, 404, 503),
        ),
        "/data/changes.ndjson": _get(
            "changes",
            "The posts that later loads added, changed or removed, in their order.",
            _content("application/x-ndjson; charset=utf-8"),
            parameters=_filters(CURSOR),
            failures=(400, 409, 503),
        ),
        "/suggest.json": _get(
            "suggest",
            "Completions of a search: what was typed, texts, what each is, URLs.",
            _content("application/x-suggestions+json", {"type": "array"}),
            parameters=[
                {"name": "q", "in": "query", "schema": {"type": "string"}},
                {"name": "lang", "in": "query", "schema": {"enum": ["en", "zh"]}},
            ],
            failures=(400, 503),
        ),
        "/opensearch.xml": _get(
            "opensearch",
            "How a browser searches the site.",
            _content("application/opensearchdescription+xml"),
        ),
        **_data_files(),
        "/data/SHA256SUMS": _get("sums", "Checksums of all files.", _content(TEXT)),
        "/data/croissant.json": _get(
            "croissant", "The dataset, in Croissant.", _content("application/ld+json")
        ),
        "/data/datapackage.json": _get(
            "dataPackage", "The dataset, as a Data Package.", _json({"type": "object"})
        ),
        "/feed.xml": _get(
            "feed",
            "The 50 newest posts, as Atom.",
            _content(FEEDS["xml"]),
            parameters=_filters(FILTERS | STORIES | STORY),
            failures=(400, 404, 503),
        ),
        "/feed.json": _get(
            "feedJson",
            "The 50 newest posts, as JSON Feed.",
            _content("application/feed+json", {"type": "object", "required": ["items"]}),
            parameters=_filters(FILTERS | STORIES | STORY),
            failures=(400, 404, 503),
        ),
        "/sitemap.xml": _get("sitemap", "The URLs of all articles.", _content("application/xml")),
        "/robots.txt": _get("robots", "What crawlers may request.", _content(TEXT)),
        "/llms.txt": _get("llms", "The site, for language models.", _content(TEXT)),
        "/openapi.json": _get("openapi", "This description.", _json({"type": "object"})),
    }


def _datasette(
    database: str, suffix: str, tables: Sequence[Table], queries: Sequence[PublishedQuery]
) -> dict[str, Json]:
    """Return the paths of Datasette's API of a database: SQL, tables, rows and named queries.

    The suffix is that of the ids of operations.

    https://docs.datasette.io/en/stable/json_api.html
    """
    table = _in_path("table", {"enum": [table.name for table in tables]})
    rows = [
        {"name": f"_{name}", "in": "query", "schema": {"type": "string"}, **more}
        for name, more in ROWS.items()
    ]
    found = _json({"type": ["object", "array"]})
    sql = {"name": "sql", "in": "query", "required": True, "schema": {"type": "string"}}
    sql["description"] = "One SELECT of SQLite. `:name` in it is a parameter of the URL."
    paths = {
        f"/{database}.json": _get(
            f"sql{suffix}",
            "The rows that a query selects (1000 at most), or the tables where `sql` is empty.",
            found,
            parameters=[sql, SHAPE],
            failures=(400, 503),
        )
    }
    if tables:
        paths[f"/{database}/{{table}}.json"] = _get(
            f"table{suffix}",
            "A page of a table. Any other parameter filters: `column=value`, `column__gt=value`.",
            found,
            parameters=[table, *rows, SHAPE],
            failures=(400, 503),
        )
        paths[f"/{database}/{{table}}/{{key}}.json"] = _get(
            f"row{suffix}",
            "A row by its primary key.",
            found,
            parameters=[table, _in_path("key", KEY), SHAPE],
            failures=(400, 404),
        )
    for query in queries:
        paths[f"/{database}/{query.name}.json"] = _get(
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


def _data_files() -> dict[str, Json]:
    """Return the paths of the files in each format."""
    paths = {}
    for format in FORMATS.values():
        title = format.suffix.capitalize()
        content = _content(format.content_type)
        if isinstance(format, TextFormat):
            paths[f"/data/posts.{format.suffix}"] = _get(
                f"posts{title}",
                f"The posts that the filters select, by slug. {format.summary}",
                content,
                parameters=_filters(BULK),
                failures=(400, 404, 503),
            )
            paths[f"/data/{{month}}.{format.suffix}"] = _get(
                f"month{title}",
                f"The posts of a month, or those without a date. {format.summary}",
                content,
                parameters=[_in_path("month", MONTH)],
                failures=(404, 503),
            )
        else:
            paths[f"/data/{{file}}.{format.suffix}"] = _get(
                f"file{title}",
                f"All posts, or those of a month, if the site has this format. {format.summary}",
                content,
                parameters=[_in_path("file", FILE)],
                failures=(404,),
            )
    return paths


def _get(
    operation: str,
    summary: str,
    content: Json,
    parameters: list[Json] | None = None,
    failures: tuple[int, ...] = (),
) -> Json:
    reasons = {400: "A parameter is invalid.", 404: "Not found."}
    reasons[409] = "The database was rebuilt: start again."
    reasons[503] = "The query timed out: narrow it, or try again."
    error = _json({"$ref": "#/components/schemas/Error"})
    responses: Json = {"200": {"description": summary, "content": content}}
    responses |= {f"{each}": {"description": reasons[each], "content": error} for each in failures}
    described: Json = {"operationId": operation, "summary": summary, "responses": responses}
    return {"get": {**described, "parameters": parameters} if parameters else described}


def _content(media_type: str, schema: Json | None = None) -> Json:
    return {media_type: {"schema": schema} if schema else {}}


def _json(schema: Json) -> Json:
    return _content(JSON, schema)


def _in_path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _filters(filters: dict[str, Json]) -> list[Json]:
    text = {"type": "string"}
    return [{"name": name, "in": "query", "schema": text, **more} for name, more in filters.items()]
