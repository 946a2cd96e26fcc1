"""`/sitemap.xml` as https://www.sitemaps.org/protocol.html has it, and `/robots.txt`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from newsdb import urls
from newsdb.config import DATABASE_NAME

MAX_URLS = 50_000
"""Addresses in one file, by the protocol."""
OWN = ("/", "/data")
POSTS = MAX_URLS - len(OWN)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

KEPT_OUT = (
    # Questions in SQL, facets, sorted and filtered tables: as many as anybody can think of.
    f"/{DATABASE_NAME}?",
    f"/{DATABASE_NAME}/*?",
    # Rows, each of which has its article.
    f"/{DATABASE_NAME}/*/",
    f"/{DATABASE_NAME}.db",
    "/search",
    "/data/",
    "/-/",
)
LET_IN = ("/data/*.json",)
"""Of those: what describes the dataset."""


@dataclass(frozen=True, slots=True)
class Page:
    """An address for a sitemap (a path), and when what is there changed last (ISO 8601)."""

    path: str
    changed: str | None


def size(connection: sqlite3.Connection) -> int:
    """Return how many sitemap files there are."""
    posts: int = connection.execute("select count(*) from posts").fetchone()[0]
    return max(1, -(-posts // POSTS))


def pages(connection: sqlite3.Connection, number: int) -> list[Page]:
    """Return what stands in a sitemap file, the first being 1; [] where there is no such file.

    A post changed when the version of it that is there was loaded.
    """
    slugs = dict(
        connection.execute(
            "select id, slug from posts order by slug limit ? offset ?",
            (POSTS, (number - 1) * POSTS),
        )
    )
    # Asked for at once, or by rowid (which `+` forbids), this would read every post's text.
    started = dict(
        connection.execute(
            "select posts.id, started from posts left join loads on loads.id = load_id "
            "where +posts.id between ? and ?",
            (min(slugs, default=0), max(slugs, default=0)),
        )
    )
    last = connection.execute("select max(started) from loads").fetchone()[0]
    own = [Page(path, last) for path in OWN] if number == 1 else []
    return own + [Page(urls.article(slug), started[id]) for id, slug in slugs.items()]


def as_sitemap(found: list[Page], absolute: Callable[[str], str]) -> bytes:
    """Return a sitemap file."""
    root = etree.Element(_name("urlset"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for page in found:
        url = etree.SubElement(root, _name("url"))
        etree.SubElement(url, _name("loc")).text = absolute(page.path)
        if page.changed:
            etree.SubElement(url, _name("lastmod")).text = page.changed
    return _written(root)


def as_index(files: int, absolute: Callable[[str], str]) -> bytes:
    """Return the index of so many sitemap files."""
    root = etree.Element(_name("sitemapindex"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for number in range(1, files + 1):
        sitemap = etree.SubElement(root, _name("sitemap"))
        etree.SubElement(sitemap, _name("loc")).text = absolute(f"/sitemap-{number}.xml")
    return _written(root)


def robots(path: Callable[[str], str], absolute: Callable[[str], str]) -> str:
    """Return robots.txt (RFC 9309): articles and lists may be found, questions not be asked."""
    kept_out = [f"Disallow: {path(each)}" for each in KEPT_OUT]
    let_in = [f"Allow: {path(each)}" for each in LET_IN]
    return "\n".join(
        ["User-agent: *", *kept_out, *let_in, "", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    )


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written
