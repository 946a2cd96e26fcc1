"""A feed as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from newsdb import __version__
from newsdb.feeds.feed import Feed, FeedEntry, rfc3339
from newsdb.models import Json
from newsdb.times import has_time
from newsdb.urls import safe_link

VERSION = "https://jsonfeed.org/version/1.1"


def as_json_feed(feed: Feed) -> Json:
    """Return a feed as JSON Feed 1.1; `_newsdb` of an item is the whole record."""
    content = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url(),
        "feed_url": feed.url("json"),
        "description": feed.description,
        "language": feed.language,
        "_newsdb": {"about": feed.absolute("/data"), "version": __version__},
        "items": [_item(entry) for entry in feed.entries],
    }
    return {name: value for name, value in content.items() if value != ""}


def _item(entry: FeedEntry) -> Json:
    record = entry.record
    images = filter(None, (safe_link(image["url"]) for image in record["images"]))
    item = {
        "id": entry.url,
        "url": entry.url,
        "external_url": safe_link(record["url"]),
        "title": record["title"],
        "summary": record["summary"],
        "content_html": entry.html,
        "image": next(images, None),
        "date_published": record["published"] if has_time(record["published"]) else None,
        "date_modified": rfc3339(entry.updated),
        "authors": [{"name": record["source"]}] if record["source"] else None,
        "tags": [*record["tags"], *record["categories"]] or None,
        "_newsdb": record,
    }
    # The standard wants an empty `content_html` rather than none.
    return {name: value for name, value in item.items() if value or name == "content_html"}
