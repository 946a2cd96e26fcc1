"""Errors: those that a request made are its own, and who asked for JSON gets JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from typing import Any
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.plugins import pm
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from newsdb.http.asgi import kind_of, route_path
from newsdb.http.responses import failure, wants_json

BY_PARAMETERS = (
    *(ValueError, TypeError, LookupError, ArithmeticError, RecursionError),
    *(sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError),
)
"""What Datasette's pages of a database raise where a parameter is not what they expect there."""

TOOK_TOO_LONG = "SQL Interrupted"
"""Datasette's title of that error."""
WRONG = "something went wrong here; it has been written to the log"
TOO_LONG = "This takes longer than a question may take here. Ask for less, or take the whole file."


class BadRequestError(DatasetteError):  # type: ignore[misc]
    """What a request made: an error of status 400."""

    def __init__(self, sentence: str, title: str | None = None) -> None:
        super().__init__(sentence, title, status=400)


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, None]:
    outcome = yield
    as_program = wants_json(request.path, request.headers.get("accept", ""))
    mistake = client_error_for(datasette, request, exception)
    title = exception.title if isinstance(exception, DatasetteError) else None
    if as_program and title == TOOK_TOO_LONG:
        # Datasette's own sentence is HTML, with a script in it.
        outcome.force_result([failure(TOO_LONG, 400, TOOK_TOO_LONG)])
    elif mistake:
        # What others would have made of it is not awaited: no traceback is written.
        again = {"datasette": datasette, "request": request, "exception": mistake}
        outcome.force_result(pm.hook.handle_exception(**again))
    elif as_program:
        outcome.force_result([*as_json(request, exception), *outcome.get_result()])


@hookimpl(tryfirst=True)
def forbidden(request: Request, message: str) -> Response | None:
    if wants_json(request.path, request.headers.get("accept", "")):
        return failure(message, 403)
    return None


def client_error_for(
    datasette: Datasette, request: Request, exception: Exception
) -> DatasetteError | None:
    """Return the mistake in a request for a file or a database's pages that made Datasette fail,
    else None.

    On its own it answers these with 500: it asks nobody else what a parameter is good for.
    """
    routes = {database.route for database in datasette.databases.values()}
    kind = kind_of(route_path(request.scope, datasette.setting("base_url")), routes)
    if kind == "static" and isinstance(exception, OSError):
        # Below a file, or with a name that is too long for one.
        return DatasetteError("There is no such file.", status=404)
    if kind != "database":
        return None
    if isinstance(exception, DatasetteError) and exception.status == 500:
        return BadRequestError(exception.message, exception.title)
    if isinstance(exception, QueryInterrupted):
        return BadRequestError(TOO_LONG, TOOK_TOO_LONG)
    if isinstance(exception, BY_PARAMETERS) and request.query_string:
        names = dict(parse_qsl(request.query_string, keep_blank_values=True))
        some = ", ".join(name[:40] for name in list(names)[:5])
        reason = f"{exception}"[:200] or type(exception).__name__
        return BadRequestError(f"A parameter cannot be used ({some}): {reason}")
    return None


def as_json(request: Request, exception: Exception) -> list[Response]:
    """Return an error as JSON; nothing for those of which Datasette's own JSON says more."""
    known = isinstance(exception, DatasetteError | Base400)
    if known and request.path.endswith(".json"):
        return []
    if isinstance(exception, DatasetteError):
        return [failure(f"{exception.message}", exception.status)]
    if isinstance(exception, Base400):
        return [failure(f"{exception.args[0]}", exception.status)]
    return [failure(WRONG, 500)]
