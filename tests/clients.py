"""The site as its clients get it: pages, JSON and files."""

import json
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from datasette.app import Datasette

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
"""The licence of the sample posts."""
TOO_LONG = "Query timed out. Narrow it, or download the database."
TOO_MUCH = (
    "Result too large (limit 30,000 cells or 16,000,000 characters). Select fewer rows or columns."
)
OUT_OF_MEMORY = "out of memory"
"""Errors of queries."""


async def soup_of(
    datasette: Datasette, path: str, status: int = 200, **headers: str
) -> BeautifulSoup:
    """Return a page as a browser parses it."""
    response = await datasette.client.get(path, headers=headers)
    assert response.status_code == status, path
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return BeautifulSoup(response.text, "html5lib")


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    """Return the texts of elements, without needless white space."""
    return [" ".join(element.get_text().split()) for element in soup.select(selector)]


async def json_ld(datasette: Datasette, path: str) -> dict[str, Any]:
    """Return what a page says of itself to search engines."""
    html = (await datasette.client.get(path)).text
    script = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    data: dict[str, Any] = json.loads(script)
    return data


async def directory(datasette: Datasette, path: str) -> list[tuple[str, str, str]]:
    """Return the names, counts and links of a directory."""
    items = (await soup_of(datasette, path)).select(".directory li")
    return [
        (
            item.select("a")[0].get_text(),
            item.select(".count")[0].get_text(),
            f"{item.select('a')[0]['href']}",
        )
        for item in items
    ]


async def description(datasette: Datasette, name: str) -> dict[str, Any]:
    """Return one of the descriptions of the dataset."""
    response = await datasette.client.get(f"/data/{name}.json")
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "*"
    described: dict[str, Any] = response.json()
    return described


async def file_at(datasette: Datasette, url: str) -> bytes:
    """Return the file at an absolute URL of the site."""
    assert url.startswith("http://localhost/")
    response = await datasette.client.get(urlsplit(url).path)
    assert response.status_code == 200
    content: bytes = response.content
    return content


async def search_results(datasette: Datasette, query_string: str) -> dict[str, Any]:
    """Return a page of search results."""
    response = await datasette.client.get(f"/search.json?{query_string}")
    assert response.status_code == 200
    results: dict[str, Any] = response.json()
    return results


async def run_sql(datasette: Datasette, sql: str, **parameters: str) -> Any:
    """Return the response to a query in SQL."""
    given = {"sql": sql, "_shape": "array", **parameters}
    return await datasette.client.get("/news.json", params=given)
