"""From the bytes of a feed to its entries, each of which is a post like one of a file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container
from typing import Any
from urllib.parse import unquote, urlsplit

from loaders.feeds.document import RECORD, Document, url_host, url_path
from loaders.feeds.fetch import Fetched
from loaders.feeds.json_feed import read_json_feed
from loaders.feeds.xml_feed import decode_xml, read_xml_feed
from loaders.parsers.jsonl import record_of, slug_of_record
from loaders.parsers.time_limit import cpu_time_limit
from loaders.sources.entry_source import FeedEntries, canonical_json
from loaders.sources.names import source_name
from newsdb.exceptions import ConversionTimeoutError, InvalidRecordError, SourceError

NOT_IN_SLUG = re.compile(r"[^\w.~/-]+")
JSON_OBJECT = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\0\s]*\{")
"""How a JSON Feed begins, in UTF-8 or, against its rules, in UTF-16."""
MAX_SLUG_LENGTH = 150
MAX_SECONDS = 10
"""CPU time for a small feed, and for each megabyte of a large one, which mostly takes 1 to 4.

feedparser takes quadratic time for the name of an author and the number of categories.
"""


def read_feed(location: str, fetched: Fetched) -> FeedEntries:
    """Return a feed's entries as a source of posts.

    Raises SourceError if it is not a feed, or takes longer to read than its size explains.
    """
    name, content = source_name(location), fetched.content
    if content is None:
        return FeedEntries(name, fetched.revision, is_unchanged=True)
    seconds = MAX_SECONDS * (1 + len(content) / 2**20)
    try:
        with cpu_time_limit(seconds):
            document = _read_document(name, content, fetched)
            return _entries(name, document, fetched)
    except ConversionTimeoutError:
        raise SourceError(
            f"{name} cannot be read: reading it takes more than {seconds:.0f} seconds"
        ) from None


def _read_document(name: str, content: bytes, fetched: Fetched) -> Document:
    url = fetched.url if url_host(fetched.url) else ""
    if JSON_OBJECT.match(content):
        return read_json_feed(name, content, url)
    text, note = decode_xml(content, fetched.content_type)
    document = read_xml_feed(name, text, url)
    return Document(document.entries, document.is_own, document.home, document.missing, note)


def _entries(name: str, document: Document, fetched: Fetched) -> FeedEntries:
    entries = document.entries
    host = url_host(document.home) or url_host(fetched.url) or "feed"
    found: dict[str, tuple[str, bytes]] = {}
    records = [entry.pop(RECORD) for entry in entries if RECORD in entry]
    whole = len(records) == len(entries) > 0
    shared = _shared_ids(entries)
    shared_links = _shared_links(entries)
    counts: Counter[str] = Counter()
    # A feed begins with the newest: of entries with the same id, that one gets the plain name.
    for position, entry in reversed(list(enumerate(entries))):
        if entry.get("id") in shared:
            entry["id"] = entry["url"]
        elif not entry.get("id") and entry.get("url") in shared_links:
            entry["id"] = f"{entry['url']}#{entry['title']}"
        entry["slug"] = slug_of_entry(entry, host, document.is_own)
        path = _unused_name(
            str(entry.get("id") or entry.get("url") or entry["slug"]), found, counts
        )
        data = canonical_json(records[position] if whole else entry)
        found[path] = (_slug_of_own(data) if whole else "") or entry["slug"], data
    # What is missing may come with the next request, so that one is not conditional.
    revision = None if document.missing else fetched.revision
    return FeedEntries(
        *(name, revision, found, "record" if whole else "entry"),
        missing=document.missing,
        note=document.note,
    )


def _shared_ids(entries: list[dict[str, Any]]) -> set[Any]:
    """Return the ids that several entries have though each has a link of its own."""
    links: dict[Any, list[str]] = {}
    for entry in entries:
        if isinstance(entry.get("id"), str | int):
            links.setdefault(entry["id"], []).append(entry.get("url") or "")
    return {
        each
        for each, urls in links.items()
        if len(urls) > 1 and all(urls) and len(set(urls)) == len(urls)
    }


def _shared_links(entries: list[dict[str, Any]]) -> set[Any]:
    """Return the links that entries without an id share though each has a title of its own."""
    titles: dict[Any, list[str]] = {}
    for entry in entries:
        if entry.get("url") and not entry.get("id"):
            titles.setdefault(entry["url"], []).append(entry["title"])
    return {
        url
        for url, found in titles.items()
        if len(found) > 1 and all(found) and len(set(found)) == len(found)
    }


def _unused_name(name: str, used: Container[str], counts: Counter[str]) -> str:
    """Return `name`, or `name#2`, `name#3`… if it is used; `counts` has the last number of each."""
    path = name
    while path in used:
        counts[name] += 1
        path = f"{name}#{counts[name] + 1}"
    return path


def slug_of_entry(entry: dict[str, Any], host: str, own: bool) -> str:
    """Return an entry's lasting name, made from its id, else from its link.

    In a feed of ours it is that of the article. Else it is the host and the path of a
    URL (`news.example.com/2022/03/07/title`), or the feed's host and the id; where characters
    had to be left out, with eight digits of the id's SHA-256, so that no two are one.
    """
    name, link = str(entry.get("id") or ""), str(entry.get("url") or "")
    # What WordPress gives as an id, `https://example.com/?p=17`, has no path to be named after.
    if not name or (url_path(name) in ("", "/") and urlsplit(name).query and url_path(link)):
        name = link or name
    for url in (name, link):
        path = url_path(url)
        if own and path and "/article/" in path:
            return unquote(path.partition("/article/")[2]) or host
    if not name:
        name = hashlib.sha256(canonical_json(entry)).hexdigest()[:16]
    parts = urlsplit(name) if url_host(name) and url_path(name) else None
    whole = (
        f"{parts.hostname}{unquote(parts.path)}" if parts and parts.hostname else f"{host}/{name}"
    )
    words = [word.strip("-.") for word in NOT_IN_SLUG.sub("-", whole).split("/")]
    slug = "/".join(filter(None, words))[:MAX_SLUG_LENGTH].rstrip("-./")
    if slug != whole.rstrip("/") or (parts and (parts.query or parts.fragment)):
        slug += "-" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return slug


def _slug_of_own(data: bytes) -> str:
    try:
        return slug_of_record(record_of(data))
    except InvalidRecordError:
        return ""
