"""ASGI types, and what every middleware needs: the route, the kind of page, headers, a response."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Literal

from datasette.utils import tilde_decode
from datasette.utils.asgi import Response

from newsdb.http.responses import failure, wants_json

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]
PageKind = Literal["static", "system", "database", "own"]

STATIC = re.compile(r"/static/|/-/static/|/-/static-plugins/|/favicon\.ico$")
FIRST_PART = re.compile(r"/([^/.]*)")


def route_path(scope: Scope, base_url: str = "/") -> str:
    """Return the path that Datasette routes by: percent-encoded, without its base_url."""
    raw: bytes | None = scope.get("raw_path")
    path = raw.decode("latin-1").partition("?")[0] if raw else f"{scope['path']}"
    return "/" + path[len(base_url) :] if base_url != "/" and path.startswith(base_url) else path


def page_kind(path: str, databases: Iterable[str]) -> PageKind:
    """Return what serves a path (from `route_path`).

    "static" is a file, "system" a page below `/-/`, "database" a page of Datasette's for one of
    `databases` (names as they are in URLs), "own" a page of this project.
    """
    if STATIC.match(path):
        return "static"
    match = FIRST_PART.match(path)
    # `/n~65ws` is `/news` to Datasette.
    first = tilde_decode(match[1]) if match else ""
    return "system" if first == "-" else "database" if first in databases else "own"


def header(headers: Headers, name: bytes) -> bytes | None:
    """Return the value of the first header with a name (lower case), or None."""
    return next((value for key, value in headers if key.lower() == name), None)


def without_headers(headers: Headers, *names: bytes) -> list[tuple[bytes, bytes]]:
    """Return headers without those with the given names (lower case)."""
    return [(key, value) for key, value in headers if key.lower() not in names]


async def send_response(
    scope: Scope, send: Send, status: int, message: str, headers: Headers = ()
) -> None:
    """Send a plain-text response, or an error as JSON if the client wants JSON."""
    accept = (header(scope["headers"], b"accept") or b"").decode("latin-1")
    if status >= 400 and wants_json(route_path(scope), accept):
        response = failure(message, status)
    else:
        response = Response.text(f"{message}\n", status=status)
    own = {name.lower(): value for name, value in response.headers.items()}
    response.headers = {**own, **{name.decode(): value.decode() for name, value in headers}}
    if scope["method"] == "HEAD":
        response.body = b""
    await response.asgi_send(send)
