"""URLs: the paths of the site's own pages, and which URLs of others may be linked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

DOT_SEGMENTS = (".", "..")
"""Parts of a path that a browser resolves itself, however they are encoded."""
WEB = ("http", "https")
IMAGES = "/media/"
"""What the paths of images that the database holds begin with."""
IMAGE_SUFFIXES = {
    "image/avif": ".avif",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
}
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
# What the URL standard (https://url.spec.whatwg.org/) percent-encodes in a path, a query or a
# fragment, and white space of all kinds.
ENCODED = re.compile(r"""[\s"<>\\^`{|}\ud800-\udfff]""")


def article(slug: str, suffix: str = "") -> str:
    """Return the path of an article: `/article/ja/news/2020-05-01-title`.

    `suffix` is '', '.md' or '.json'.
    """
    has_dots = any(part in ("", *DOT_SEGMENTS) for part in slug.split("/"))
    return _page("article", f"{slug}{suffix}", "" if has_dots else "/")


def history(slug: str, suffix: str = "") -> str:
    """Return the path of the history of an article; `suffix` is '' or '.json'."""
    return f"{article(slug)}/history{suffix}"


def card(slug: str) -> str:
    """Return the path of the image of an article's title: `/card/2020-05-01-title.png`."""
    return f"/card{article(slug, '.png').removeprefix('/article')}"


def custom_page(name: str) -> str:
    """Return the path of a page of the publisher's."""
    return _page("page", name, "")


def collection(kind: str, name: str) -> str:
    """Return the path of the list of a source, tag, category or security: `/source/Wind`."""
    return _page(kind, name, "")


def image(sha256: str, media_type: str) -> str:
    """Return the path of an image that the database holds: `/media/<SHA-256>.png`."""
    return f"{IMAGES}{sha256}{IMAGE_SUFFIXES[media_type]}"


def with_parameters(url: str, parameters: Mapping[str, str | int | tuple[str, ...]]) -> str:
    """Return a URL with parameters added to those that it has."""
    if not parameters:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query_string(parameters)}"


def query_string(parameters: Mapping[str, str | int | tuple[str, ...]]) -> str:
    """Return the query string of parameters; one with several values is repeated."""
    return urlencode(parameters, doseq=True, safe="!", errors="replace")


def encode_path(path: str) -> str:
    """Return the path of a URL percent-encoded. What is encoded already, `?` and `#` stay."""
    return quote(path, safe="/!$&'()*+,;=:@~%-._?#", errors="replace")


def _page(kind: str, name: str, safe: str) -> str:
    if name in DOT_SEGMENTS:
        return f"/{kind}?{urlencode({'name': name})}"
    return f"/{kind}/{quote(name, safe=safe, errors='replace')}"


def safe_link(url: str | None, schemes: tuple[str, ...] = WEB) -> str:
    """Return an absolute URL that is safe to link to, or '' for anything else.

    The URL comes from a post, so it is untrusted. It needs one of the schemes, in either case,
    and a valid host, except for `mailto`; `//host` counts as https. Much like a browser, this
    removes white space around it and control characters, and percent-encodes what a URL cannot
    contain. The result is its own safe link.
    """
    url = CONTROLS.sub("", url or "").strip()
    if url.startswith("//"):
        url = f"https:{url}"
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in schemes:
        return ""
    if scheme.lower() in WEB and not _has_host(url):
        return ""
    return ENCODED.sub(lambda match: quote(match[0], errors="replace"), url) if rest else ""


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        # An invalid port, or brackets around something that is not an IPv6 address.
        return False
    return bool(host) and not ENCODED.search(parts.netloc)
