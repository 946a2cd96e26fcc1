"""Requests for pages of tables, with other parameters than those that were asked for."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from datasette.utils import tilde_decode
from datasette.utils.asgi import Request

INSTANTS = {"published": "published_utc", "updated": "updated_utc"}
"""The columns that posts are sorted by in place of those whose texts have different offsets."""


def sorted_by_instant(request: Request) -> Request:
    """Return a request for posts by the text of a time as one for posts by that time."""
    if tilde_decode(request.url_vars["table"]) not in ("posts", "articles"):
        return request
    pairs = [
        (key, INSTANTS.get(value, value) if key in ("_sort", "_sort_desc") else value)
        for key, value in parse_qsl(request.query_string, keep_blank_values=True)
    ]
    if not {"_sort", "_sort_desc"} & {key for key, _ in pairs}:
        return request
    return with_query_string(request, urlencode(pairs))


def with_query_string(request: Request, query_string: str) -> Request:
    """Return the same request with another query string."""
    return Request({**request.scope, "query_string": query_string.encode()}, request.receive)


def without_parameters(query_string: str, *names: str) -> str:
    """Return a query string without some parameters."""
    pairs = parse_qsl(query_string, keep_blank_values=True)
    return urlencode([pair for pair in pairs if pair[0] not in names])
