"""JSON Feed, versions 1 and 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
from typing import Any

from loaders.decode import decode_declared
from loaders.feeds.document import (
    RECORD,
    Document,
    as_html,
    enclosed,
    joined_line,
    language,
    names,
    web_url,
)
from newsdb.exceptions import SourceError
from newsdb.text import clean_values


def read_json_feed(name: str, content: bytes, url: str) -> Document:
    """Return what a JSON Feed says; `url` is where it is from. Raises SourceError for others."""
    text, note = decode_declared(content, "utf-8")
    try:
        # NaN and Infinity are no JSON, though Python reads them.
        feed = clean_values(json.loads(text, parse_constant=lambda _: None))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name} is not a JSON Feed: {error}") from None
    items = feed.get("items")
    if "jsonfeed.org" not in str(feed.get("version")) or not isinstance(items, list):
        raise SourceError(f"{name} is JSON, but not a JSON Feed: it has no version or no items")
    own = isinstance(feed.get(RECORD), dict)
    home = web_url(feed.get("home_page_url"), url) or ""
    channel = {
        "title": joined_line(feed.get("title")),
        "language": feed.get("language"),
        "base": home or url,
        "authors": _authors(feed),
    }
    entries = [_item(item if isinstance(item, dict) else {}, channel, own) for item in items]
    return Document(entries, own, home, note=note)


def _item(item: dict[str, Any], channel: dict[str, Any], own: bool) -> dict[str, Any]:
    body = as_html(item.get("content_html"), "text/html")
    body = body or as_html(item.get("content_text"), "text/plain")
    files = [(item.get("image"), "image")] + [
        (each.get("url"), each.get("mime_type")) for each in _objects(item.get("attachments"))
    ]
    tags = item.get("tags")
    link = web_url(item.get("url"), channel["base"])
    published, updated = item.get("date_published"), item.get("date_modified")
    record = item.get(RECORD) if own else None
    return ({RECORD: record} if isinstance(record, dict) else {}) | {
        "id": None if isinstance(item.get("id"), bool) else item.get("id"),
        "title": joined_line(item.get("title")),
        "published": joined_line(published or updated),
        "updated": joined_line(updated) if published and not own else "",
        "url": web_url(item.get("external_url"), channel["base"]) or link,
        "source": channel["title"] or None,
        "authors": [] if own else _authors(item) or channel["authors"],
        "lang": None if own else language(item.get("language"), channel["language"]),
        "image": web_url(item.get("banner_image"), channel["base"]),
        "summary": joined_line(item.get("summary")),
        "body": body + enclosed(files, body),
        "base": link or channel["base"],
        "tags": names(tags) if isinstance(tags, list) else [],
        "categories": [],
    }


def _authors(values: dict[str, Any]) -> list[str]:
    """Return the authors of an item, or of a feed, which are those of items without any.

    Version 1 has one `author`, 1.1 a list of `authors`.
    """
    authors = _objects(values.get("authors")) or _objects([values.get("author")])
    return names(each.get("name") for each in authors)


def _objects(values: Any) -> list[dict[str, Any]]:
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
