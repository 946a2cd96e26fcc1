"""The paths of the site's own pages, percent-encoded, from names that may hold anything."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote, urlencode

Kind = Literal["source", "tag", "category", "security"]

DOTS = (".", "..")
"""Parts of a path that a browser resolves itself, however they are encoded."""


def article(slug: str, ending: str = "") -> str:
    """Return the path of an article: `/article/ja/news/2020-05-01-title`.

    `ending` is '', '.md' or '.json'.
    """
    resolved = any(part in ("", *DOTS) for part in slug.split("/"))
    return _page("article", f"{slug}{ending}", "" if resolved else "/")


def collection(kind: Kind, name: str) -> str:
    """Return the path of what is written by, tagged, filed or about a name: `/source/Wind`."""
    return _page(kind, name, "")


def _page(kind: str, name: str, safe: str) -> str:
    if name in DOTS:
        return f"/{kind}?{urlencode({'name': name})}"
    return f"/{kind}/{quote(name, safe=safe, errors='replace')}"
