"""`/openapi.json`: the site's own addresses, as OpenAPI 3.1 describes them.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from newsdb import __version__
from newsdb.catalog.json_schemas import BULK, FILE, FILTERS, MONTH, SEARCH, Json, schemas
from newsdb.export.formats import CONTENT_TYPES
from newsdb.feeds.feed import FORMATS as FEEDS

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"


def openapi(title: str, description: str, server: str) -> Json:
    """Return the description of the API of a site at an absolute address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "summary": description, "version": __version__},
        "servers": [{"url": server.rstrip("/")}],
        "paths": {
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
            "/search.json": _get(
                "search",
                "What a search finds, with the number of everything that it finds.",
                _json({"$ref": "#/components/schemas/Found"}),
                parameters=_filters(SEARCH),
                failures=(400, 503),
            ),
            "/data/posts.ndjson": _get(
                "posts",
                "All posts, or those that the filters select, by slug: a Record a line.",
                _content(CONTENT_TYPES["ndjson"]),
                parameters=_filters(BULK),
                failures=(400, 503),
            ),
            "/data/posts.csv": _get(
                "postsCsv",
                "The same as CSV (RFC 4180); lists are JSON in their cells.",
                _content(CONTENT_TYPES["csv"]),
                parameters=_filters(BULK),
                failures=(400, 503),
            ),
            "/data/{month}.ndjson": _get(
                "month",
                "The posts of a month, or those without a date.",
                _content(CONTENT_TYPES["ndjson"]),
                parameters=[_in_path("month", MONTH)],
                failures=(404, 503),
            ),
            "/data/{month}.csv": _get(
                "monthCsv",
                "The same as CSV.",
                _content(CONTENT_TYPES["csv"]),
                parameters=[_in_path("month", MONTH)],
                failures=(404, 503),
            ),
            "/data/{file}.parquet": _get(
                "parquet",
                "All posts, or a month, as Parquet, where the site has pyarrow.",
                _content(CONTENT_TYPES["parquet"]),
                parameters=[_in_path("file", FILE)],
                failures=(404,),
            ),
            "/data/SHA256SUMS": _get("sums", "Checksums of all files.", _content(TEXT)),
            "/data/croissant.json": _get(
                "croissant", "The dataset, in Croissant.", _content("application/ld+json")
            ),
            "/data/datapackage.json": _get(
                "dataPackage", "The dataset, as a Data Package.", _json({"type": "object"})
            ),
            "/data/dcat.json": _get(
                "dcat", "The dataset, in DCAT.", _content("application/ld+json")
            ),
            "/feed.xml": _get(
                "feed",
                "The 50 newest posts, as Atom.",
                _content(FEEDS["xml"]),
                parameters=_filters(FILTERS),
                failures=(400, 404, 503),
            ),
            "/feed.json": _get(
                "feedJson",
                "The 50 newest posts, as JSON Feed.",
                _content("application/feed+json", {"type": "object", "required": ["items"]}),
                parameters=_filters(FILTERS),
                failures=(400, 404, 503),
            ),
            "/sitemap.xml": _get(
                "sitemap", "Every article's address.", _content("application/xml")
            ),
            "/robots.txt": _get("robots", "What crawlers may ask for.", _content(TEXT)),
            "/llms.txt": _get("llms", "The site, for language models.", _content(TEXT)),
            "/openapi.json": _get("openapi", "This description.", _json({"type": "object"})),
        },
        "components": {"schemas": schemas()},
    }


def _get(
    operation: str,
    summary: str,
    content: Json,
    parameters: list[Json] | None = None,
    failures: tuple[int, ...] = (),
) -> Json:
    reasons = {400: "A parameter is not what it should be.", 404: "There is no such thing here."}
    reasons[503] = "It took too long: ask for less, or later."
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
