"""ETags, 304 Not Modified, and HEAD."""

import hashlib
from contextlib import suppress

from datasette.app import Datasette

from newsdb.http.asgi import (
    App,
    Message,
    Receive,
    Scope,
    Send,
    header,
    page_kind,
    route_path,
    without_headers,
)

MAX_BODY = 1_000_000
"""In bytes; larger bodies are streamed, without a tag unless they have one already."""


class HeadersSent(BaseException):
    """Leaves the application after a response without a body was sent.

    Not an Exception: Datasette would catch it and render an error page.
    """


class ETagMiddleware:
    """Adds an ETag to own pages and static files, and answers If-None-Match and HEAD."""

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.databases = datasette.databases
        self.base_url = datasette.setting("base_url")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self.send_head(scope, receive, send)
        elif self.is_tagged(scope):
            await send_tagged(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def is_tagged(self, scope: Scope) -> bool:
        """Return whether a response gets an ETag.

        Datasette's own pages do not: they contain their duration, so no two are the same.
        """
        databases = {each.route for each in self.databases.values()}
        return page_kind(route_path(scope, self.base_url), databases) in ("own", "static")

    async def send_head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers of the response to GET; the application stops before the body."""

        async def send_headers(message: Message) -> None:
            if message["type"] == "http.response.body":
                raise HeadersSent
            await send(message)

        # A range is defined for GET alone (RFC 9110, 14.2).
        headers = without_headers(scope["headers"], b"range")
        with suppress(HeadersSent):
            await self({**scope, "method": "GET", "headers": headers}, receive, send_headers)
        await send({"type": "http.response.body", "body": b""})


async def send_tagged(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a response with an ETag, or 304 if the client has that version."""
    held: list[Message] = []
    released = False
    if_none_match = header(scope["headers"], b"if-none-match") or b""

    async def hold(message: Message) -> None:
        nonlocal released
        if released:
            await send(message)
            return
        held.append(message)
        tag = header(held[0]["headers"], b"etag")
        if len(held) == 1 and message["status"] == 200 and tag and matches_etag(if_none_match, tag):
            for each in not_modified(message, tag):
                await send(each)
            raise HeadersSent
        size = sum(len(each.get("body", b"")) for each in held)
        if held[0]["status"] != 200 or size > MAX_BODY:
            released = True
            for each in held:
                await send(each)
        elif message["type"] == "http.response.body" and not message.get("more_body"):
            for each in add_tag(held, if_none_match):
                await send(each)

    with suppress(HeadersSent):
        await app(scope, receive, hold)


def add_tag(messages: list[Message], if_none_match: bytes) -> list[Message]:
    """Return a whole response (the messages of its start and body) with an ETag, or a 304.

    The tag is weak because the body may be compressed afterwards.
    """
    start, body = messages[0], b"".join(each.get("body", b"") for each in messages[1:])
    tag = (
        header(start["headers"], b"etag")
        or b'W/"%s"' % hashlib.sha256(body).hexdigest()[:32].encode()
    )
    if matches_etag(if_none_match, tag):
        return not_modified(start, tag)
    kept = without_headers(start["headers"], b"etag", b"content-length")
    length = (b"content-length", str(len(body)).encode())
    start = {**start, "headers": [*kept, (b"etag", tag), length]}
    return [start, {"type": "http.response.body", "body": body}]


def not_modified(start: Message, tag: bytes) -> list[Message]:
    """Return the 304 for a response with this start and tag."""
    headers = [*without_headers(start["headers"], b"etag", b"content-length"), (b"etag", tag)]
    start = {**start, "status": 304, "headers": headers}
    return [start, {"type": "http.response.body", "body": b""}]


def matches_etag(if_none_match: bytes, tag: bytes) -> bool:
    """Return whether If-None-Match contains a tag, by weak comparison (RFC 9110, 13.1.2)."""
    names = [name.strip().removeprefix(b"W/") for name in if_none_match.split(b",")]
    return b"*" in names or tag.removeprefix(b"W/") in names
