"""The running Datasette instance: what its metadata says, and reads of its database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

from datasette.views.base import DatasetteError

from newsdb.config import DATABASE_NAME
from newsdb.database.reading import time_limit
from newsdb.setting_values import SECTIONS
from newsdb.site import served_databases

if TYPE_CHECKING:
    from datasette.app import Datasette

T = TypeVar("T")


TIME_LIMIT_FACTOR = 60
"""How many times the limit for SQL may be taken by what goes on for as long as somebody reads it,
or is known to be little work, however large the archive is."""


def database_names(datasette: Datasette) -> tuple[str, ...]:
    """Return the names of the databases that the site consists of, mostly one."""
    return served_databases.get(datasette, (DATABASE_NAME,))


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


@lru_cache(maxsize=8)
def content_language(datasette: Datasette) -> str:
    """Return the language of the articles (BCP 47), '' if it is not known.

    What metadata.yml says is read once: each page asks several times.
    """
    return f"{(datasette.plugin_config('newsdb') or {}).get('lang') or ''}"


def shown_sections(datasette: Datasette) -> frozenset[str]:
    """Return the sections of the site: those with data that its publisher does not hide."""
    said = (datasette.plugin_config("newsdb") or {}).get("sections") or {}
    return frozenset(section for section in SECTIONS if said.get(section, True))


async def read_each(
    datasette: Datasette, query: Callable[[sqlite3.Connection, int], T]
) -> dict[str, T]:
    """Return what a function reads from each database of the site, by their names.

    It is called with the number of the database, too, from 0 on. Each may take as long as
    `read_one` lets it.
    Raises DatasetteError (status 503) where one takes more.
    """
    names = database_names(datasette)
    read = (
        read_one(datasette, name, partial(_with_number, query, number))
        for number, name in enumerate(names)
    )
    return dict(zip(names, await asyncio.gather(*read), strict=True))


def _with_number(
    query: Callable[[sqlite3.Connection, int], T], number: int, connection: sqlite3.Connection
) -> T:
    return query(connection, number)


async def read_each_if_quick(
    datasette: Datasette, query: Callable[[sqlite3.Connection], T]
) -> list[T] | None:
    """Return what a function reads from each database of the site, or None if that takes longer
    than the time limit."""
    try:
        return [*(await read_each(datasette, lambda connection, _: query(connection))).values()]
    except DatasetteError:
        return None


async def read_first(
    datasette: Datasette, query: Callable[[sqlite3.Connection], T | None]
) -> tuple[str, T | None]:
    """Return what a function finds in the first of the site's databases that has it, and the name
    of that; ('', None) if none has."""
    each = await read_each(datasette, lambda connection, _: query(connection))
    for name, found in each.items():
        if found is not None:
            return name, found
    return "", None


async def read_one(
    datasette: Datasette,
    name: str,
    query: Callable[[sqlite3.Connection], T],
    time_limit_factor: int = 1,
) -> T:
    """Return what a function reads from the database of a name, with no more work than the limit
    for SQL; `time_limit_factor` is how many times that limit it may take.

    Raises DatasetteError (status 503) where it takes more.
    """
    limit = time_limit_factor * datasette.setting("sql_time_limit_ms")

    def limited(connection: sqlite3.Connection) -> T:
        with within_limit([connection], limit):
            return query(connection)

    return await datasette.get_database(name).execute_fn(limited)  # type: ignore[no-any-return]


@contextmanager
def within_limit(connections: Iterable[sqlite3.Connection], milliseconds: int) -> Iterator[None]:
    """Interrupt what works longer in the block.

    Raises DatasetteError (status 503) then.
    """
    try:
        with ExitStack() as limits:
            for connection in connections:
                limits.enter_context(time_limit(connection, milliseconds))
            yield
    except sqlite3.OperationalError as error:
        if "interrupted" not in f"{error}":
            raise
        message = "Reading this from the database took too long. Try again in a moment."
        raise DatasetteError(message, status=503) from None


async def if_quick(reading: Awaitable[T]) -> T | None:
    """Return what is read, such as by `read_one`, or None if that takes longer than its time
    limit."""
    try:
        return await reading
    except DatasetteError as error:
        if error.status != 503:
            raise
        return None
