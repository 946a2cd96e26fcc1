"""`?_bom=1` on a CSV file: a byte order mark, by which Excel knows that it is UTF-8."""

import codecs
from urllib.parse import parse_qsl

from newsdb.http.asgi import App, Message, Receive, Scope, Send, without_headers

PARAMETER = "_bom"


class CSVBOMMiddleware:
    """Puts a byte order mark before a CSV file that is requested with `_bom=1`.

    The application does not see the parameter.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_asked_for(scope):
            await self.app(scope, receive, send)
            return
        missing = False

        async def send_with_bom(message: Message) -> None:
            nonlocal missing
            if message["type"] == "http.response.start":
                missing = message["status"] == 200
                if missing:
                    headers = without_headers(message["headers"], b"content-length")
                    message = {**message, "headers": headers}
            elif missing and message.get("body"):
                missing = False
                message = {**message, "body": codecs.BOM_UTF8 + message["body"]}
            await send(message)

        await self.app(without_parameter(scope), receive, send_with_bom)


def without_parameter(scope: Scope) -> Scope:
    """Return a request's scope without the parameter, which nothing else knows."""
    parts = scope["query_string"].split(b"&")
    others = [part for part in parts if part.partition(b"=")[0] != PARAMETER.encode()]
    return {**scope, "query_string": b"&".join(others)}


def is_asked_for(scope: Scope) -> bool:
    """Return whether a request is for a CSV file with a byte order mark."""
    if scope["type"] != "http" or not f"{scope['path']}".endswith(".csv"):
        return False
    if scope["method"] != "GET" or PARAMETER.encode() not in scope["query_string"]:
        return False
    return dict(parse_qsl(scope["query_string"].decode("latin-1"))).get(PARAMETER) == "1"
