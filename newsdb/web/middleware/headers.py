"""Security headers, CORS, Cache-Control and Vary of every response."""

import re

from datasette.app import Datasette

from newsdb.http.asgi import (
    App,
    Message,
    PageKind,
    Receive,
    Scope,
    Send,
    header,
    page_kind,
    route_path,
    without_headers,
)
from newsdb.urls import IMAGES

# Scripts are files; they fetch completions of a search. Images of articles are anywhere on the web,
# older ones on http.
OWN_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' http: https:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# The resizer of Datasette's SQL editor (cm-resize 1.0.1) adds a style element, at first empty: the
# hashes are of both texts. Its handle is an image in a data URL.
DATASETTE_POLICY = {
    **OWN_POLICY,
    "style-src": "'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-38xqj8N9cygggde3AvM+xVgS15DUXTOhM9fjk0hLOS0='",
    "img-src": "'self' data:",
}
# An SVG image that is opened by itself is a document.
IMAGE_POLICY = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "img-src": "data:",
    "frame-ancestors": "'none'",
    "sandbox": "",
}
# Other sites may show a trend in a frame: nothing can be done there but to follow a link.
EMBEDDED_POLICY = {**OWN_POLICY, "frame-ancestors": "*"}
EMBEDDED = ("/trends", "embed=1")
SECURITY = {
    "x-content-type-options": "nosniff",
    # For browsers that do not know frame-ancestors.
    "x-frame-options": "DENY",
    # Searches do not leak to the sites that articles link to.
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "midi=(), payment=(), usb=()",
}

# Scripts on other sites may read every response, and these of its headers.
CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Accept-Ranges, Content-Length, Content-Range, ETag, Link",
}

NO_STORE = "no-store"
# Pages change when posts are loaded and the server is restarted, about once a day.
PAGE = "public, max-age=300"
# A URL with a version in it never changes.
VERSIONED = "public, max-age=31536000, immutable"
STATIC = "public, max-age=3600"
VERSION_IN_NAME = re.compile(r"-\d+\.\d+\.\d+\.(?:min\.)?\w+$")

UNCOMPRESSIBLE = (
    *(".avif", ".gif", ".ico", ".jpg", ".png", ".webp", ".woff2"),
    *(".db", ".gz", ".parquet", ".zip"),
)
"""Suffixes of files that are not gzipped: a database takes too much CPU time, and the others are
compressed already."""


class HeadersMiddleware:
    """Adds security headers, CORS, Cache-Control and Vary to every response.

    It also stops middleware inside of it from compressing files that are compressed already.
    """

    def __init__(self, app: App, datasette: Datasette) -> None:
        self.app = app
        self.databases = datasette.databases
        self.base_url = datasette.setting("base_url")
        self.cors = CORS if datasette.cors else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = route_path(scope, self.base_url)
        kind = page_kind(path, {each.route for each in self.databases.values()})
        versioned = bool(scope["query_string"] or VERSION_IN_NAME.search(path))
        policy = OWN_POLICY if kind in ("own", "static") else DATASETTE_POLICY
        if path.startswith(IMAGES) or path.endswith(".svg"):
            policy = IMAGE_POLICY
        security = SECURITY
        if path == EMBEDDED[0] and EMBEDDED[1] in scope["query_string"].decode("latin-1").split(
            "&"
        ):
            policy = EMBEDDED_POLICY
            security = {name: SECURITY[name] for name in SECURITY if name != "x-frame-options"}
        added = {"content-security-policy": format_policy(policy), **security, **self.cors}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": add_headers(message, added, kind, versioned)}
            await send(message)

        if path.endswith(UNCOMPRESSIBLE):
            scope = {**scope, "headers": without_headers(scope["headers"], b"accept-encoding")}
        await self.app(scope, receive, send_with_headers)


def add_headers(
    message: Message, added: dict[str, str], kind: PageKind, versioned: bool
) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response, with `added` in place of old ones of the same name.

    `message` is the response's start, `versioned` whether its URL contains a version.
    """
    old = list(message["headers"])
    own_cache_control = (header(old, b"cache-control") or b"").decode("latin-1")
    cached = cache_control(message["status"], own_cache_control, kind, versioned)
    if cached:
        added = {**added, "cache-control": cached}
    added = {**added, "vary": ", ".join(vary(old, "private" in cached))}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in added.items()]
    # The server chooses the transfer encoding: Datasette claims "chunked" for files.
    replaced = (b"transfer-encoding", *(name.encode() for name in added))
    return [*without_headers(old, *replaced), *encoded]


def vary(headers: list[tuple[bytes, bytes]], private: bool) -> list[str]:
    """Return the names for Vary of a response with these headers."""
    given = (value.decode("latin-1") for name, value in headers if name.lower() == b"vary")
    names = [name.strip() for value in given for name in value.split(",")]
    if not private:
        # No response depends on other sites' cookies; those that depend on Datasette's are private.
        names = [name for name in names if name.lower() != "cookie"]
    if (header(headers, b"content-type") or b"").startswith(b"text/html"):
        # The interface of every page is in the browser's language.
        names.append("Accept-Language")
    # Also where a response is too small to be compressed, or a 304.
    return list(dict.fromkeys(["Accept-Encoding", *filter(None, names)]))


def cache_control(status: int, given: str, kind: PageKind, versioned: bool) -> str:
    """Return the Cache-Control of a response, or '' for none; `given` is the one it has."""
    if status >= 400:
        return NO_STORE
    if given or status not in (200, 304):
        return given
    # Datasette sets none on CSV streams, which may end in an error, and on downloads.
    by_kind = {"static": STATIC, "system": NO_STORE, "database": "no-cache", "own": PAGE}
    return VERSIONED if kind == "static" and versioned else by_kind[kind]


def format_policy(policy: dict[str, str]) -> str:
    """Return a Content-Security-Policy as a header value."""
    return "; ".join(f"{name} {value}".strip() for name, value in policy.items())
