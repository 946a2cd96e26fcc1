"""What every template knows: the site's addresses and words, in the reader's language."""

from collections.abc import Awaitable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from jinja2 import Environment

from loaders.asgi import App, Headers, Message, Receive, Scope, Send, header, without
from loaders.pages.context import in_other_language, no_such_page, site_for


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    # Error pages are rendered without a request, and without what plugins give to templates.
    env.globals["site"] = site_for(datasette, None)


@hookimpl
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    site = site_for(datasette, request)
    return {"site": site, "other_language": in_other_language(site, request) if request else None}


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Awaitable[Response] | None:
    # Datasette renders its own page for this without the request, so in one language only.
    if isinstance(exception, NotFound) and not request.path.endswith(".json"):
        return no_such_page(datasette, request)
    return None


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
