"""`/sources`, `/sections`, `/tags` and so on: ways to all articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.exceptions import InvalidParameterError
from newsdb.instance import database_names, read_each, read_one
from newsdb.parameters import parse_number
from newsdb.web.context import page
from newsdb.web.directories import (
    DIRECTORIES,
    ORDERS,
    ValueDirectory,
    merge_directories,
    read_directory,
)

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request, Response

PAGE_SIZE = 240
MAX_PAGE = 2000
MAX_QUERY_LENGTH = 100


async def directory_page(datasette: Datasette, request: Request) -> Response:
    """Respond with a page of a directory. An invalid page number or order counts as the
    first."""
    name = request.url_vars["directory"]
    kind = DIRECTORIES[name]
    query = (request.args.get("q") or "")[:MAX_QUERY_LENGTH]
    try:
        number = parse_number("page", request.args.get("page") or "1", MAX_PAGE)
    except InvalidParameterError:
        number = 1
    first = next(iter(ORDERS))
    order = request.args.get("order") or first
    if order not in ORDERS:
        order = first
    skip = (number - 1) * PAGE_SIZE
    found = await read_merged(datasette, kind, query, order, skip)
    given = {"q": query, "order": "" if order == first else order}
    context = {
        "name": name,
        "kind": kind,
        "found": found,
        "query": query,
        "order": order,
        "orders": list(ORDERS),
        "parameters": {key: value for key, value in given.items() if value},
        "page": number,
        "last_page": max(1, -(-found.total // PAGE_SIZE)),
    }
    return await page(datasette, request, "directory.html", context)


async def read_merged(
    datasette: Datasette, kind: str, query: str, order: str, skip: int
) -> ValueDirectory:
    """Return a page of a directory of the site; of several databases, all names are read."""
    names = database_names(datasette)
    if len(names) == 1:
        return await read_one(
            datasette,
            names[0],
            lambda connection: read_directory(connection, kind, query, order, skip, PAGE_SIZE),
        )
    each = await read_each(
        datasette, lambda connection, _: read_directory(connection, kind, query, order, 0, -1)
    )
    return merge_directories(each.values(), order, skip, PAGE_SIZE)
