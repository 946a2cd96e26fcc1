"""Datasette's own search of table pages and in SQL, with this project's grammar.

`?_search=` on a table becomes `… match escape_fts(:search)`: that function is replaced by the
grammar, so that pages, JSON and CSV find Chinese.
"""

import sqlite3
from urllib.parse import unquote_plus

from datasette import hookimpl

from newsdb.http.asgi import App, Receive, Scope, Send
from newsdb.search import MATCH_ALL, match_expression, tokenize
from newsdb.search.snippets import snippet

MAX_TEXT_LENGTH = 30_000
"""In characters. SQLite's time limit cannot stop a function of ours while it runs."""


def expression(query: object) -> str | None:
    """Return the FTS5 expression of what a person typed; all rows where that is nothing."""
    return None if query is None else match_expression(_text(query)) or f'"{MATCH_ALL}"'


def tokens(text: object) -> str | None:
    """Return a text as the index holds it; None where it is too long to be cut here."""
    words = "" if text is None else _text(text)
    return None if text is None or len(words) > MAX_TEXT_LENGTH else tokenize(words)


def excerpt(text: object, query: object) -> str | None:
    """Return the piece of a text where a query's words stand closest, each match in brackets."""
    if text is None or query is None:
        return None
    pieces = snippet(_text(text)[:MAX_TEXT_LENGTH], _text(query))
    return "".join(f"[{piece}]" if matches else piece for piece, matches in pieces)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else f"{value}"


# Last, because Datasette's own escape_fts would replace this one otherwise.
@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    # The data of OpenCC takes 0.1 s to read: now, not within the time limit of a first question.
    match_expression("证券")
    conn.create_function("escape_fts", 1, expression, deterministic=True)
    conn.create_function("match_expression", 1, expression, deterministic=True)
    conn.create_function("cut", 1, tokens, deterministic=True)
    conn.create_function("excerpt", 2, excerpt, deterministic=True)


def without_empty_search(query_string: bytes) -> bytes:
    """Return a query string without each `_search=` in which there is nothing to search.

    The form of a table page always sends one, and FTS5 takes '' for an error.
    """
    pieces = query_string.split(b"&")
    return b"&".join(piece for piece in pieces if not _is_empty_search(piece))


def _is_empty_search(piece: bytes) -> bool:
    name, _, value = (unquote_plus(part) for part in piece.decode("latin-1").partition("="))
    return name == "_search" and not match_expression(value)


@hookimpl
def asgi_wrapper() -> object:
    def wrap(app: App) -> App:
        async def search(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and b"search" in scope["query_string"]:
                scope = {**scope, "query_string": without_empty_search(scope["query_string"])}
            await app(scope, receive, send)

        return search

    return wrap
