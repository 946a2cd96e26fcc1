"""A site below a path, behind a proxy that strips the path and behind one that keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsdb.http.asgi import App, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from datasette.app import Datasette


class BasePathMiddleware:
    """Shows Datasette every request as a proxy sends it that strips `base_url`.

    Datasette routes both kinds, but puts the path twice into some links of requests that have it,
    and leaves it out of the redirect of a path with a slash at its end, which is added here.
    """

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.base_url: str = datasette.setting("base_url")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self.base_url == "/":
            await self.app(scope, receive, send)
            return
        base = self.base_url.encode()

        async def send_with_base(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [
                    (name, with_base(value, base) if name.lower() == b"location" else value)
                    for name, value in message["headers"]
                ]
                message = {**message, "headers": headers}
            await send(message)

        raw_path = scope.get("raw_path") or scope["path"].encode()
        path = {
            "path": without_base(scope["path"].encode(), base).decode(),
            "raw_path": without_base(raw_path, base),
        }
        await self.app({**scope, **path}, receive, send_with_base)


def without_base(path: bytes, base: bytes) -> bytes:
    """Return a path without `base`, which begins and ends with a slash."""
    return b"/" + path[len(base) :] if (path + b"/").startswith(base) else path


def with_base(location: bytes, base: bytes) -> bytes:
    """Return a URL below `base` if it is a path that is not."""
    is_path = location.startswith(b"/") and not location.startswith(b"//")
    return location if not is_path or location.startswith(base) else base + location[1:]
