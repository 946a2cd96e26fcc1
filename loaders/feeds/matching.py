"""Which entries of a feed are known under another id or URL: feeds move, and change their ids."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from loaders.parsers.convert import published_at
from loaders.sources.entry_source import FeedEntries, canonical_json
from newsdb.database.reading import is_current, open_read_only
from newsdb.models import Options
from newsdb.text import unescape
from newsdb.times import instant

FILES_OF_FEEDS = """
select files.source, files.path, files.slug, files.status, url, title
from files left join posts on posts.slug = files.slug
where files.load_id in (select id from loads where stages like '%"feed"%')
""".strip()
LETTERS = re.compile(r"\W+")
MARKUP = re.compile(r"<[^<>]*>|\]\([^()]*\)")
MIN_LETTERS = 10
"""From how many letters and digits on two texts that are alike are the same text."""


@dataclass(frozen=True, slots=True)
class KnownEntries:
    """The posts of feeds that a database has.

    `slugs` has the slug of each source and path; `by_link` and `by_title` the slugs of the posts
    with a link (in a form to compare) and with a title.
    """

    database: Path
    slugs: dict[tuple[str, str], str] = field(default_factory=dict)
    by_link: dict[str, list[str]] = field(default_factory=dict)
    by_title: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, database: Path) -> KnownEntries:
        """Return those of a database; none if it does not exist, or has an older schema."""
        known = cls(database)
        if not database.exists() or not database.stat().st_size:
            return known
        with closing(open_read_only(database, older=True)) as connection:
            if is_current(connection):
                known._add(connection)
        return known

    def _add(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute(FILES_OF_FEEDS)
        for source, path, slug, status, url, title in rows:
            self.slugs[source, path] = slug
            if status == "post" and title is not None:
                self.by_title.setdefault(title, []).append(slug)
                if url:
                    self.by_link.setdefault(comparable_link(url), []).append(slug)


def match_entries(feed: FeedEntries, known: KnownEntries, zone: str) -> FeedEntries:
    """Return a feed whose entries have the slugs of the posts that they are known as.

    An entry is known by its id in this feed. Else it is the post with the same link and the same
    title, time or text; or, where a feed has moved and its links, too, with the same title, time
    and text. A post of an entry that is still in the feed is not another entry's. `zone` is that
    of times without one.
    """
    if feed.form != "entry" or not known.slugs or not feed.entries:
        return feed
    matched: dict[str, str] = {}
    unknown: list[str] = []
    for path, (slug, _) in feed.entries.items():
        if (feed.name, path) in known.slugs:
            matched[path] = known.slugs[feed.name, path]
        else:
            unknown.append(path)
            matched[path] = slug
    taken = set(matched.values())
    entries = {path: json.loads(data) for path, (_, data) in feed.entries.items()}
    links = Counter(comparable_link(entry["url"] or "") for entry in entries.values())
    with closing(open_read_only(known.database)) as connection:
        for path in unknown:
            entry = entries[path]
            link = comparable_link(entry["url"] or "")
            # A link that several entries have, or that is the home page, is no entry's own.
            if links[link] > 1 or ("/" not in link and "?" not in link):
                link = ""
            found = _match(entry, link, known, connection, zone)
            if found and found not in taken:
                matched[path] = found
                taken.add(found)
    return replace(
        feed,
        entries={
            path: (slug, data) if matched[path] == slug else _renamed(data, matched[path])
            for path, (slug, data) in feed.entries.items()
        },
    )


def comparable_link(url: str) -> str:
    """Return a URL without what a site changes when it moves to https, or measures its readers."""
    parts = urlsplit(url)
    kept = "&".join(each for each in parts.query.split("&") if each and not each.startswith("utm_"))
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{kept}" if kept else "")


def _renamed(data: bytes, slug: str) -> tuple[str, bytes]:
    return slug, canonical_json({**json.loads(data), "slug": slug})


def _match(
    entry: dict[str, Any],
    link: str,
    known: KnownEntries,
    connection: sqlite3.Connection,
    zone: str,
) -> str | None:
    """Return the slug of the one post that an entry with a new id is, or None."""
    same_link = known.by_link.get(link, []) if link else []
    same_title = known.by_title.get(entry["title"], [])
    found = []
    for slug in dict.fromkeys([*same_link, *same_title]):
        alike = _alike(entry, slug, connection, zone)
        if any(alike) if slug in same_link else all(alike):
            found.append(slug)
    return found[0] if len(found) == 1 else None


def _alike(
    entry: dict[str, Any], slug: str, connection: sqlite3.Connection, zone: str
) -> tuple[bool, bool, bool]:
    """Return whether an entry has the title, the time and the text of a post."""
    title, published, body = connection.execute(
        "select title, published_utc, body from posts where slug = ?", (slug,)
    ).fetchone()
    time, _ = published_at(entry["published"], Options(zone))
    text = _letters(entry["body"] or entry["summary"])
    return (
        bool(entry["title"]) and entry["title"] == title,
        time is not None and instant(time.isoformat()) == published,
        len(text) >= MIN_LETTERS and text == _letters(body),
    )


def _letters(text: str) -> str:
    """Return the letters and digits of HTML or Markdown."""
    return LETTERS.sub("", unescape(MARKUP.sub("", text)))
