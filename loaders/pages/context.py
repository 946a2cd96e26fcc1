"""Between Datasette and the pages: what a request asks for, reading, and answering."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError

from loaders.pages.site import Site
from loaders.pages.text import DEFAULT, LANGUAGES, catalogue, choose
from loaders.serve import NAME

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

T = TypeVar("T")


def site_for(datasette: Datasette, request: Request | None) -> Site:
    """Return the site as a request's reader sees it; with None, in the default language."""
    language, asked = DEFAULT, False
    if request is not None:
        wish = request.args.get("lang") or request.args.get("_lang")
        language, asked = choose(wish, request.headers.get("accept-language"))
    settings: dict[str, Any] = datasette.plugin_config("newsdb") or {}
    return Site(
        title=_in(language, settings.get("title")) or f"{datasette.metadata('title') or 'News'}",
        description=_in(language, settings.get("description"))
        or f"{datasette.metadata('description') or ''}",
        text=catalogue(language),
        base=datasette.setting("base_url"),
        database=NAME,
        asked=asked,
        content=f"{settings.get('lang') or 'zh-Hans'}",
        versions=versions(tuple(f"{folder}" for mount, folder in datasette.static_mounts)),
    )


@lru_cache(maxsize=8)
def versions(folders: tuple[str, ...]) -> dict[str, str]:
    """Return the beginning of the SHA-256 of each file in folders, by the file's name."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        for folder in folders
        for file in sorted(Path(folder).glob("*.*"))
    }


def _in(language: str, setting: object) -> str:
    return f"{setting.get(language) or ''}" if isinstance(setting, dict) else ""


def in_other_language(site: Site, request: Request) -> dict[str, str]:
    """Return the address of the same page in the other language, and that language's tag."""
    other = next(language for language in LANGUAGES if language != site.text.language)
    path = request.scope.get("route_path") or request.path
    ours = path.split("/")[1] not in (site.database, "-")
    name = "lang" if ours else "_lang"
    given = parse_qsl(request.query_string, keep_blank_values=True)
    kept = [(key, value) for key, value in given if key not in ("lang", "_lang")]
    return {"address": f"?{urlencode([*kept, (name, other)])}", "tag": LANGUAGES[other]}


async def read(datasette: Datasette, query: Callable[[sqlite3.Connection], T]) -> T:
    """Return what a function reads from the database, within the time limit for SQL.

    Raises DatasetteError (status 503) where it takes longer.
    """

    def limited(connection: sqlite3.Connection) -> T:
        with sqlite_timelimit(connection, datasette.setting("sql_time_limit_ms")):
            return query(connection)

    try:
        return await datasette.get_database(NAME).execute_fn(limited)  # type: ignore[no-any-return]
    except sqlite3.OperationalError as error:
        if "interrupted" not in f"{error}":
            raise
        message = "Reading this from the database took too long. Try again in a moment."
        raise DatasetteError(message, status=503) from None


async def read_if_quick(datasette: Datasette, query: Callable[[sqlite3.Connection], T]) -> T | None:
    """Return what a function reads, or None where that takes longer than the time limit."""
    try:
        return await read(datasette, query)
    except DatasetteError:
        return None


async def page(
    datasette: Datasette,
    request: Request,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> Response:
    """Return a page of the site. Unless its address names one, it has the browser's language."""
    html = await datasette.render_template(template, context, request)
    return Response.html(html, status=status)


async def no_such_page(datasette: Datasette, request: Request) -> Response:
    """Return the page for an address at which there is nothing."""
    return await page(datasette, request, "404.html", {}, status=404)
