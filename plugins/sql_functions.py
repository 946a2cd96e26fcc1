"""SQL functions for search; they also make `?_search=` on tables understand Chinese.

Datasette turns `?_search=` into `… match escape_fts(:search)`, so replacing that function replaces
the search grammar of table pages, JSON and CSV.
"""

import sqlite3
from contextlib import suppress
from functools import partial

from datasette import hookimpl

from newsdb.search import MATCH_ALL, match_expression, parse_query, tokenize
from newsdb.search.match import expression_of
from newsdb.search.snippets import snippet
from newsdb.search.stems import ENGLISH, Languages, languages_of
from newsdb.search.words import boundaries
from newsdb.text import plain_text

MAX_TEXT_LENGTH = 30_000
"""In characters. SQLite's time limit cannot interrupt a Python function."""


def table_expression(languages: Languages, query: object) -> str | None:
    """Return the FTS5 expression of `?_search=` without its fields, which are conditions of SQL."""
    if query is None:
        return None
    return expression_of(parse_query(_text(query), languages)) or f'"{MATCH_ALL}"'


def expression(languages: Languages, query: object) -> str | None:
    """Return the FTS5 expression of a query, one that matches all rows if the query is empty."""
    return None if query is None else match_expression(_text(query), languages) or f'"{MATCH_ALL}"'


def tokens(text: object) -> str | None:
    """Return a text as it is indexed, or None if it is too long to tokenize here."""
    if text is None:
        return None
    words = _text(text)
    return tokenize(words) if len(words) <= MAX_TEXT_LENGTH else None


def excerpt(languages: Languages, text: object, query: object) -> str | None:
    """Return the excerpt of a Markdown text that matches a query best, with matches in brackets."""
    if text is None or query is None:
        return None
    parsed = parse_query(_text(query), languages)
    pieces = snippet(plain_text(_text(text)[:MAX_TEXT_LENGTH]), parsed)
    return "".join(f"[{piece}]" if matches else piece for piece, matches in pieces)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else f"{value}"


# trylast: otherwise Datasette's own escape_fts would replace this one.
@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    # Reads the dictionaries of OpenCC and jieba (0.1 s each) now, not within the time limit of the
    # first query.
    match_expression("证券")
    boundaries("证券")
    languages: Languages = (ENGLISH,)
    with suppress(sqlite3.OperationalError):  # a database without posts
        languages = languages_of(conn)
    for name, number, function in (
        ("escape_fts", 1, table_expression),
        ("match_expression", 1, expression),
        ("excerpt", 2, excerpt),
    ):
        conn.create_function(name, number, partial(function, languages), deterministic=True)
    conn.create_function("cut", 1, tokens, deterministic=True)
