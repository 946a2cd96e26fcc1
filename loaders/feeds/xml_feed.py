"""RSS and Atom, as feedparser reads them.

RSS 2.0: https://www.rssboard.org/rss-specification, RSS 1.0: https://web.resource.org/rss/1.0/spec,
Atom: https://www.rfc-editor.org/rfc/rfc4287. Atom 0.3 and older RSS are read, too.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

import feedparser

from loaders.decode import decode_declared
from loaders.feeds.complete import complete_entries, root_name
from loaders.feeds.document import (
    RECORD,
    Document,
    as_html,
    enclosed,
    joined_line,
    language,
    names,
    plain_line,
    url_host,
    web_url,
)
from loaders.feeds.media import other_renditions
from newsdb.exceptions import SourceError
from newsdb.text import clean_values

GENERATOR = "newsdb"
# The schemes that our own feed gives to its categories.
OWN_SCHEMES = {"tag": "tags", "category": "categories", "security": None}
BY_ADDRESS = re.compile(r"[^\s@()]+@[^\s@()]+(?: \((?P<name>[^()]*)\))?")
"""An author of RSS 2.0: an e-mail address, and a name in brackets."""
DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


def decode_xml(content: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text of an XML document, and '' or what was wrong with its encoding.

    What the XML declaration says counts before what the server says, against RFC 7303
    (https://www.rfc-editor.org/rfc/rfc7303#section-3.2), which has it the other way round: many
    servers have one encoding for all files, and the declaration was written with the document.
    Neither counts where the bytes contradict it; see `decode_declared()`.
    """
    by_document = DECLARED.match(content.removeprefix(codecs.BOM_UTF8)[:1000])
    by_server = CHARSET.search(content_type)
    return decode_declared(
        content,
        by_document[1].decode("ascii") if by_document else "",
        by_server[1] if by_server else "",
    )


def read_xml_feed(name: str, text: str, url: str) -> Document:
    """Return what an RSS or Atom feed says; `url` is where it is from, '' if that is no URL.

    Raises SourceError if it is neither.
    """
    feed, missing = _parse(name, text, url), ""
    if feed.get("bozo") and not isinstance(
        feed["bozo_exception"], feedparser.CharacterEncodingOverride
    ):
        completeness = complete_entries(text)
        missing = completeness.missing
        if missing:
            feed = _parse(name, completeness.text, url)
    if not feed.get("version") and not feed.entries:
        raise SourceError(f"{name} is not a feed: neither RSS, Atom nor JSON Feed")
    own = (feed.feed.get("generator_detail") or {}).get("name") == GENERATOR
    home = web_url(feed.feed.get("link"), url) or ""
    channel = {
        "title": plain_line(
            feed.feed.get("title"), (feed.feed.get("title_detail") or {}).get("type")
        ),
        "language": feed.feed.get("language"),
        "base": home or url,
        # RSS has a managing editor, who did not write the items.
        "authors": _author_names(feed.feed) if feed.get("version", "").startswith("atom") else [],
    }
    others = other_renditions(text)
    for entry in feed.entries:
        entry["media_content"] = [
            each for each in entry.get("media_content") or [] if each.get("url") not in others
        ]
    entries = [clean_values(_entry(entry, channel, own)) for entry in feed.entries]
    return Document(entries, own, home, missing)


