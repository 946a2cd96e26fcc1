"""`/sitemap.xml` as https://www.sitemaps.org/protocol.html has it, and `/robots.txt`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from newsdb import urls
from newsdb.settings import MAX_PAGES

MAX_URLS = 50_000
"""In one file, by the protocol."""
OWN_PATHS = ("/", "/data")
SECTION_PATHS = (
    *("archive", "authors", "categories", "edits", "sections", "securities", "sources", "tags"),
)
"""Sections that have a page of their name."""
MAX_POSTS = MAX_URLS - len(OWN_PATHS) - len(SECTION_PATHS) - MAX_PAGES
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

DISALLOWED = (
    # SQL queries, facets, sorted and filtered tables: there is no end to them.
    "/{database}?",
    "/{database}/*?",
    # Rows, each of which has its article.
    "/{database}/*/",
    "/{database}.db",
    "/search",
    "/data/",
    "/-/",
)
ALLOWED = ("/data/*.json",)
"""Among those: the descriptions of the dataset."""


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A path, and when its content last changed (ISO 8601), if known."""

    path: str
    changed: str | None


def count_files(connection: sqlite3.Connection) -> int:
    """Return how many sitemap files the posts of a database take."""
    posts: int = connection.execute("select count(*) from posts").fetchone()[0]
    return -(-posts // MAX_POSTS)


def file_of_database(files: Sequence[int], number: int) -> tuple[int, int]:
    """Return the database that a sitemap file of the site is of, and which of its files it is.

    `files` are how many each has, in their order. Past the last file it is one that is not there.
    """
    for at, own in enumerate(files):
        if number <= own:
            return at, number
        number -= own
    return len(files) - 1, files[-1] + number


def read_sitemap(
    connection: sqlite3.Connection,
    number: int,
    pages: Iterable[str] = (),
) -> list[SitemapEntry]:
    """Return the entries of a sitemap file of a database, the first being 1; [] if there is none.

    They begin with some other pages.

    A post last changed when its current version was loaded.
    """
    slugs = dict(
        connection.execute(
            "select id, slug from posts order by slug limit ? offset ?",
            (MAX_POSTS, (number - 1) * MAX_POSTS),
        )
    )
    # In one query, or by rowid (which `+` prevents), this would read the text of every post.
    started = dict(
        connection.execute(
            "select posts.id, started from posts left join loads on loads.id = load_id "
            "where +posts.id between ? and ?",
            (min(slugs, default=0), max(slugs, default=0)),
        )
    )
    last = connection.execute("select max(started) from loads").fetchone()[0]
    own = [SitemapEntry(path, last) for path in pages]
    return own + [SitemapEntry(urls.article(slug), started[id]) for id, slug in slugs.items()]


def own_pages(sections: Collection[str], others: Iterable[str]) -> tuple[str, ...]:
    """Return the paths that the first file begins with: those of the sections that are shown, and
    other ones."""
    return (*OWN_PATHS, *(f"/{name}" for name in SECTION_PATHS if name in sections), *others)


def as_sitemap(entries: list[SitemapEntry], absolute: Callable[[str], str]) -> bytes:
    """Return a sitemap file."""
    root = etree.Element(_name("urlset"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for entry in entries:
        url = etree.SubElement(root, _name("url"))
        etree.SubElement(url, _name("loc")).text = absolute(entry.path)
        if entry.changed:
            etree.SubElement(url, _name("lastmod")).text = entry.changed
    return _serialize(root)


def as_index(files: int, absolute: Callable[[str], str]) -> bytes:
    """Return the index of a number of sitemap files."""
    root = etree.Element(_name("sitemapindex"), nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for number in range(1, files + 1):
        sitemap = etree.SubElement(root, _name("sitemap"))
        etree.SubElement(sitemap, _name("loc")).text = absolute(f"/sitemap-{number}.xml")
    return _serialize(root)


def robots_txt(
    databases: Iterable[str], path: Callable[[str], str], absolute: Callable[[str], str]
) -> str:
    """Return robots.txt (RFC 9309), which allows articles and lists but no queries."""
    paths = dict.fromkeys(
        each.replace("{database}", name) for name in databases for each in DISALLOWED
    )
    disallowed = [f"Disallow: {path(each)}" for each in paths]
    allowed = [f"Allow: {path(each)}" for each in ALLOWED]
    return "\n".join(
        ["User-agent: *", *disallowed, *allowed, "", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    )


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _serialize(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content
