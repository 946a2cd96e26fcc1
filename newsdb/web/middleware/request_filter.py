"""Only well-formed, read-only requests get through, and nothing that defeats caches."""

import re
from importlib.util import find_spec
from urllib.parse import unquote_plus

from datasette.app import Datasette
from datasette.utils import add_cors_headers

from newsdb.http.asgi import (
    App,
    Headers,
    Receive,
    Scope,
    Send,
    header,
    route_path,
    send_response,
    without_headers,
)

ALLOWED = "GET, HEAD, OPTIONS"

# Pages of Datasette that are closed. `/-/versions`, `/-/plugins` and `/-/settings` stay open: they
# help authors of clients, and say nothing that this project's files do not say.
CLOSED_PAGES = {
    "databases": "shows the paths of files on this machine",
    "metadata": "shows the configuration of plugins, including secrets",
    "threads": "shows what the process is doing",
    "auth-token": "logs in as root; there are no logins here",
    "logout": "there are no logins here",
    "actor": "shows who is logged in; there are no logins here",
    "permissions": "shows which permissions were checked",
    "allow-debug": "a tool for configuring permissions",
    "messages": "a form that sets cookies",
    "patterns": "samples of Datasette's page design",
}
CLOSED = re.compile(rf"/-/(?:{'|'.join(CLOSED_PAGES)})(?:\.json)?/?")

IGNORED_PARAMETERS = {"_ttl": "would let anyone set how long caches keep a response"}

MCP = "/-/mcp"
"""The path of the plugin in the extra `[mcp]`. It is read-only, but its protocol sends requests by
POST and ends sessions by DELETE (modelcontextprotocol.io, Streamable HTTP)."""
MCP_METHODS = ("POST", "DELETE") if find_spec("datasette_mcp") else ()

MAX_URL_LENGTH = 40_960
"""In bytes; the same as in `deploy/nginx.conf`. A search of 3,000 characters has 36,000 if they are
the longest in UTF-8, each byte percent-encoded."""
PATH = re.compile(rb"/[\x21-\x5b\x5d-\x7e]*")
"""ASCII without a backslash: browsers treat that as a slash, so Datasette's redirect of
`/\\example.org/` would lead off the site."""
HOST = re.compile(rb"(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

OWN_COOKIES = "ds_"
"""Prefix of Datasette's cookies. It forbids caching if a request has any cookie, so cookies of
other applications on the same host are removed."""


class RequestFilterMiddleware:
    """Rejects requests that are malformed or not read-only, and closes some pages of Datasette.

    It removes parameters and cookies that would defeat caches.
    """

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.base_url = datasette.setting("base_url")
        cors: dict[str, str] = {}
        if datasette.cors:
            add_cors_headers(cors)
        self.cors = [(name.lower().encode(), value.encode()) for name, value in cors.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif rejection := self.rejection(scope):
            status, message, headers = rejection
            await send_response(scope, send, status, message, [*headers, *self.cors])
        else:
            query_string = without_ignored(scope["query_string"])
            headers = without_foreign_cookies(scope["headers"])
            await self.app(
                {**scope, "query_string": query_string, "headers": headers}, receive, send
            )

    def rejection(self, scope: Scope) -> tuple[int, str, Headers] | None:
        """Return status, message and headers of the response to a request that goes no further."""
        allow = [(b"allow", ALLOWED.encode())]
        if scope["method"] == "OPTIONS":
            return 200, f"Allowed methods: {ALLOWED}.", allow
        if scope["method"] not in ("GET", "HEAD") and not is_mcp_request(scope, self.base_url):
            method = scope["method"][:20]
            return 405, f"{method} is not allowed: this site is read-only.", allow
        if error := find_malformation(scope):
            return *error, []
        if CLOSED.fullmatch(route_path(scope, self.base_url)):
            return 404, "Page not found.", []
        return None


def is_mcp_request(scope: Scope, base_url: str) -> bool:
    """Return whether a request is for the MCP plugin, if that is installed."""
    return scope["method"] in MCP_METHODS and route_path(scope, base_url) == MCP


def find_malformation(scope: Scope) -> tuple[int, str] | None:
    """Return status and message of the error in a malformed request, else None."""
    path = scope.get("raw_path") or f"{scope['path']}".encode()
    if len(path) + len(scope["query_string"]) > MAX_URL_LENGTH:
        return 414, f"URL too long (limit {MAX_URL_LENGTH:,} bytes)."
    if not PATH.fullmatch(path):
        return 400, "Invalid URL: percent-encode the path."
    if not HOST.fullmatch(header(scope["headers"], b"host") or b""):
        return 400, "Invalid Host header."
    return None


def without_ignored(query_string: bytes) -> bytes:
    """Return a query string without the parameters in IGNORED_PARAMETERS."""
    pieces = query_string.split(b"&")
    names = (unquote_plus(piece.partition(b"=")[0].decode("latin-1")) for piece in pieces)
    kept = [
        piece for piece, name in zip(pieces, names, strict=True) if name not in IGNORED_PARAMETERS
    ]
    return b"&".join(kept)


def without_foreign_cookies(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request with no cookies except Datasette's own."""
    headers = list(headers)
    cookies = header(headers, b"cookie")
    if cookies is None:
        return headers
    pieces = (piece.strip() for piece in cookies.split(b";"))
    # Datasette fails on cookies that are not ASCII.
    kept = [piece for piece in pieces if piece.startswith(OWN_COOKIES.encode()) and piece.isascii()]
    own = [(b"cookie", b"; ".join(kept))] if kept else []
    return [*without_headers(headers, b"cookie"), *own]
