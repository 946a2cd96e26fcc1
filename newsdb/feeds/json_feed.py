"""A feed as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

from newsdb import __version__
from newsdb.feeds.feed import Entry, Feed, rfc3339, web_address

VERSION = "https://jsonfeed.org/version/1.1"


def as_json_feed(feed: Feed) -> dict[str, Any]:
    """Return a feed as JSON Feed 1.1; `_newsdb` of an item holds the whole record."""
    described = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page(),
        "feed_url": feed.address("json"),
        "description": feed.description,
        "language": feed.language,
        "_newsdb": {"about": feed.absolute("/data"), "version": __version__},
        "items": [_item(entry) for entry in feed.entries],
    }
    return {name: value for name, value in described.items() if value != ""}


def _item(entry: Entry) -> dict[str, Any]:
    record = entry.record
    pictures = filter(None, (web_address(image["url"]) for image in record["images"]))
    item = {
        "id": entry.address,
        "url": entry.address,
        "external_url": web_address(record["url"]),
        "title": record["title"],
        "summary": record["summary"],
        "content_html": entry.html,
        "image": next(pictures, None),
        "date_published": record["published"],
        "date_modified": rfc3339(entry.updated),
        "authors": [{"name": record["source"]}] if record["source"] else None,
        "tags": [*record["tags"], *record["categories"]] or None,
        "_newsdb": record,
    }
    # An item without any content must say so with an empty one.
    return {name: value for name, value in item.items() if value or name == "content_html"}
