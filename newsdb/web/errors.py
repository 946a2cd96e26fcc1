"""Turns exceptions into error responses, as pages or JSON."""

from __future__ import annotations

import re
import sqlite3
import sys
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from newsdb.database.reading import is_damage
from newsdb.exceptions import NoSlotError
from newsdb.http.asgi import Receive, Scope, Send, page_kind, route_path
from newsdb.http.responses import failure, wants_json
from newsdb.web.context import page

if TYPE_CHECKING:
    from datasette.app import Datasette

PARAMETER_ERRORS = (
    *(ValueError, TypeError, LookupError, ArithmeticError, RecursionError),
    *(sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError),
)
"""Exceptions of Datasette's database pages for parameters that they do not expect."""

ROW = re.compile(r"/[^/]+/[^/]+/[^/]+")
"""The path of a row of a table."""
TIMEOUT_TITLE = "SQL Interrupted"
"""Datasette's title for a query that exceeded its time limit."""
TIMEOUT = "Query timed out. Narrow it, or download the database."
BUSY = "The server is busy. Try again in a moment."
DAMAGED = "The database is damaged: this cannot be read from it."
RETRY_AFTER = "5"
"""In seconds; sent with every 503."""
UNEXPECTED = "Something went wrong. It has been logged."
DAMAGED_TITLE = "Database Damaged"
KINDS = {
    "Invalid SQL": "sql",
    TIMEOUT_TITLE: "slow",
    DAMAGED_TITLE: "damaged",
}
"""Titles of errors that have a page of their own (strings `error_…`)."""


@dataclass(frozen=True, slots=True)
class HTTPError:
    """Status, message and Datasette's title of an error; more members of its JSON."""

    status: int
    message: str
    title: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


def respond_to_error(datasette: Datasette, request: Request, exception: Exception) -> HTTPError:
    """Return the error response for an exception, and log exceptions that are bugs.

    Datasette answers many mistakes of clients with 500; here they are 400 or 404.
    """
    if isinstance(exception, NoSlotError):
        return HTTPError(503, BUSY)
    if is_damage(exception):
        log(exception)
        return HTTPError(503, DAMAGED, DAMAGED_TITLE)
    if isinstance(exception, Base400):
        return HTTPError(exception.status, f"{exception.args[0]}")
    if isinstance(exception, DatasetteError) and exception.title == TIMEOUT_TITLE:
        # Datasette's own message is HTML with a script in it.
        return HTTPError(400, TIMEOUT, TIMEOUT_TITLE)
    if error := _client_error(datasette, request, exception):
        return error
    if isinstance(exception, QueryInterrupted):
        # On a page of ours, whose queries are quick: the machine is what is slow.
        return HTTPError(503, BUSY)
    if isinstance(exception, DatasetteError):
        message, details = f"{exception.message}", exception.error_dict
        return HTTPError(exception.status, message, exception.title, details)
    log(exception)
    # What the exception says may name files of this machine: only the log has it.
    return HTTPError(500, UNEXPECTED)


def log(exception: Exception) -> None:
    """Log an exception: one line if the database file is at fault, a traceback for a bug."""
    if is_damage(exception):
        print(f"newsdb: the database is damaged: {exception}", file=sys.stderr)
    else:
        traceback.print_exception(exception, file=sys.stderr)


def _client_error(datasette: Datasette, request: Request, exception: Exception) -> HTTPError | None:
    routes = {database.route for database in datasette.databases.values()}
    path = route_path(request.scope, datasette.setting("base_url"))
    kind = page_kind(path, routes)
    if kind == "static" and isinstance(exception, OSError):
        # A path below a file, or a name that is too long for one.
        return HTTPError(404, "File not found.")
    if kind != "database":
        return None
    if isinstance(exception, DatasetteError) and exception.status == 500:
        return HTTPError(400, f"{exception.message}", exception.title)
    if isinstance(exception, QueryInterrupted):
        return HTTPError(400, TIMEOUT, TIMEOUT_TITLE)
    if isinstance(exception, sqlite3.ProgrammingError) and ROW.fullmatch(path):
        # A row by a part of its compound key (simonw/datasette#2811).
        return HTTPError(404, "Record not found")
    if isinstance(exception, PARAMETER_ERRORS) and request.query_string:
        names = dict(parse_qsl(request.query_string, keep_blank_values=True))
        some = ", ".join(name[:40] for name in list(names)[:5])
        reason = f"{exception}"[:200] or type(exception).__name__
        return HTTPError(400, f"A parameter cannot be used ({some}): {reason}")
    return None


def forbidden_error(message: str) -> HTTPError:
    """Return the error for something that permissions do not allow."""
    return HTTPError(403, message)


async def error_response(datasette: Datasette, request: Request, error: HTTPError) -> Response:
    """Return an error as JSON if the client wants JSON, else as a page in its language."""
    response = await _render(datasette, request, error)
    if error.status == 503:
        response.headers["retry-after"] = RETRY_AFTER
    return response


async def _render(datasette: Datasette, request: Request, error: HTTPError) -> Response:
    if wants_json(request.path, request.headers.get("accept", "")):
        return failure(error.message, error.status, error.title, error.details)
    context = {
        "status": error.status,
        "kind": KINDS.get(error.title or ""),
        "error": error.message if error.title != TIMEOUT_TITLE else "",
        "sql": (request.args.get("sql") or "") if error.title in KINDS else "",
    }
    return await page(datasette, request, "error.html", context, error.status)


async def send_error(
    datasette: Datasette, scope: Scope, receive: Receive, send: Send, error: HTTPError
) -> None:
    """Send an error from a middleware, before Datasette has seen the request."""
    await datasette.invoke_startup()
    # Datasette's templates expect what its own middleware adds.
    request = Request({"csrftoken": lambda: "", **scope}, receive)
    response = await error_response(datasette, request, error)
    await response.asgi_send(send)


async def not_found(datasette: Datasette, request: Request) -> Response:
    """Return the response for a page that does not exist.

    With slashes at the end, a path redirects to the one without them, as Datasette's pages do.
    """
    path = route_path(request.scope, datasette.setting("base_url"))
    if path.endswith("/") and request.method in ("GET", "HEAD"):
        query = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(f"{datasette.urls.path(path.rstrip('/'))}{query}", 301)
    return await error_response(datasette, request, HTTPError(404, "Page not found."))
