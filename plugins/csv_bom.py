"""`?_bom=1` on a CSV file: a byte order mark, by which Excel knows that it is UTF-8."""

import codecs
from urllib.parse import parse_qsl

from datasette import hookimpl

from newsdb.http.asgi import App, Message, Receive, Scope, Send, without

PARAMETER = "_bom"


@hookimpl
def asgi_wrapper() -> object:
    def wrap(app: App) -> App:
        async def csv_bom(scope: Scope, receive: Receive, send: Send) -> None:
            if not is_asked_for(scope):
                await app(scope, receive, send)
                return
            missing = False

            async def send_with_bom(message: Message) -> None:
                nonlocal missing
                if message["type"] == "http.response.start":
                    missing = message["status"] == 200
                    if missing:
                        headers = without(message["headers"], b"content-length")
                        message = {**message, "headers": headers}
                elif missing and message.get("body"):
                    missing = False
                    message = {**message, "body": codecs.BOM_UTF8 + message["body"]}
                await send(message)

            await app(scope, receive, send_with_bom)

        return csv_bom

    return wrap


def is_asked_for(scope: Scope) -> bool:
    """Return whether a request is for a CSV file with a byte order mark."""
    if scope["type"] != "http" or not f"{scope['path']}".endswith(".csv"):
        return False
    if scope["method"] != "GET" or PARAMETER.encode() not in scope["query_string"]:
        return False
    return dict(parse_qsl(scope["query_string"].decode("latin-1"))).get(PARAMETER) == "1"