def _parse(name: str, text: str, url: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8"}
    if url and root_name(text) == "feed":
        # In Atom, relative URLs are relative to the document; in RSS, nobody says to what.
        headers["content-location"] = url
    # Our own converter cleans the HTML; feedparser's cleaning would lose marks.
    try:
        return feedparser.parse(
            text.encode("utf-8", "replace"), response_headers=headers, sanitize_html=False
        )
    except Exception as error:  # its parsers raise what they happen to meet
        raise SourceError(f"{name} is not a feed that can be read: {error}") from None


def _entry(entry: Any, channel: dict[str, Any], own: bool) -> dict[str, Any]:
    links = entry.get("links") or []
    via = next((link.get("href") for link in links if link.get("rel") == "via"), "")
    link = _link(entry, channel["base"])
    content = _best_content(entry.get("content") or [])
    summary = entry.get("summary_detail") or {}
    title = entry.get("title_detail") or {}
    source = entry.get("source") or {}
    author = joined_line((entry.get("author_detail") or {}).get("name") or entry.get("author"))
    out_of_line = content.get("src"), content.get("type")
    body = as_html(content.get("value"), content.get("type"))
    text = body or ("" if own else as_html(summary.get("value"), summary.get("type")))
    # Without a time of publication, feedparser gives that of the last change, and the reverse.
    published, updated = dict.get(entry, "published"), dict.get(entry, "updated")
    published = published or entry.get("created")
    # feedparser reads no channel's or item's language into what it declares for all of it.
    spoken = language(
        *(each.get("language") for each in (content, summary, title, entry)), channel["language"]
    )
    tags, categories = _categories(entry.get("tags") or [], own)
    return _own_record(entry.get("newsdb_record") if own else None) | {
        "id": entry.get("id"),
        "title": plain_line(entry.get("title"), title.get("type"))
        or plain_line(entry.get("itunes_title"), "text/html"),
        "published": joined_line(published or ("" if own else updated)),
        "updated": joined_line(updated) if published and not own else "",
        "url": web_url(via) if own else link,
        "source": plain_line(source.get("title"), (source.get("title_detail") or {}).get("type"))
        or (author if own else channel["title"])
        or None,
        "authors": [] if own else names(_author_names(entry)) or names(channel["authors"]),
        "lang": None if own else spoken,
        "image": web_url((entry.get("image") or {}).get("href"), channel["base"]),
        "summary": plain_line(summary.get("value"), summary.get("type")) if body or own else "",
        "body": text + enclosed([*_files(entry, links), out_of_line], text),
        "base": link or channel["base"],
        "tags": names(tags),
        "categories": names(categories),
    }


def _best_content(contents: list[Any]) -> Any:
    """Return the longest content that is HTML, else the first: an entry may have several forms.

    feedparser has further descriptions among them, such as the short one of a podcast.
    """
    kinds = ("text/html", "application/xhtml+xml")
    html = [each for each in contents if each.get("type") in kinds and each.get("value")]
    return max(html, key=lambda each: len(each["value"]), default=contents[0] if contents else {})


def _link(entry: Any, base: str) -> str | None:
    """Return the URL of an entry; a GUID that is not a URL, such as `17`, does not count."""
    link = joined_line(entry.get("link"))
    if entry.get("guidislink") and not (link.startswith("/") or url_host(link)):
        return None
    return web_url(link, base)


def _author_names(entry: Any) -> list[Any]:
    found = entry.get("authors") or []
    # feedparser takes addresses of newer domains apart in the wrong place: the rest is no name.
    match = BY_ADDRESS.fullmatch(joined_line(entry.get("author")))
    if match and len(found) < 2:
        return [match["name"]]
    people = [(each.get("name"), each.get("email")) for each in found]
    authors = [name for name, address in people if not (address and (name or "").islower())]
    return authors or [(entry.get("author_detail") or {}).get("name") or entry.get("author")]


def _categories(found: list[Any], own: bool) -> tuple[list[str], list[str]]:
    """Return the tags and the categories of an entry; only our own feed distinguishes them."""
    tags, categories = [], []
    for category in found:
        term, label = joined_line(category.get("term")), joined_line(category.get("label"))
        scheme = joined_line(category.get("scheme"))
        if own:
            kind = OWN_SCHEMES.get(scheme.rstrip("/").rpartition("/")[2])
        else:
            # A term that is a URL is what programs compare, such as the kind of an object.
            kind = None if url_host(term) and not label else "tags"
            term = label or term
        if kind == "tags":
            tags.append(term)
        elif kind == "categories":
            categories.append(term)
    return tags, categories


def _files(entry: Any, links: list[Any]) -> list[tuple[Any, Any]]:
    """Return the URL and type of each file that comes with an entry."""
    enclosures = [
        (link.get("href"), link.get("type")) for link in links if link.get("rel") == "enclosure"
    ]
    media = [
        (each.get("url"), each.get("type") or each.get("medium"))
        for each in entry.get("media_content") or []
    ]
    return [*enclosures, *media]


def _own_record(record: Any) -> dict[str, Any]:
    """Return what an entry of ours has under `RECORD`, which is JSON; nothing for all else."""
    try:
        record = json.loads(record) if isinstance(record, str) else None
    except (ValueError, RecursionError):
        return {}
    return {RECORD: record} if isinstance(record, dict) else {}
