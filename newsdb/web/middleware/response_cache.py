"""Whole responses, kept in memory as they were sent, compressed and all."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from operator import is_not
from typing import TYPE_CHECKING

from datasette.plugins import DEFAULT_PLUGINS, pm
from datasette.utils.asgi import Forbidden, Request

from newsdb.generations import FollowingDatabase, Generation
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
from newsdb.instance import database_names
from newsdb.urls import IMAGES
from newsdb.web.context import language_for, site_for
from newsdb.web.middleware.etags import MAX_BODY, matches_etag, not_modified
from newsdb.web.middleware.permissions import ensure_tables_visible

if TYPE_CHECKING:
    from datasette.app import Datasette

MAX_BYTES = 32_000_000
"""Of all responses that are kept, with their headers."""
OVERHEAD = 2_000
"""What a response takes besides its body and its URL, in bytes, about."""
NOT_CACHED = ("/data", IMAGES)
"""Files, and a page that says how far the server has got with their checksums."""
PERSONAL_HEADERS = (b"cookie", b"authorization", b"range")
"""Requests with one of these get a response of their own."""
DECISIVE_HOOKS = ("actor_from_request", "asgi_wrapper", "permission_allowed")
"""Hooks by which a plugin decides what a client sees."""
OWN_PLUGINS = (*DEFAULT_PLUGINS, "gzip")
"""Names of plugins that come with the site, besides those of `register_plugins`."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """The start of a response, as an ASGI message, and its body."""

    start: Message
    body: bytes


class ResponseCache:
    """Responses by key; the least recently used are evicted first."""

    def __init__(self) -> None:
        self.size = 0
        self._responses: OrderedDict[Key, CachedResponse] = OrderedDict()

    def get(self, key: Key) -> CachedResponse | None:
        """Return the response with a key, or None."""
        if key in self._responses:
            self._responses.move_to_end(key)
        return self._responses.get(key)

    def keep(self, key: Key, response: CachedResponse) -> None:
        """Keep a response, and no more than MAX_BYTES of all."""
        if key not in self._responses:
            self._responses[key] = response
            self.size += size_of(key, response)
        while self.size > MAX_BYTES:
            self.size -= size_of(*self._responses.popitem(last=False))


def size_of(key: Key, response: CachedResponse) -> int:
    """Return about how many bytes of memory a response takes."""
    return sum(len(part) for part in key if isinstance(part, str | bytes)) + (
        len(response.body) + OVERHEAD
    )


class ResponseCacheMiddleware:
    """Answers repeated requests from memory, while the database stays the same generation.

    A response is kept by everything that it depends on: URL, host, language, accepted
    encodings, and whether it is for a browser. Clients that log in or ask for a range, and all
    where a publisher's plugin decides what a client sees, get responses of their own. A 304 needs
    no page either.
    """

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.datasette = datasette
        self.base_url = datasette.setting("base_url")
        self._shown: tuple[object, ...] = ()
        self._cache = ResponseCache()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cache = self.cache_for(scope)
        if cache is None:
            await self.app(scope, receive, send)
            return
        key = self.key_of(scope)
        cached = cache.get(key)
        if cached and await self.is_open():
            await send_cached(cached, scope, send)
        elif scope["method"] == "HEAD":
            await self.app(scope, receive, send)
        else:
            await self.send_and_keep(scope, receive, send, cache, key)

    def cache_for(self, scope: Scope) -> ResponseCache | None:
        """Return where the response to a request is kept, None if it is not to be kept."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or plugins_decide():
            return None
        generations = [
            database.generation
            for name in database_names(self.datasette)
            if isinstance(database := self.datasette.databases.get(name), FollowingDatabase)
        ]
        if len(generations) < len(database_names(self.datasette)):
            return None
        path = route_path(scope, self.base_url)
        routes = {each.route for each in self.datasette.databases.values()}
        if path.startswith(NOT_CACHED) or page_kind(path, routes) != "own":
            return None
        if any(header(scope["headers"], name) is not None for name in PERSONAL_HEADERS):
            return None
        return self.cache_of(*generations)

    def cache_of(self, *generations: Generation) -> ResponseCache | None:
        """Return the cache of the generations that are served, None if one has been replaced.

        It is empty where one of them, or what is said of the site, is another one than before.
        """
        if any(generation.is_retired for generation in generations):
            return None
        shown = (*generations, site_for(self.datasette, None))
        if not self._shown or any(map(is_not, shown, self._shown)):
            self._shown, self._cache = shown, ResponseCache()
        return self._cache

    async def is_open(self) -> bool:
        """Return whether clients that are not logged in may view the pages."""
        try:
            await ensure_tables_visible(self.datasette, None)
        except Forbidden:
            return False
        return True

    def key_of(self, scope: Scope) -> Key:
        """Return what the response to a request depends on."""
        headers = scope["headers"]
        return (
            route_path(scope),
            scope["query_string"],
            # Feeds and JSON have absolute URLs.
            scope.get("scheme"),
            header(headers, b"host"),
            header(headers, b"accept-encoding"),
            # A browser gets a feed as XML (plugins/feeds.py).
            b"text/html" in (header(headers, b"accept") or b""),
            language_for(self.datasette, Request(scope, None)),
        )

    async def send_and_keep(
        self, scope: Scope, receive: Receive, send: Send, cache: ResponseCache, key: Key
    ) -> None:
        """Pass a response on, or 304 in its place, and keep it if it is whole and public."""
        if_none_match = header(scope["headers"], b"if-none-match") or b""
        start: Message = {}
        body = b""
        is_kept = is_answered = False

        async def pass_on(message: Message) -> None:
            nonlocal start, body, is_kept, is_answered
            if message["type"] == "http.response.start":
                start, is_kept = message, is_public(message)
                tag = header(message["headers"], b"etag")
                if message["status"] == 200 and tag and matches_etag(if_none_match, tag):
                    is_answered = True
                    for each in not_modified(message, tag):
                        await send(each)
            elif is_kept:
                body += message.get("body", b"")
                is_kept = len(body) <= MAX_BODY
                if is_kept and not message.get("more_body"):
                    cache.keep(key, CachedResponse(start, body))
            if not is_answered:
                await send(message)

        # The whole response is wanted, whatever the client has.
        headers = without_headers(scope["headers"], b"if-none-match")
        await self.app({**scope, "headers": headers}, receive, pass_on)


def plugins_decide() -> bool:
    """Return whether a plugin besides the site's own decides what a client sees."""
    return any(
        implementation.plugin_name not in OWN_PLUGINS
        and not implementation.plugin_name.startswith("newsdb.plugins.")
        for hook in DECISIVE_HOOKS
        for implementation in getattr(pm.hook, hook).get_hookimpls()
    )


def is_public(start: Message) -> bool:
    """Return whether a response may be sent to other clients."""
    headers = start["headers"]
    given = header(headers, b"cache-control") or b"public"
    return (
        start["status"] == 200
        and given.lower().startswith(b"public")
        and header(headers, b"set-cookie") is None
    )


async def send_cached(cached: CachedResponse, scope: Scope, send: Send) -> None:
    """Send a kept response, or 304 if the client has that version."""
    tag = header(cached.start["headers"], b"etag")
    if_none_match = header(scope["headers"], b"if-none-match") or b""
    if tag and matches_etag(if_none_match, tag):
        for message in not_modified(cached.start, tag):
            await send(message)
        return
    await send(cached.start)
    body = b"" if scope["method"] == "HEAD" else cached.body
    await send({"type": "http.response.body", "body": body})
