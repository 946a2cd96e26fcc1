"""Empty searches on Datasette's table pages show all rows instead of an error."""

from urllib.parse import unquote_plus

from newsdb.http.asgi import App, Receive, Scope, Send
from newsdb.search import match_expression


class TableSearchMiddleware:
    """Removes `_search=` without anything to search for.

    The form of a table page always sends one, and FTS5 rejects an empty expression.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and b"search" in scope["query_string"]:
            scope = {**scope, "query_string": without_empty_search(scope["query_string"])}
        await self.app(scope, receive, send)


def without_empty_search(query_string: bytes) -> bytes:
    """Return a query string without `_search` parameters that search for nothing."""
    pieces = query_string.split(b"&")
    return b"&".join(piece for piece in pieces if not _is_empty_search(piece))


def _is_empty_search(piece: bytes) -> bool:
    name, _, value = (unquote_plus(part) for part in piece.decode("latin-1").partition("="))
    return name == "_search" and not match_expression(value)
