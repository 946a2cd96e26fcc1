"""Pages and files that a browser already has are not sent again; HEAD sends none at all."""

import hashlib
from contextlib import suppress

from datasette import hookimpl
from datasette.app import Datasette

from newsdb.http.asgi import (
    App,
    Message,
    Receive,
    Scope,
    Send,
    header,
    kind_of,
    route_path,
    without,
)

MAX_BODY = 1_000_000
"""Bodies above so many bytes are passed on as they come, and have no tag but their page's own."""


class HeadersSent(BaseException):
    """Leaves the application once a request is answered without a body.

    Not an Exception: Datasette would catch it and make it a page.
    """


@hookimpl
def asgi_wrapper(datasette: Datasette) -> object:
    base_url = datasette.setting("base_url")

    def is_tagged(scope: Scope) -> bool:
        # Datasette's own pages say how many milliseconds they took: no two are the same.
        databases = {each.route for each in datasette.databases.values()}
        return kind_of(route_path(scope, base_url), databases) in ("own", "static")

    def wrap(app: App) -> App:
        async def etags(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
            elif scope["method"] == "HEAD":
                await answer_head(etags, scope, receive, send)
            elif is_tagged(scope):
                await answer_tagged(app, scope, receive, send)
            else:
                await app(scope, receive, send)

        return etags

    return wrap


async def answer_head(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer HEAD with the headers of GET; the application stops before it makes a body."""

    async def send_headers(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise HeadersSent
        await send(message)

    with suppress(HeadersSent):
        await app({**scope, "method": "GET"}, receive, send_headers)
    await send({"type": "http.response.body", "body": b""})


async def answer_tagged(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with an ETag, or with 304 where the client has that very body."""
    held: list[Message] = []
    released = False
    asked = header(scope["headers"], b"if-none-match") or b""

    async def hold(message: Message) -> None:
        nonlocal released
        if released:
            await send(message)
            return
        held.append(message)
        tag = header(held[0]["headers"], b"etag")
        if len(held) == 1 and message["status"] == 200 and tag and matches(asked, tag):
            for each in not_modified(message, tag):
                await send(each)
            raise HeadersSent
        size = sum(len(each.get("body", b"")) for each in held)
        if held[0]["status"] != 200 or size > MAX_BODY:
            released = True
            for each in held:
                await send(each)
        elif message["type"] == "http.response.body" and not message.get("more_body"):
            for each in tagged(held, asked):
                await send(each)

    with suppress(HeadersSent):
        await app(scope, receive, hold)


def tagged(messages: list[Message], if_none_match: bytes) -> list[Message]:
    """Return a whole response (its start and its body's parts) with an ETag, or a 304.

    The tag is a weak one: the body may be compressed on its way.
    """
    start, body = messages[0], b"".join(each.get("body", b"") for each in messages[1:])
    tag = (
        header(start["headers"], b"etag")
        or b'W/"%s"' % hashlib.sha256(body).hexdigest()[:32].encode()
    )
    if matches(if_none_match, tag):
        return not_modified(start, tag)
    kept = without(start["headers"], b"etag", b"content-length")
    length = (b"content-length", str(len(body)).encode())
    start = {**start, "headers": [*kept, (b"etag", tag), length]}
    return [start, {"type": "http.response.body", "body": body}]


def not_modified(start: Message, tag: bytes) -> list[Message]:
    """Return the 304 that stands for a response that began like this and has a tag."""
    headers = [*without(start["headers"], b"etag", b"content-length"), (b"etag", tag)]
    start = {**start, "status": 304, "headers": headers}
    return [start, {"type": "http.response.body", "body": b""}]


def matches(if_none_match: bytes, tag: bytes) -> bool:
    """Return whether an If-None-Match names a tag, compared weakly (RFC 9110, 13.1.2)."""
    names = [name.strip().removeprefix(b"W/") for name in if_none_match.split(b",")]
    return b"*" in names or tag.removeprefix(b"W/") in names
