"""Answers of the site's own machine-readable addresses, and their errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

JSON = "application/json; charset=utf-8"
FOR_PROGRAMS = (".json", ".ndjson", ".csv", ".parquet", ".xml", ".txt", ".md", "/SHA256SUMS")
"""How addresses end that no person reads in a browser: their errors are JSON."""


def json_answer(data: Any, status: int = 200, content_type: str = JSON) -> Response:
    """Return JSON with every sign as itself, not as `\\uXXXX`."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    body = f"{text}\n".encode("utf-8", "replace")
    return Response(body, status=status, content_type=content_type)


def wants_json(path: str, accept: str) -> bool:
    """Tell whether who asks is a program: by the address's ending, or the Accept header."""
    return path.endswith(FOR_PROGRAMS) or (
        "application/json" in accept.lower() and "text/html" not in accept.lower()
    )


def failure(sentence: str, status: int, title: str | None = None) -> Response:
    """Return an error as JSON, in the form that Datasette gives its own."""
    return json_answer({"ok": False, "error": sentence, "status": status, "title": title}, status)


def absolute(datasette: Datasette, request: Request, path: str) -> str:
    """Return the whole address of a path of the site, as whoever asks sees the site."""
    return addressing(datasette, request)(path)


def addressing(datasette: Datasette, request: Request) -> Callable[[str], str]:
    """Return what makes a path of the site a whole address: for many of them."""
    home = f"{datasette.absolute_url(request, datasette.urls.path('/'))}"
    return lambda path: f"{home}{path.removeprefix('/')}"
