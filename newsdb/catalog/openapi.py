"""`/openapi.json`: the site's own URLs, as OpenAPI 3.1 describes them.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from collections.abc import Sequence

from newsdb import __version__
from newsdb.catalog.api_parameters import (
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
)
from newsdb.catalog.json_schemas import schemas
from newsdb.catalog.openapi_datasette import datasette_paths
from newsdb.catalog.openapi_operations import (
    content,
    json_content,
    operation,
    path_parameter,
    query_parameters,
)
from newsdb.catalog.tables import PublishedQuery, Table
from newsdb.config import DATABASE_NAME
from newsdb.export.formats import FORMATS, TextFormat
from newsdb.feeds.feed import CONTENT_TYPES as FEEDS
from newsdb.models import Json

TEXT = "text/plain; charset=utf-8"

OF_A_DATABASE = {
    "/data/changes.ndjson": "since_load",
    "/feed.xml": "story",
    "/feed.json": "story",
}
"""Paths with a parameter that is a number in one of several databases, and what it is called."""


def openapi(
    title: str,
    description: str,
    server: str,
    tables: Sequence[Table] = (),
    queries: Sequence[PublishedQuery] = (),
    databases: Sequence[str] = (DATABASE_NAME,),
) -> Json:
    """Return the description of the API of a site at an absolute URL.

    `databases` are the names of its databases in URLs, each with these tables and queries.
    """
    paths = _own_paths()
    if len(databases) > 1:
        for path, parameter in OF_A_DATABASE.items():
            said = {"description": f"The name of the database that {parameter} is of."}
            paths[path]["get"]["parameters"] += query_parameters({"database": said})
    for name in databases:
        paths |= datasette_paths(name, f"_{name}" if len(databases) > 1 else "", tables, queries)
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
        "/article/{slug}.json": operation(
            "article",
            "An article as a record.",
            json_content({"$ref": "#/components/schemas/Article"}),
            parameters=[path_parameter("slug", {"type": "string", "minLength": 1})],
            failures=(404,),
        ),
        "/article/{slug}.md": operation(
            "articleMarkdown",
            "An article as Markdown, with front matter.",
            content("text/markdown; charset=utf-8"),
            parameters=[path_parameter("slug", {"type": "string", "minLength": 1})],
            failures=(404,),
        ),
        "/article/{slug}/history.json": operation(
            "articleHistory",
            "The versions of an article, and what differs between two of them.",
            json_content({"type": "object", "required": ["slug", "versions"]}),
            parameters=[
                path_parameter("slug", {"type": "string", "minLength": 1}),
                *query_parameters(VERSIONS),
            ],
            failures=(400, 404, 503),
        ),
        "/edits.json": operation(
            "edits",
            "Edits of all articles, newest first, and the URL of the next page.",
            json_content({"type": "object", "required": ["edits", "next"]}),
            parameters=query_parameters(EDITS),
            failures=(400, 503),
        ),
        "/edits.xml": operation(
            "editsFeed",
            "A page of edits, newest first, as Atom.",
            content(FEEDS["xml"]),
            parameters=query_parameters(EDITS),
            failures=(400, 503),
        ),
        "/search.json": operation(
            "search",
            "A page of search results, with counts.",
            json_content({"$ref": "#/components/schemas/Found"}),
            parameters=query_parameters(SEARCH),
            failures=(400, 404, 503),
        ),
        "/trends.json": operation(
            "trends",
            "How many posts there are of each search, by period.",
            json_content({"$ref": "#/components/schemas/Trend"}),
            parameters=query_parameters(TRENDS),
            failures=(400, 404, 503),
        ),
        "/trends.csv": operation(
            "trendsCsv",
            "The same, as CSV.",
            content("text/csv; charset=utf-8"),
            parameters=query_parameters(TRENDS),
            failures=(400, 404, 503),
        ),
        "/trends.svg": operation(
            "trendsSvg",
            "The same, as a chart.",
            content("image/svg+xml; charset=utf-8"),
            parameters=query_parameters(TRENDS),
            failures=(400, 404, 503),
        ),
        "/data/changes.ndjson": operation(
            "changes",
            "The posts that later loads added, changed or removed, in their order.",
            content("application/x-ndjson; charset=utf-8"),
            parameters=query_parameters(CURSOR),
            failures=(400, 409, 503),
        ),
        "/suggest.json": operation(
            "suggest",
            "Completions of a search: what was typed, texts, what each is, URLs.",
            content("application/x-suggestions+json", {"type": "array"}),
            parameters=[
                {"name": "q", "in": "query", "schema": {"type": "string"}},
                {"name": "lang", "in": "query", "schema": {"enum": ["en", "zh"]}},
            ],
            failures=(400, 503),
        ),
        "/opensearch.xml": operation(
            "opensearch",
            "How a browser searches the site.",
            content("application/opensearchdescription+xml"),
        ),
        **_data_files(),
        "/data/SHA256SUMS": operation("sums", "Checksums of all files.", content(TEXT)),
        "/data/croissant.json": operation(
            "croissant", "The dataset, in Croissant.", content("application/ld+json")
        ),
        "/data/datapackage.json": operation(
            "dataPackage", "The dataset, as a Data Package.", json_content({"type": "object"})
        ),
        "/feed.xml": operation(
            "feed",
            "The 50 newest posts, as Atom.",
            content(FEEDS["xml"]),
            parameters=query_parameters(FILTERS | STORIES | STORY),
            failures=(400, 404, 503),
        ),
        "/feed.json": operation(
            "feedJson",
            "The 50 newest posts, as JSON Feed.",
            content("application/feed+json", {"type": "object", "required": ["items"]}),
            parameters=query_parameters(FILTERS | STORIES | STORY),
            failures=(400, 404, 503),
        ),
        "/sitemap.xml": operation(
            "sitemap", "The URLs of all articles.", content("application/xml")
        ),
        "/robots.txt": operation("robots", "What crawlers may request.", content(TEXT)),
        "/llms.txt": operation("llms", "The site, for language models.", content(TEXT)),
        "/openapi.json": operation(
            "openapi", "This description.", json_content({"type": "object"})
        ),
    }


def _data_files() -> dict[str, Json]:
    """Return the paths of the files in each format."""
    paths = {}
    for format in FORMATS.values():
        title = format.suffix.capitalize()
        body = content(format.content_type)
        if isinstance(format, TextFormat):
            paths[f"/data/posts.{format.suffix}"] = operation(
                f"posts{title}",
                f"The posts that the filters select, by slug. {format.summary}",
                body,
                parameters=query_parameters(BULK),
                failures=(400, 404, 503),
            )
            paths[f"/data/{{month}}.{format.suffix}"] = operation(
                f"month{title}",
                f"The posts of a month, or those without a date. {format.summary}",
                body,
                parameters=[path_parameter("month", MONTH)],
                failures=(404, 503),
            )
        else:
            paths[f"/data/{{file}}.{format.suffix}"] = operation(
                f"file{title}",
                f"All posts, or those of a month, if the site has this format. {format.summary}",
                body,
                parameters=[path_parameter("file", FILE)],
                failures=(404,),
            )
    return paths
