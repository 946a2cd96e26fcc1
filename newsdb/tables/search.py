"""`?_search=` on tables of posts: the grammar and the marks of the site's own search."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING

from newsdb.instance import read_one
from newsdb.search import Filter, Query, languages_of, parse_query
from newsdb.search.filter_sql import bindings, where
from newsdb.search.filters import with_fields

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

TABLES = ("posts", "articles")
RELEVANCE = "relevance"
"""The value of `_sort` that puts the posts first that answer a search best."""

current_query: ContextVar[Query | None] = ContextVar("current_query", default=None)
"""The search of the page whose cells this task renders."""


def search_of(request: Request, table: str) -> str:
    """Return what a page of a table is searched for, '' if for nothing or in SQLite's grammar."""
    if table not in TABLES or request.args.get("_searchmode") == "raw":
        return ""
    return f"{request.args.get('_search') or ''}"


async def parsed_search(datasette: Datasette, database: str, text: str) -> Query:
    """Return a search of a table as a query in the languages of the database."""
    return parse_query(text, await read_one(datasette, database, languages_of))


def field_conditions(search: str) -> tuple[list[str], dict[str, str]]:
    """Return the SQL conditions for the fields of a search (`source:` and so on), and their
    parameters."""
    filter = replace(with_fields(Filter(search)), q=None)
    if not filter.parameters:
        return [], {}
    posts = f"select posts.id from posts where {where(filter)}"  # noqa: S608
    return [f"id in ({posts})"], bindings(filter)
