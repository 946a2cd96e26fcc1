"""Headers of every response: what a browser may do with it, and how long it may be kept."""

import re

from datasette import hookimpl
from datasette.app import Datasette

from newsdb.http.asgi import (
    App,
    Kind,
    Message,
    Receive,
    Scope,
    Send,
    header,
    kind_of,
    route_path,
    without,
)

# Our pages run nothing. Pictures of articles lie anywhere on the web, the older ones by http.
OWN_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' http: https:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Datasette's pages, and what it shows of itself, have scripts: in files, by the templates here.
# The SQL editor of its pages has a part (cm-resize 1.0.1) that adds a style to the page, at first
# empty; these are the hashes of both texts. Its picture is a data URL.
DATASETTE_POLICY = {
    **OWN_POLICY,
    "script-src": "'self'",
    "style-src": "'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-38xqj8N9cygggde3AvM+xVgS15DUXTOhM9fjk0hLOS0='",
    "img-src": "'self' data:",
}
SECURITY = {
    "x-content-type-options": "nosniff",
    # For browsers that do not know frame-ancestors.
    "x-frame-options": "DENY",
    # What somebody looked for here concerns nobody there.
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "midi=(), payment=(), usb=()",
}

# Pages elsewhere may read every answer, and of its headers these.
CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Link, ETag",
}

NEVER = "no-store"
# Pages change when posts were loaded and the server was started anew, once a day or so.
PAGE = "public, max-age=300"
# An address with a version in it never stands for something else.
VERSIONED = "public, max-age=31536000, immutable"
STATIC = "public, max-age=3600"
VERSION_IN_NAME = re.compile(r"-\d+\.\d+\.\d+\.(?:min\.)?\w+$")

COMPRESSED = (".db", ".png", ".jpg", ".webp", ".ico", ".woff2", ".gz", ".zip", ".parquet")
"""Endings of addresses that are sent as they are: a database by the hundred megabytes would
keep the process busy, and the others do not get smaller."""


@hookimpl(trylast=True)  # the outermost, so that no response goes without
def asgi_wrapper(datasette: Datasette) -> object:
    base_url = datasette.setting("base_url")
    more = CORS if datasette.cors else {}

    def wrap(app: App) -> App:
        async def headers(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            path = route_path(scope, base_url)
            kind = kind_of(path, {each.route for each in datasette.databases.values()})

            async def send_with_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    policy = OWN_POLICY if kind in ("own", "static") else DATASETTE_POLICY
                    new = {"content-security-policy": written(policy), **SECURITY, **more}
                    versioned = bool(scope["query_string"] or VERSION_IN_NAME.search(path))
                    message = {**message, "headers": completed(message, new, kind, versioned)}
                await send(message)

            if path.endswith(COMPRESSED):
                scope = {**scope, "headers": without(scope["headers"], b"accept-encoding")}
            await app(scope, receive, send_with_headers)

        return headers

    return wrap


def completed(
    message: Message, new: dict[str, str], kind: Kind, versioned: bool
) -> list[tuple[bytes, bytes]]:
    """Return a response's headers with new ones in place of old ones of the same name."""
    old = list(message["headers"])
    given = (header(old, b"cache-control") or b"").decode("latin-1")
    kept = cache_control(message["status"], given, kind, versioned)
    if kept:
        new = {**new, "cache-control": kept}
    vary = [name.strip() for name in (header(old, b"vary") or b"").decode("latin-1").split(",")]
    if "private" not in kept:
        # No answer depends on a foreign cookie, and what depends on Datasette's is private.
        vary = [name for name in vary if name.lower() != "cookie"]
    # Said of every answer, also where it is too small to be compressed, or a 304.
    new = {**new, "vary": ", ".join(dict.fromkeys(["Accept-Encoding", *filter(None, vary)]))}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in new.items()]
    # How a body is transferred is the server's business: Datasette says "chunked" of a file.
    gone = (b"transfer-encoding", *(name.encode() for name in new))
    return [*without(old, *gone), *encoded]


def cache_control(status: int, given: str, kind: Kind, versioned: bool) -> str:
    """Return the Cache-Control of a response, '' for none, from what the page itself gave."""
    if status >= 400:
        return NEVER
    if given or status not in (200, 304):
        return given
    # What has none of Datasette's is a CSV stream, in which an error may stand, or a download.
    by_kind = {"static": STATIC, "system": NEVER, "database": "no-cache", "own": PAGE}
    return VERSIONED if kind == "static" and versioned else by_kind[kind]


def written(policy: dict[str, str]) -> str:
    """Return a Content-Security-Policy as the header's value."""
    return "; ".join(f"{name} {value}" for name, value in policy.items())
