"""Feeds: the newest posts, all or those that a filter selects, in any format."""

from __future__ import annotations

import html
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsdb import urls
from newsdb.export.records import newest_records
from newsdb.fields import Record
from newsdb.http.responses import ATOM
from newsdb.rendering.render import Labels, render
from newsdb.search.dimensions import DIMENSIONS
from newsdb.search.filters import ALL_VERSIONS, Filter
from newsdb.times import instant

MAX_ENTRIES = 50
MAX_TEXT_LENGTH = 100_000
"""In characters; of a post with a longer text, a feed has the summary."""
CONTENT_TYPES = {
    "xml": ATOM,
    "json": "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A post in a feed. `updated` is when this version of it was loaded; times are RFC 3339."""

    record: Record
    url: str
    updated: str
    html: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its entries, the newest first, and its own description.

    `updated` is RFC 3339, `language` BCP 47, `rights` the name of the licence. `absolute` makes
    a path of the site a URL. With `once`, of the posts of a story it has one. `database` is that of
    a filter's story, on a site that has several.
    """

    title: str
    description: str
    rights: str
    language: str
    updated: str
    entries: tuple[FeedEntry, ...]
    filter: Filter
    absolute: Callable[[str], str]
    once: bool = True
    database: str = ""

    def url(self, suffix: str) -> str:
        """Return the URL of the feed itself."""
        more = {"database": self.database} if self.database else {}
        if not self.once:
            more["stories"] = ALL_VERSIONS
        query = urls.query_string({**self.filter.parameters, **more})
        return self.absolute(f"/feed.{suffix}{'?' if query else ''}{query}")

    def page_url(self) -> str:
        """Return the URL of the page that shows the same posts."""
        parameters = self.filter.parameters
        if not parameters:
            return self.absolute("/")
        name, value = next(iter(parameters.items()))
        if len(parameters) == 1 and name == "story":
            more = urls.query_string({"database": self.database}) if self.database else ""
            return self.absolute(f"/story/{value}{'?' if more else ''}{more}")
        if len(parameters) == 1 and name in DIMENSIONS and isinstance(value, str):
            return self.absolute(urls.collection(name, value))
        return self.absolute(f"/search?{urls.query_string(parameters)}")


@dataclass(frozen=True, slots=True)
class FeedPosts:
    """The records of a feed; by slug the time when each was loaded, and when it was published, in
    UTC or '' if it is undated; and the time of the feed."""

    records: list[Record]
    loaded: dict[str, str]
    published: dict[str, str]
    updated: str


def read_feed_posts(connection: sqlite3.Connection, filter: Filter, once: bool) -> FeedPosts:
    """Return the newest posts that a filter selects; times are ISO 8601.

    With `once`, of the posts of a story only one is returned, unless the filter selects a story.
    """
    records = newest_records(connection, filter, MAX_ENTRIES, once and not filter.story)
    times = connection.execute(
        "select slug, started, coalesce(published_utc, '') from posts "
        "join loads on loads.id = load_id where slug in (select value from json_each(?))",
        (json.dumps([record["slug"] for record in records]),),
    ).fetchall()
    loaded = {slug: started for slug, started, _ in times}
    published = {slug: instant for slug, _, instant in times}
    last = connection.execute("select max(started) from loads").fetchone()[0]
    # A feed without entries changed when the database did.
    updated = max(loaded.values(), default=last or "1970-01-01T00:00:00+00:00")
    return FeedPosts(records, loaded, published, updated)


def merge_feed_posts(each: Sequence[FeedPosts]) -> FeedPosts:
    """Return the newest of the posts that each database of the site has for a feed."""
    published = {slug: time for posts in each for slug, time in posts.published.items()}
    records = sorted(
        (record for posts in each for record in posts.records),
        key=lambda record: (published.get(record["slug"], ""), record["slug"]),
        reverse=True,
    )[:MAX_ENTRIES]
    loaded = {slug: time for posts in each for slug, time in posts.loaded.items()}
    kept = {record["slug"]: loaded[record["slug"]] for record in records}
    updated = max(kept.values(), default=max(posts.updated for posts in each))
    return FeedPosts(records, kept, published, updated)


def render_content(record: Record, labels: Labels) -> str:
    """Return a post's text as safe HTML; its summary if the text is missing or too long."""
    body = record["body"]
    if body.strip() and len(body) <= MAX_TEXT_LENGTH:
        return render(body, labels=labels)
    return f"<p>{html.escape(record['summary'])}</p>" if record["summary"] else ""


def rfc3339(time: str) -> str:
    """Return a time (ISO 8601 with an offset) in UTC, to the second."""
    return instant(time) or time
