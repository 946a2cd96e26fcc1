"""What comes in: reading only, no pages about the machine, nothing that defeats caches."""

import re
from urllib.parse import unquote_plus

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils import add_cors_headers

from loaders.asgi import App, Headers, Receive, Scope, Send, answer, header, route_path, without

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

OWN_COOKIES = "ds_"
"""How the names of Datasette's cookies begin. With any cookie at all it forbids caching, also
with those that other pages of the same host have set, so that only its own are let in."""


@hookimpl
def asgi_wrapper(datasette: Datasette) -> object:
    cors: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(cors)
    allowed = {"allow": ALLOWED, **cors}
    allow = [(name.lower().encode(), value.encode()) for name, value in allowed.items()]
    base_url = datasette.setting("base_url")

    def wrap(app: App) -> App:
        async def gate(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
            elif scope["method"] == "OPTIONS":
                await answer(send, 200, f"This works here: {ALLOWED}.", allow)
            elif scope["method"] not in ("GET", "HEAD"):
                sentence = f"This site can only be read: {scope['method'][:20]} does not work here."
                await answer(send, 405, sentence, allow)
            elif CLOSED.fullmatch(route_path(scope, base_url)):
                await answer(send, 404, "There is no such page.")
            else:
                query_string = without_ignored(scope["query_string"])
                headers = without_foreign_cookies(scope["headers"])
                scope = {**scope, "query_string": query_string, "headers": headers}
                await app(scope, receive, send)

        return gate

    return wrap


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
    kept = [piece for piece in pieces if piece.startswith(OWN_COOKIES.encode())]
    own = [(b"cookie", b"; ".join(kept))] if kept else []
    return [*without(headers, b"cookie"), *own]
