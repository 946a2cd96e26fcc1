"""The paths of the site's own pages, percent-encoded, from names that may hold anything."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

Kind = Literal["source", "tag", "category", "security"]


def article(slug: str) -> str:
    """Return the path of an article: `/article/ja/news/2020-05-01-title`."""
    # A browser would resolve such parts itself, and ask for another page.
    resolved = any(part in ("", ".", "..") for part in slug.split("/"))
    return f"/article/{quote(slug, safe='' if resolved else '/', errors='replace')}"


def collection(kind: Kind, name: str) -> str:
    """Return the path of what is written by, tagged, filed or about a name: `/source/Wind`."""
    return f"/{kind}/{quote(name, safe='', errors='replace')}"
