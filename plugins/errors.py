"""All error responses, as a page or as JSON."""

from collections.abc import Awaitable, Callable, Generator
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from newsdb.web.errors import error_response, forbidden_error, respond_to_error
from newsdb.web.own_paths import redirect_to_article

Responder = Callable[[], Awaitable[Response]]


# A wrapper, because Datasette awaits the response of every plugin before it takes the first: its
# own handler would render a second page, and write a traceback of errors that are the client's.
@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, None]:
    outcome = yield

    async def respond() -> Response:
        error = respond_to_error(datasette, request, exception)
        if error.status == 404:
            try:
                if redirect := await redirect_to_article(datasette, request):
                    return redirect
            except Exception as failure:  # of the database, in which an article is looked up
                error = respond_to_error(datasette, request, failure)
        return await error_response(datasette, request, error)

    outcome.force_result([respond])


@hookimpl(tryfirst=True)
def forbidden(datasette: Datasette, request: Request, message: str) -> Responder:
    return lambda: error_response(datasette, request, forbidden_error(message))
