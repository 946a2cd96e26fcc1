"""Paths of posts on their original sites: redirects from them, and links to them."""

from __future__ import annotations

import re
import sqlite3
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError

from newsdb import urls
from newsdb.http.asgi import route_path
from newsdb.instance import read_first
from newsdb.search import Databases

if TYPE_CHECKING:
    from datasette.app import Datasette

MAX_LINKS = 500
OWN = re.compile(r'(?<= href=")/(?=article/)|(?<= src=")/(?=media/)')
LINK = re.compile(r'<a href="(https?://[^"]*)"[^>]*>')


async def redirect_to_article(datasette: Datasette, request: Request) -> Response | None:
    """Return the redirect from a path of a post on its own site, None for any other path."""
    if request.method not in ("GET", "HEAD"):
        return None
    path = route_path(request.scope, datasette.setting("base_url"))
    try:
        _, slug = await read_first(datasette, lambda connection: find_slug(connection, path))
    except DatasetteError:  # it takes too long
        return None
    if slug is None:
        return None
    return Response.redirect(datasette.urls.path(urls.article(slug)), 301)


def find_slug(connection: sqlite3.Connection, path: str) -> str | None:
    """Return the slug of the post that has a path, percent-encoded or not, on its site.

    As web servers do, a path also means itself with a slash, `index.html` or `.html` as well.
    Datasette redirects a path with `%` to one with `~` in its place, and one with a slash at its
    end to one without (handle_404 in datasette/app.py).
    """
    forms: list[str] = []
    for each in {unquote(path), tilde_decode(path)}:
        whole = urls.encode_path(each)
        stem = whole.removesuffix("index.html").rstrip("/").removesuffix(".html")
        forms += (whole, f"{stem}/", stem, f"{stem}.html", f"{stem}/index.html")
    marks = ", ".join("?" * len(forms))
    row = connection.execute(
        f"select slug from posts where permalink in ({marks}) union all "  # noqa: S608
        "select slug from redirects join posts on posts.id = post_id "
        f"where redirects.path in ({marks}) limit 1",
        (*forms, *forms),
    ).fetchone()
    return row[0] if row else None


def below(base: str, html: str) -> str:
    """Return rendered HTML whose links and images of this site lead below its base URL."""
    return html if base == "/" else OWN.sub(f"{base.rstrip('/')}/", html)


def link_articles(databases: Databases, html: str) -> str:
    """Return rendered HTML in which links to the public URLs of posts lead to their articles."""
    found = [unescape(match[1]) for match in LINK.finditer(html)][:MAX_LINKS]
    pages = {url: url.partition("#")[0] for url in found}
    paths = {urlsplit(page).path for page in pages.values()}
    if not paths:
        return html
    marks = ", ".join("?" * len(paths))
    sql = f"select url, slug from posts where permalink in ({marks}) and url is not null"  # noqa: S608
    slugs = dict(row for each in databases for row in each.execute(sql, tuple(paths)))

    def linked(match: re.Match[str]) -> str:
        page, mark, anchor = unescape(match[1]).partition("#")
        slug = slugs.get(page)
        if slug is None:
            return match[0]
        return f'<a href="{escape(urls.article(slug) + mark + anchor)}">'

    return LINK.sub(linked, html) if slugs else html
