"""Errors as JSON for who asked for JSON, also where Datasette has a page for people only."""

from datasette import hookimpl
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from loaders.data.answers import failure, wants_json


# Before the pages for people, which answer the same errors.
@hookimpl(tryfirst=True)
def handle_exception(request: Request, exception: Exception) -> Response | None:
    path, accept = request.path, request.headers.get("accept", "")
    # Datasette's own JSON of an error says more than this.
    if path.endswith(".json") or not wants_json(path, accept):
        return None
    if isinstance(exception, DatasetteError):
        return failure(f"{exception.message}", exception.status)
    if isinstance(exception, Base400):
        return failure(f"{exception.args[0]}", exception.status)
    return failure("something went wrong here; it has been written to the log", 500)


@hookimpl(tryfirst=True)
def forbidden(request: Request, message: str) -> Response | None:
    if wants_json(request.path, request.headers.get("accept", "")):
        return failure(message, 403)
    return None
