"""Feeds: the newest posts of all, or of what a filter selects, whatever the form."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from urllib.parse import urlencode

from newsdb import urls
from newsdb.export.records import newest
from newsdb.export.selection import Selection
from newsdb.fields import Record
from newsdb.rendering.render import render

ENTRIES = 50
MAX_TEXT_LENGTH = 100_000
"""In characters: what of a text a feed holds; of a longer one it has the summary only."""
FILTERS = ("q", "source", "tag", "category", "security", "since", "until")
FORMATS = {
    "xml": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'\\^`{|}\x00-\x1f]+")

TABLES = {
    "source": "select 1 from sources where name = ?",
    "tag": "select 1 from tags where name = ?",
    "category": "select 1 from categories where name = ?",
    "security": "select 1 from securities where code = ?",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A post in a feed. `updated` is when this version of it was loaded; times are RFC 3339."""

    record: Record
    address: str
    updated: str
    html: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its entries, the newest first, and what is said of all of them.

    `path` is its own without the ending, with its filters; addresses are absolute.
    `updated` is RFC 3339, `language` BCP 47, `rights` the licence in words.
    """

    title: str
    description: str
    rights: str
    language: str
    updated: str
    entries: tuple[Entry, ...]
    selection: Selection
    absolute: Callable[[str], str]

    def address(self, ending: str) -> str:
        """Return the address of the feed itself."""
        query = {name: value for name, value in asdict(self.selection).items() if value}
        return self.absolute(f"/feed.{ending}{f'?{urlencode(query)}' if query else ''}")

    def page(self) -> str:
        """Return the address of the page that shows the same posts."""
        query = {name: value for name, value in asdict(self.selection).items() if value}
        if not query:
            return self.absolute("/")
        name, value = next(iter(query.items()))
        if len(query) > 1 or name not in TABLES:
            return self.absolute(f"/search?{urlencode(query)}")
        return self.absolute(urls.collection(name, value))  # type: ignore[arg-type]


def unknown(connection: sqlite3.Connection, selection: Selection) -> str | None:
    """Return a sentence where a filter names something that no post has."""
    for name, query in TABLES.items():
        value = getattr(selection, name)
        if value is not None and not connection.execute(query, (value,)).fetchone():
            return f"there is no {name} {value[:100]!r}"
    return None


def entries(
    connection: sqlite3.Connection, selection: Selection
) -> tuple[list[tuple[Record, str]], str]:
    """Return the newest records, each with the time when it was loaded, and that of the feed."""
    found = newest(connection, selection, ENTRIES)
    slugs = json.dumps([record["slug"] for record in found])
    loaded = dict(
        connection.execute(
            "select slug, started from posts join loads on loads.id = load_id "
            "where slug in (select value from json_each(?))",
            (slugs,),
        ).fetchall()
    )
    last = connection.execute("select max(started) from loads").fetchone()[0]
    # A feed without entries changed when the database did.
    updated = max(loaded.values(), default=last or "1970-01-01T00:00:00+00:00")
    return [(record, loaded[record["slug"]]) for record in found], updated


def content(record: Record) -> str:
    """Return a post's text as safe HTML, or its summary where there is none, or far too much."""
    body = record["body"]
    if body.strip() and len(body) <= MAX_TEXT_LENGTH:
        return render(body)
    return f"<p>{html.escape(record['summary'])}</p>" if record["summary"] else ""


def web_address(address: str | None) -> str | None:
    """Return an address that leads to the web, as it is; None for any other."""
    return address if address and WEB_ADDRESS.fullmatch(address) else None


def rfc3339(time: str) -> str:
    """Return a time (ISO 8601 with an offset) in UTC, to the second."""
    return datetime.fromisoformat(time).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
