"""The same file served by Datasette alone: the same answers but for the intended differences."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from newsdb.config import site_directory
from tests.newsdb.tables import stock_datasette
from tests.newsdb.tables.test_ordering import TABLES

OF_TABLES = [
    ".json?_size=5",
    ".json?_size=5&_shape=array&_nl=on",
    ".json?_size=max&_shape=objects&_labels=on",
    ".json?_size=0&_shape=arrayfirst",
    ".csv?_size=5",
    ".csv?_size=max&_labels=on",
    ".csv?_stream=on&_size=50",
    "",
]
OF_POSTS = [
    "characters__gt=300",
    "title__startswith=2022",
    "title__notnull=1",
    "title__contains=a",
    "title__like=%25a%25",
    "url__isnull=1",
    "date=2022-03-11",
    "date__gte=2022-03-01&date__lt=2022-04-01",
    "id__in=1,2",
    "_sort=id",
    "_sort_desc=id",
    "_facet=date",
    "_facet=date&_facet_size=2",
    "_col=title",
    "_nocol=body",
    "_where=id<9",
    "_search=",
    "_size=x",
    "_size=5000",
    "_json=front_matter",
    "_trace=1",
    "nope=1",
    "nope__gt=1",
    "title__nope=1",
    "_col=nope",
    "_nofacet=1&_nocount=1",
]
OTHERS = [
    "/news.json",
    "/news.json?sql=select+1+as+one",
    "/news.csv?sql=select+1+as+one",
    "/news.json?sql=select+:a+as+a&a=1&_shape=array",
    "/news.json?sql=selekt",
    "/news.json?sql=delete+from+posts",
    "/news/posts/1.json",
    "/news/posts/9999.json",
    "/news/posts/1",
    "/news/post_tags/1,13.json",
    "/news/post_securities/1,07991~2EHK.json",
    "/news/posts/1.blob?_blob_column=body",
    "/news/nope.json",
    "/news/nope",
    "/nope.json",
    "/news/posts.nope",
    "/news/posts/",
    "/news/",
    "/news",
    "/-/versions.json",
    "/-/settings.json",
]
DIFFERENCES = {
    "rows that tie have the order of their keys": [
        *(
            f"/news/security_months{suffix}"
            for suffix in OF_TABLES
            if suffix and "=0" not in suffix
        ),
        "/news/securities.json?_size=max&_shape=objects&_labels=on",
        "/news/securities.csv?_size=max&_labels=on",
        "/news/securities.csv?_stream=on&_size=50",
    ],
    "a count that is known is given": ["/news/posts.json?_size=4&_nofacet=1&_nocount=1"],
    "a search for nothing is no search": ["/news/{posts}.json?_size=4&_search="],
    "a search is Chinese": ["/news/{posts}.json?_size=4&_search=银行"],
    "% and _ are characters": [
        "/news/{posts}.json?_size=4&title__contains=%25",
        "/news/{posts}.json?_size=4&title__contains=_",
    ],
    "a day is that of the place, not of UTC": [
        "/news/{posts}.json?_size=4&published__date=2021-12-21",
        "/news/{posts}.json?_size=4&_facet_date=published",
    ],
    "what a page cannot be is 400, not 500": ["/news/{posts}.json?_size=4&_sort=nope"],
    "?_ttl= fills no caches": ["/news/{posts}.json?_size=4&_ttl=3"],
    "facets of a following page count all rows": ["/news/posts.json?_size=4&_next=2022,1"],
    "pages about the server are closed": [
        "/-/metadata.json",
        "/-/databases.json",
        "/-/threads",
        "/-/allow-debug",
        "/-/actor.json",
    ],
}
COUNTED_BY_LINKS = {"tags", "categories", "securities"}
"""Facets that Datasette alone does not know."""


def urls() -> list[str]:
    found = [f"/news/{table}{suffix}" for table in TABLES for suffix in OF_TABLES]
    found += [
        f"/news/{table}.json?_size=4&{query}"
        for table in ("posts", "articles")
        for query in OF_POSTS
    ]
    return [*dict.fromkeys([*found, *OTHERS, *intended()])]


def intended() -> list[str]:
    return [
        url
        for each in DIFFERENCES.values()
        for pattern in each
        for url in dict.fromkeys(pattern.format(posts=name) for name in ("posts", "articles"))
    ]


def comparable(response: tuple[int, str | None, str | None, str]) -> object:
    """Return what of a response is to be equal: not times, the words of errors and pages, nor the
    SQL whose order is completed."""
    status, content_type, link, text = response
    if status != 200 or "html" in f"{content_type}":
        return status, content_type if status == 200 else None
    try:
        data: Any = json.loads(text)
    except ValueError:
        return status, content_type, link, text
    if isinstance(data, dict):
        data.pop("query_ms", None)
        data.get("query", {}).pop("sql", None)
        facets = data.get("facet_results", {})
        data["facet_results"] = {k: v for k, v in facets.items() if k not in COUNTED_BY_LINKS}
    return status, content_type, link, data


async def test_only_intended_differences(datasette: Datasette, news_db: Path) -> None:
    settings = json.loads((site_directory() / "settings.json").read_text("utf-8"))
    paths = urls()
    asked = {
        "database": f"{news_db}",
        "metadata": datasette._metadata_local,
        "settings": {**settings, "sql_time_limit_ms": 600000, "facet_time_limit_ms": 600000},
        "paths": paths,
    }
    script = [sys.executable, stock_datasette.__file__]
    output = subprocess.run(
        script, input=json.dumps(asked), capture_output=True, text=True, check=True
    ).stdout
    different = []
    for path, stock in zip(paths, json.loads(output), strict=True):
        response = await datasette.client.get(path)
        headers = response.headers
        ours = (
            response.status_code,
            headers.get("content-type"),
            headers.get("link"),
            response.text,
        )
        if comparable(ours) != comparable(tuple(stock)):
            different.append(path)
    assert set(different) == set(intended())
