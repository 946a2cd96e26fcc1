"""What comes in: well-formed requests that read, no pages about the machine, nothing that defeats
caches."""

import re
from importlib.util import find_spec
from urllib.parse import unquote_plus

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import add_cors_headers

from newsdb.http.asgi import App, Headers, Receive, Scope, Send, answer, header, route_path, without

ALLOWED = "GET, HEAD, OPTIONS"

# Datasette's own pages that are closed. `/-/versions`, `/-/plugins` and `/-/settings` stay: they
# help who writes a client, and tell nothing that the project's own files do not tell.
CLOSED_PAGES = {
    "databases": "shows the paths of files on this machine",
    "metadata": "shows what plugins are configured with, secrets included",
    "threads": "shows what the process is doing",
    "auth-token": "logs in as root; nobody does here",
    "logout": "nobody is logged in",
    "actor": "tells who is logged in; nobody is",
    "permissions": "shows which permissions were checked",
    "allow-debug": "a tool for who configures permissions",
    "messages": "a form that sets cookies",
    "patterns": "samples of Datasette's design",
}
CLOSED = re.compile(rf"/-/(?:{'|'.join(CLOSED_PAGES)})(?:\.json)?/?")

IGNORED_PARAMETERS = {"_ttl": "lets anybody say how long an answer stays in caches"}

MCP = "/-/mcp"
"""Where the plugin of the extra `[mcp]` answers, read-only: its protocol asks by POST, and ends a
session by DELETE (modelcontextprotocol.io, Streamable HTTP)."""
MCP_METHODS = ("POST", "DELETE") if find_spec("datasette_mcp") else ()

MAX_ADDRESS_LENGTH = 16_384
"""In bytes; as much as the nginx of `deploy/` lets through."""
PATH = re.compile(rb"/[\x21-\x5b\x5d-\x7e]*")
"""A path in ASCII and without a backslash, which browsers take for a slash: Datasette redirects
`/\\example.org/`, and they would leave the site."""
HOST = re.compile(rb"(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

OWN_COOKIES = "ds_"
"""How the names of Datasette's cookies begin. With any cookie at all it forbids caching, also
with those that other pages of the same host have set, so that only its own are let in."""


@hookimpl
def asgi_wrapper(datasette: Datasette) -> object:
    cors: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(cors)
    cors_headers = [(name.lower().encode(), value.encode()) for name, value in cors.items()]
    allow = [(b"allow", ALLOWED.encode()), *cors_headers]
    base_url = datasette.setting("base_url")

    def wrap(app: App) -> App:
        async def gate(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
            elif scope["method"] == "OPTIONS":
                await answer(scope, send, 200, f"This works here: {ALLOWED}.", allow)
            elif scope["method"] not in ("GET", "HEAD") and not speaks_mcp(scope, base_url):
                sentence = f"This site can only be read: {scope['method'][:20]} does not work here."
                await answer(scope, send, 405, sentence, allow)
            elif malformed := error(scope):
                await answer(scope, send, *malformed, cors_headers)
            elif CLOSED.fullmatch(route_path(scope, base_url)):
                await answer(scope, send, 404, "There is no such page.", cors_headers)
            else:
                query_string = without_ignored(scope["query_string"])
                headers = without_foreign_cookies(scope["headers"])
                scope = {**scope, "query_string": query_string, "headers": headers}
                await app(scope, receive, send)

        return gate

    return wrap


def speaks_mcp(scope: Scope, base_url: str) -> bool:
    """Tell whether a request is for the plugin that speaks MCP, where it is installed."""
    return scope["method"] in MCP_METHODS and route_path(scope, base_url) == MCP


def error(scope: Scope) -> tuple[int, str] | None:
    """Return the status and the sentence for a request that is not well-formed, else None."""
    path = scope.get("raw_path") or f"{scope['path']}".encode()
    if len(path) + len(scope["query_string"]) > MAX_ADDRESS_LENGTH:
        return 414, f"This address is longer than {MAX_ADDRESS_LENGTH} bytes, which is the most."
    if not PATH.fullmatch(path):
        return 400, "This is not an address: its path holds what must be percent-encoded."
    if not HOST.fullmatch(header(scope["headers"], b"host") or b""):
        return 400, "The header Host is no name of a host."
    return None


def without_ignored(query_string: bytes) -> bytes:
    """Return a query string without the parameters that nobody may set."""
    pieces = query_string.split(b"&")
    names = (unquote_plus(piece.partition(b"=")[0].decode("latin-1")) for piece in pieces)
    kept = [
        piece for piece, name in zip(pieces, names, strict=True) if name not in IGNORED_PARAMETERS
    ]
    return b"&".join(kept)


def without_foreign_cookies(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return a request's headers with no cookie but Datasette's own."""
    headers = list(headers)
    cookies = header(headers, b"cookie")
    if cookies is None:
        return headers
    pieces = (piece.strip() for piece in cookies.split(b";"))
    # Datasette fails on one that is not ASCII.
    kept = [piece for piece in pieces if piece.startswith(OWN_COOKIES.encode()) and piece.isascii()]
    own = [(b"cookie", b"; ".join(kept))] if kept else []
    return [*without(headers, b"cookie"), *own]
