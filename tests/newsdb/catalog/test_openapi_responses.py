"""Which statuses the API has, by path. What the site answers is held against it elsewhere."""

from __future__ import annotations

from collections import defaultdict

from newsdb.catalog.openapi import openapi

STATUSES = {
    "200": "/opensearch.xml /data/SHA256SUMS /data/croissant.json /data/datapackage.json "
    "/sitemap.xml /robots.txt /llms.txt /openapi.json",
    "200 404": "/article/{slug}.json /article/{slug}.md /data/{file}.parquet",
    "200 404 503": "/data/{month}.ndjson /data/{month}.csv",
    "200 400 503": "/edits.json /edits.xml /suggest.json /a.json /b.json",
    "200 400 409 503": "/data/changes.ndjson",
    "200 400 404 503": "/article/{slug}/history.json /search.json /trends.json /trends.csv "
    "/trends.svg /data/posts.ndjson /data/posts.csv /feed.xml /feed.json",
}


def test_statuses() -> None:
    described = openapi("T", "", "http://a.example/", databases=["a", "b"])
    found = defaultdict(list)
    for path, operations in described["paths"].items():
        [operation] = operations.values()
        found[" ".join(sorted(operation["responses"]))].append(path)
        for parameter in operation.get("parameters", ()):
            if parameter["name"] == "slug":
                assert parameter["schema"] == {"type": "string", "minLength": 1}
    assert {each: " ".join(paths) for each, paths in found.items()} == STATUSES


def test_operations_of_several_databases_have_names_of_their_own() -> None:
    for databases, names in ((["a"], ["sql"]), (["a", "b"], ["sql_a", "sql_b"])):
        paths = openapi("T", "", "http://a.example/", databases=databases)["paths"]
        assert [paths[f"/{each}.json"]["get"]["operationId"] for each in databases] == names
