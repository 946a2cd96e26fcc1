"""What every template knows: the site's addresses and words, in the reader's language."""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment

from newsdb.http.asgi import App, Headers, Message, Receive, Scope, Send, header, without
from newsdb.web.context import failed, in_other_language, site_for


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    # Error pages are rendered without a request, and without what plugins give to templates.
    env.globals["site"] = site_for(datasette, None)


@hookimpl
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    site = site_for(datasette, request)
    return {"site": site, "other_language": in_other_language(site, request) if request else None}


# Datasette renders its own pages for these without the request, so in one language only.
@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]] | None:
    if request.path.endswith(".json"):
        return None
    # What an unforeseen exception says is for the log, in which Datasette puts it.
    status, error, title = 500, "", None
    if isinstance(exception, DatasetteError):
        status, title = exception.status, exception.title
        # The one message in HTML has a script in it, and says no more than its title.
        error = "" if exception.message_is_html else exception.message
    elif isinstance(exception, Base400):
        status, error = exception.status, f"{exception.args[0]}"
    return lambda: failed(datasette, request, status, error, title)


@hookimpl
def forbidden(
    datasette: Datasette, request: Request, message: str
) -> Callable[[], Awaitable[Response]]:
    return lambda: failed(datasette, request, 403, message)


@hookimpl
def asgi_wrapper() -> object:
    def wrap(app: App) -> App:
        async def vary(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_with_vary(message: Message) -> None:
                if message["type"] == "http.response.start" and is_page(message):
                    # Every page has words around it in the browser's language.
                    headers = [*message["headers"], (b"vary", b"Accept-Language")]
                    message = {**message, "headers": joined(headers)}
                await send(message)

            await app(scope, receive, send_with_vary)

        return vary

    return wrap


def is_page(message: Message) -> bool:
    """Tell whether a response that begins is HTML."""
    return (header(message["headers"], b"content-type") or b"").startswith(b"text/html")


def joined(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return headers with those called Vary made one."""
    headers = list(headers)
    names = [value for key, value in headers if key.lower() == b"vary"]
    return [*without(headers, b"vary"), (b"vary", b", ".join(names))]
