"""Searches on Datasette's table pages: empty ones show all rows, and long ones are cut."""

from urllib.parse import quote_plus, unquote_to_bytes

from newsdb.http.asgi import App, Receive, Scope, Send
from newsdb.search import match_expression
from newsdb.search.grammar import MAX_LENGTH
from newsdb.web.middleware.request_filter import MAX_URL_LENGTH


class TableSearchMiddleware:
    """Removes `_search=` without anything to search for, and cuts it at MAX_LENGTH characters.

    The form of a table page always sends one, and FTS5 rejects an empty expression. Each link of a
    page repeats the search, of which no more than that counts.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "query_string": searchable(scope["query_string"])}
        await self.app(scope, receive, send)


def searchable(query_string: bytes) -> bytes:
    """Return a query string without `_search` parameters that search for nothing, others cut.

    In SQLite's own grammar (`_searchmode=raw`) a part of a search would mean something else.
    """
    pieces = query_string.split(b"&")
    max_length = MAX_URL_LENGTH if b"_searchmode=raw" in pieces else MAX_LENGTH
    found = []
    for piece in pieces:
        name, _, value = piece.partition(b"=")
        search = _decoded(value)
        if _decoded(name) != "_search":
            found.append(piece)
        elif match_expression(search):
            is_short = len(search) <= max_length
            found.append(
                piece if is_short else f"_search={quote_plus(search[:max_length])}".encode()
            )
    return b"&".join(found)


def _decoded(text: bytes) -> str:
    return unquote_to_bytes(text.replace(b"+", b" ")).decode("utf-8", "replace")
