"""The running Datasette instance: what its metadata says, and reads of its database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from datasette.views.base import DatasetteError

from newsdb.config import DATABASE_NAME
from newsdb.database.reading import time_limit
from newsdb.settings import SECTIONS

if TYPE_CHECKING:
    from datasette.app import Datasette

T = TypeVar("T")


TIME_LIMIT_FACTOR = 60
"""How many times the limit for SQL may be taken by what goes on for as long as somebody reads it,
or is known to be little work, however large the archive is."""


def about(datasette: Datasette, language: str) -> tuple[str, str]:
    """Return the site's title and description, as its metadata has them.

    They are in a language (such as `en`) where `plugins: newsdb:` says them in it; else they are
    what stands at its top.
    """

    def said(key: str) -> str:
        translated = (datasette.plugin_config("newsdb") or {}).get(key)
        found = translated.get(language) if isinstance(translated, dict) else None
        return " ".join(f"{found or datasette.metadata(key) or ''}".split())

    return said("title") or "News", said("description")


def content_language(datasette: Datasette) -> str:
    """Return the language of the articles (BCP 47), '' if it is not known."""
    return f"{(datasette.plugin_config('newsdb') or {}).get('lang') or ''}"


def shown_sections(datasette: Datasette) -> frozenset[str]:
    """Return the sections of the site: those with data that its publisher does not hide."""
    said = (datasette.plugin_config("newsdb") or {}).get("sections") or {}
    return frozenset(section for section in SECTIONS if said.get(section, True))


async def read_database(
    datasette: Datasette, query: Callable[[sqlite3.Connection], T], time_limit_factor: int = 1
) -> T:
    """Return what a function reads from the database, with no more work than the limit for SQL.

    `time_limit_factor` is how many times that limit it may take.
    Raises DatasetteError (status 503) where it takes more.
    """

    def limited(connection: sqlite3.Connection) -> T:
        with time_limit(connection, time_limit_factor * datasette.setting("sql_time_limit_ms")):
            return query(connection)

    try:
        return await datasette.get_database(DATABASE_NAME).execute_fn(limited)  # type: ignore[no-any-return]
    except sqlite3.OperationalError as error:
        if "interrupted" not in f"{error}":
            raise
        message = "Reading this from the database took too long. Try again in a moment."
        raise DatasetteError(message, status=503) from None


async def read_if_quick(datasette: Datasette, query: Callable[[sqlite3.Connection], T]) -> T | None:
    """Return what a function reads, or None if that takes longer than the time limit."""
    try:
        return await read_database(datasette, query)
    except DatasetteError:
        return None
