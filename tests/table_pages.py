"""All pages of a table as a client gets them."""

from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette

QUICK = {"_nofacet": "1", "_nocount": "1", "_shape": "arrays"}


async def pages(datasette: Datasette, table: str, **parameters: str) -> list[list[Any]]:
    """Return the rows of all pages, following `next_url`, and the columns."""
    url: str | None = f"/{table}.json?{urlencode({**QUICK, **parameters})}"
    found = []
    while url:
        response = await datasette.client.get(url)
        assert response.status_code == 200, response.text
        data = response.json()
        found.append(data["rows"])
        url = data["next_url"] and path_of(data["next_url"])
        assert len(found) < 500
    return found


def path_of(url: str) -> str:
    return url.removeprefix("http://localhost")


async def rows_of(datasette: Datasette, table: str, **parameters: str) -> list[Any]:
    return [row for page in await pages(datasette, table, **parameters) for row in page]


LISTS = ("tags", "categories", "securities", "authors")
UNSORTABLE = {
    ("problems", "raw"),
    ("file_contents", "content"),
    ("story_keys", "keys"),
    ("image_contents", "content"),
    ("compression_dictionaries", "content"),
    ("feeds", "document"),
    *(("articles", column) for column in LISTS),
}
"""BLOBs, which no `_next` can hold, and lists, which SQLite would make of all rows to sort them."""
