"""Responses for programs: JSON, errors as JSON, absolute URLs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from newsdb.export import checksums
from newsdb.export.formats import FORMATS

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

JSON = "application/json; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
FOR_PROGRAMS = (
    *(".json", ".xml", ".txt", ".md", f"/{checksums.FILE_NAME}"),
    *(f".{suffix}" for suffix in FORMATS),
)
"""How URLs end that are not for a browser: their errors are JSON."""


def json_answer(data: Any, status: int = 200, content_type: str = JSON) -> Response:
    """Return a JSON response with characters as they are, not as `\\uXXXX`."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    body = f"{text}\n".encode("utf-8", "replace")
    return Response(body, status=status, content_type=content_type)


def atom_response(request: Request, content: bytes) -> Response:
    """Return an Atom document as a response.

    Browsers show Atom as text, and XML with its style sheet: static/feed.css says what a feed is.
    """
    in_browser = "text/html" in request.headers.get("accept", "")
    content_type = "application/xml; charset=utf-8" if in_browser else ATOM
    return Response(content, headers={"Vary": "Accept"}, content_type=content_type)


def wants_json(path: str, accept: str) -> bool:
    """Return whether a client wants JSON, by the URL's suffix or the Accept header."""
    return path.endswith(FOR_PROGRAMS) or (
        "application/json" in accept.lower() and "text/html" not in accept.lower()
    )


def failure(
    message: str, status: int, title: str | None = None, details: Mapping[str, Any] | None = None
) -> Response:
    """Return an error as JSON with the members of Datasette's errors; `details` are more."""
    error = {"ok": False, "error": message, "status": status, "title": title}
    return json_answer({**(details or {}), **error}, status)


def absolute(datasette: Datasette, request: Request, path: str) -> str:
    """Return the absolute URL of a path of the site, as the client sees the site."""
    return addressing(datasette, request)(path)


def addressing(datasette: Datasette, request: Request) -> Callable[[str], str]:
    """Return a function from paths of the site to absolute URLs."""
    home = f"{datasette.absolute_url(request, datasette.urls.path('/'))}"
    return lambda path: f"{home}{path.removeprefix('/')}"
