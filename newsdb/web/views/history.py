"""`/article/<slug>/history`: the versions of an article, and a diff of any two of them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from newsdb import urls
from newsdb.exceptions import InvalidParameterError
from newsdb.http.responses import absolute, failure, json_answer
from newsdb.instance import read_each, read_first
from newsdb.parameters import parse_number, parse_query_string
from newsdb.web.articles import find_article
from newsdb.web.context import page
from newsdb.web.errors import HTTPError, error_response, not_found
from newsdb.web.history import History, find_history, version_json, versions_as_json
from newsdb.web.links import name_from_url
from newsdb.web.version_diff import compare_versions, comparison_json
from newsdb.web.views.article import article_page

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

MAX_NUMBER = 999_999_999
JSON_SUFFIX = ".json"


async def history_page(datasette: Datasette, request: Request) -> Response:
    """Respond with the history of an article, as a page or as JSON (`.json`).

    With `from` or `to`, the numbers of versions, it has what differs between them; by default
    between the version before and the newest one.
    """
    slug, suffix = name_from_url(request), request.url_vars["suffix"] or ""
    if await is_article(datasette, f"{slug}/history{suffix}"):
        request.url_vars["name"] = f"{request.url_vars['name']}/history{suffix}"
        return await article_page(datasette, request)
    try:
        given = parse_numbers(request)
    except InvalidParameterError as error:
        return await error_response(datasette, request, HTTPError(error.status, f"{error}"))
    _, history = await read_first(
        datasette, lambda connection: find_history(connection, slug, given)
    )
    numbers = history.compared if history else ()
    missing = [number for number in numbers if history and not history.version(number)]
    if history is None or missing:
        if suffix:
            what = f"version {missing[0]}" if missing else "history of an article"
            return failure(f"there is no such {what}", 404)
        return await not_found(datasette, request)
    url = absolute(datasette, request, urls.article(slug))
    if suffix == JSON_SUFFIX:
        return json_answer(versions_as_json(history, url) | _compared_json(history, numbers))
    context: dict[str, Any] = {"history": history, "numbers": numbers, "comparison": None}
    if numbers and all(number in history.contents for number in numbers):
        old, new = (history.contents[number] for number in numbers)
        context["comparison"] = compare_versions(old, new)
    return await page(datasette, request, "history.html", context)


async def is_article(datasette: Datasette, slug: str) -> bool:
    """Return whether there is an article of a slug."""

    def exists(connection: sqlite3.Connection, _: int) -> bool:
        return find_article(connection, slug) is not None

    return any((await read_each(datasette, exists)).values())


def parse_numbers(request: Request) -> dict[str, int]:
    """Return the numbers of versions that a URL gives. Raises InvalidParameterError."""
    given = parse_query_string(request.scope["query_string"], ("from", "to", "lang"))
    return {
        name: parse_number(name, given[name], MAX_NUMBER)
        for name in ("from", "to")
        if name in given
    }


def _compared_json(history: History, numbers: tuple[int, ...]) -> dict[str, Any]:
    if not numbers:
        return {}
    versions = [history.version(number) for number in numbers]
    contents = [history.contents.get(number) for number in numbers]
    found: dict[str, Any] = {
        name: version_json(version, content)
        for name, version, content in zip(("from", "to"), versions, contents, strict=True)
        if version
    }
    old, new = contents
    if old is not None and new is not None:
        found["diff"] = comparison_json(compare_versions(old, new))
    return found
