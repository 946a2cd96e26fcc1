"""RSS, Atom and JSON Feed to posts: an entry of a feed is a post like one of a file.

RSS 2.0: https://www.rssboard.org/rss-specification, Atom: https://www.rfc-editor.org/rfc/rfc4287,
JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/. feedparser reads the first two.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Container
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser

from loaders.parsers.convert import article, published_at
from loaders.parsers.fetch import Fetched
from loaders.parsers.jsonl import record_of, slug_of_record
from loaders.parsers.time_limit import cpu_time_limit
from loaders.sources.entry_source import FeedEntries, canonical
from loaders.sources.names import source_name
from newsdb.exceptions import ConversionTimeoutError, InvalidRecordError, SourceError
from newsdb.models import Converted, Options, Problem, RawPost
from newsdb.text import clean_values, unescape

GENERATOR = "newsdb"
RECORD = "_newsdb"
"""Where an entry of a feed of ours holds the whole record of its post."""
# The schemes that our own feed gives to its categories.
OWN_SCHEMES = {"tag": "tags", "category": "categories", "security": None}
NOT_IN_SLUG = re.compile(r"[^\w.~/-]+")
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
            return _entries(name, content, fetched)
    except ConversionTimeoutError:
        raise SourceError(
            f"{name} cannot be read: reading it takes more than {seconds:.0f} seconds"
        ) from None


def _entries(name: str, content: bytes, fetched: Fetched) -> FeedEntries:
    head = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    read = _json_feed(name, head) if head[:1] == b"{" else _xml_feed(name, fetched)
    entries, own, home = read
    host = url_host(home) or url_host(fetched.url) or "feed"
    found: dict[str, tuple[str, bytes]] = {}
    records = [entry.pop(RECORD) for entry in entries if RECORD in entry]
    whole = len(records) == len(entries) > 0
    counts: Counter[str] = Counter()
    # A feed begins with the newest: of entries with the same id, that one gets the plain name.
    for position, entry in reversed(list(enumerate(entries))):
        entry["slug"] = slug_of_entry(entry, host, own)
        path = _unused_name(
            str(entry.get("id") or entry.get("url") or entry["slug"]), found, counts
        )
        data = canonical(records[position] if whole else entry)
        found[path] = (_slug_of_own(data) if whole else "") or entry["slug"], data
    return FeedEntries(name, fetched.revision, found, "record" if whole else "entry")


def _unused_name(name: str, used: Container[str], counts: Counter[str]) -> str:
    """Return `name`, or `name#2`, `name#3`… if it is used; `counts` has the last number of each."""
    path = name
    while path in used:
        counts[name] += 1
        path = f"{name}#{counts[name] + 1}"
    return path


def slug_of_entry(entry: dict[str, Any], host: str, own: bool) -> str:
    """Return an entry's lasting name, made from its id, else from its link.

    In a feed of ours it is that of the article. Else it is the host and the path of an
    url (`news.example.com/2022/03/07/title`), or the feed's host and the id; where signs
    had to be left out, with eight digits of the id's SHA-256, so that no two are one.
    """
    name = str(entry.get("id") or entry.get("url") or "")
    for url in (name, str(entry.get("url") or "")):
        path = url_path(url)
        if own and path and "/article/" in path:
            return unquote(path.partition("/article/")[2]) or host
    if not name:
        name = hashlib.sha256(canonical(entry)).hexdigest()[:16]
    parts = urlsplit(name) if re.match(r"https?://", name) and url_path(name) else None
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


def url_path(url: str) -> str:
    """Return the path of an http(s) URL, or '' for what is none."""
    return urlsplit(url).path if url_host(url) else ""


def url_host(url: str) -> str:
    """Return the host of an http(s) URL, or '' for what is none."""
    try:
        return (urlsplit(url).hostname or "") if re.match(r"https?://", url) else ""
    except ValueError:
        return ""


def convert_entry(raw: RawPost, options: Options) -> Converted:
    """Return the post of an entry, or why there is none."""
    entry = json.loads(raw.content)
    if not entry["title"] and not entry["body"] and not entry["summary"]:
        problem = Problem("empty", "the entry has neither a title nor a text", raw=raw.content)
        return Converted(raw.path, None, (problem,), "rejected")
    published, problems = published_at(entry["published"], options.timezone)
    post, more = article(
        entry["slug"],
        entry["body"] or entry["summary"],
        title=entry["title"],
        published=published,
        source=entry["source"],
        url=entry["url"],
        summary=entry["summary"],
        tags=entry["tags"],
        categories=entry["categories"],
    )
    return Converted(raw.path, post, (*problems, *more))


def _xml_feed(name: str, fetched: Fetched) -> tuple[list[dict[str, Any]], bool, str]:
    # Relative URLs of a feed that lies on a disk are relative to nothing.
    headers = {"content-location": fetched.url} if url_host(fetched.url) else {}
    if fetched.content_type:
        headers["content-type"] = fetched.content_type
    # Our own converter cleans the HTML; feedparser's cleaning would lose marks.
    try:
        feed = feedparser.parse(fetched.content, response_headers=headers, sanitize_html=False)
    except Exception as error:  # its parsers raise what they happen to meet
        raise SourceError(f"{name} is not a feed that can be read: {error}") from None
    if not feed.get("version") and not feed.entries:
        raise SourceError(f"{name} is not a feed: neither RSS, Atom nor JSON Feed")
    own = (feed.feed.get("generator_detail") or {}).get("name") == GENERATOR
    title = _line(feed.feed.get("title"))
    found = [clean_values(_xml_entry(entry, title, own)) for entry in feed.entries]
    return found, own, _line(feed.feed.get("link"))


def _xml_entry(entry: Any, feed_title: str, own: bool) -> dict[str, Any]:
    tags, categories = [], []
    for category in entry.get("tags") or []:
        scheme = str(category.get("scheme") or "").rstrip("/").rpartition("/")[2] if own else "tag"
        label = _line(category.get("term") or category.get("label"))
        if OWN_SCHEMES.get(scheme) == "tags":
            tags.append(label)
        elif OWN_SCHEMES.get(scheme) == "categories":
            categories.append(label)
    via = next(
        (link.get("href") for link in entry.get("links") or [] if link.get("rel") == "via"), ""
    )
    content = (entry.get("content") or [{}])[0]
    summary = entry.get("summary_detail") or {}
    source = _line((entry.get("source") or {}).get("title"))
    author = _line((entry.get("author_detail") or {}).get("name") or entry.get("author"))
    files = [
        *(
            (link.get("href"), link.get("type"))
            for link in entry.get("links") or []
            if link.get("rel") == "enclosure"
        ),
        *(
            (media.get("url"), media.get("type") or media.get("medium"))
            for media in entry.get("media_content") or []
        ),
    ]
    body = _html(content.get("value"), content.get("type"))
    return _own_record(entry.get("newsdb_record") if own else None) | {
        "id": entry.get("id"),
        "title": _plain(entry.get("title"), (entry.get("title_detail") or {}).get("type")),
        "published": _line(entry.get("published") or ("" if own else entry.get("updated"))),
        "url": (via or "" if own else entry.get("link")) or None,
        "source": source or (author if own else feed_title) or None,
        "summary": _plain(summary.get("value"), summary.get("type")) if body or own else "",
        "body": (body or ("" if own else _html(summary.get("value"), summary.get("type"))))
        + _enclosed(files, body),
        "tags": list(dict.fromkeys(filter(None, tags))),
        "categories": list(dict.fromkeys(filter(None, categories))),
    }


def _json_feed(name: str, content: bytes) -> tuple[list[dict[str, Any]], bool, str]:
    try:
        feed = clean_values(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name} is not a JSON Feed: {error}") from None
    items = feed.get("items")
    if "jsonfeed.org" not in str(feed.get("version")) or not isinstance(items, list):
        raise SourceError(f"{name} is JSON, but not a JSON Feed: it has no version or no items")
    own = isinstance(feed.get("_newsdb"), dict)
    title = _line(feed.get("title"))
    found = [_json_item(item if isinstance(item, dict) else {}, title, own) for item in items]
    return found, own, _line(feed.get("home_page_url"))


def _json_item(item: dict[str, Any], feed_title: str, own: bool) -> dict[str, Any]:
    body = _html(item.get("content_html"), "text/html")
    body = body or _html(item.get("content_text"), "text/plain")
    attachments = item.get("attachments")
    files = [(item.get("image"), "image")] + [
        (each.get("url"), each.get("mime_type"))
        for each in (attachments if isinstance(attachments, list) else [])
        if isinstance(each, dict)
    ]
    tags = item.get("tags")
    return _own_record(item.get(RECORD) if own else None) | {
        "id": item.get("id"),
        "title": _line(item.get("title")),
        "published": _line(item.get("date_published") or item.get("date_modified")),
        "url": _line(item.get("external_url") or item.get("url")) or None,
        "source": feed_title or None,
        "summary": _line(item.get("summary")),
        "body": body + _enclosed(files, body),
        "tags": list(dict.fromkeys(map(_line, tags))) if isinstance(tags, list) else [],
        "categories": [],
    }


def _own_record(record: Any) -> dict[str, Any]:
    """Return what an entry has under `RECORD`: an object, in Atom as JSON; nothing for all else."""
    if isinstance(record, str):
        try:
            record = json.loads(record)
        except (ValueError, RecursionError):
            return {}
    return {RECORD: record} if isinstance(record, dict) else {}


def _html(value: Any, kind: Any) -> str:
    """Return content as HTML: plain text becomes paragraphs."""
    text: str = value if isinstance(value, str) else ""
    if kind != "text/plain":
        return text.strip()
    blocks = re.split(r"\n[ \t]*\n\s*", escape(text.strip(), quote=False))
    return "".join(f"<p>{block}</p>".replace("\n", "<br>") for block in blocks if block)


def _plain(text: Any, kind: Any) -> str:
    """Return a title or summary as one line of text."""
    text = text if isinstance(text, str) else ""
    if kind in ("text/html", "application/xhtml+xml"):
        text = unescape(re.sub(r"<[^<>]*>", "", text))
    return _line(text)


def _enclosed(files: list[tuple[Any, Any]], body: str) -> str:
    """Return the HTML of a feed's pictures and files that the body does not show."""
    shown: list[str] = []
    for url, kind in files:
        if not isinstance(url, str) or not url or url in body or url in "".join(shown):
            continue
        if str(kind or "").startswith("image"):
            shown.append(f'<p><img src="{escape(url)}"></p>')
        else:
            label = unquote(url_path(url).rpartition("/")[2]) or url
            shown.append(f'<p><a href="{escape(url)}">{escape(label)}</a></p>')
    return "".join(shown)


def _line(text: Any) -> str:
    return (
        " ".join(text.split())
        if isinstance(text, str)
        else str(text)
        if isinstance(text, int)
        else ""
    )
