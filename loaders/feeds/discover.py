"""URLs of feeds: those that a web page names, and those of an OPML list.

https://www.rssboard.org/rss-autodiscovery, http://opml.org/spec2.opml
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from lxml import etree

from loaders.feeds.complete import root_name
from loaders.feeds.document import web_url
from loaders.feeds.xml_feed import decode_xml
from newsdb.exceptions import SourceError

FEED_TYPES = (
    *("application/atom+xml", "application/rss+xml", "application/feed+json"),
    "application/rdf+xml",
)
JSON = "application/json"
"""The type of JSON Feed 1.0, but also of other JSON, such as the API of WordPress."""
HTML = ("html", "head", "body", "base", "link", "meta", "script", "style", "title")
"""What a page may begin with: the tags of html and head may be left out."""
FEED_SCHEME = re.compile(r"\s*feed:(?://(?=https?:)|(?=https?:)|(?=//))", re.IGNORECASE)
"""What some programs write before or instead of http: `feed:https://…`, `feed://…`."""
AMPERSAND = re.compile(r"&(?!#?\w+;)")
"""One that should have been escaped: in titles and URLs, many programs forget it."""


def feed_of_page(content: bytes, url: str) -> str | None:
    """Return the URL of the first feed that an HTML page names; None if it is no HTML page.

    Raises SourceError for a page without a feed.
    """
    if root_name(decode_xml(content[:2000])[0]) not in HTML:
        return None
    page = BeautifulSoup(content, "lxml")
    bases = page.find_all("base", href=True)
    root = web_url(bases[0]["href"], url) if bases else url
    found: dict[str, str] = {}
    for link in page.find_all("link", href=True):
        relations = {each.lower() for each in link.get_attribute_list("rel") if each}
        kind = str(link.get("type", "")).partition(";")[0].strip().lower()
        if "alternate" in relations and (feed := _feed_url(link["href"], root or url)):
            found.setdefault(JSON if kind == JSON else "feed" if kind in FEED_TYPES else "", feed)
    if feed := found.get("feed") or found.get(JSON):
        return feed
    raise SourceError("it is a web page, and names no feed")


def feeds_of_list(name: str, content: bytes) -> list[str] | None:
    """Return the URLs of the feeds in an OPML document, in order; None if it is something else.

    Raises SourceError for one that is not well-formed: a part is not taken for the whole.
    """
    text, _ = decode_xml(content)
    if root_name(text) != "opml":
        return None
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(AMPERSAND.sub("&amp;", text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{name} is not well-formed OPML: {error}") from None
    urls = (_url_of_outline(outline) for outline in root.iter("{*}outline", "{*}OUTLINE"))
    found = list(dict.fromkeys(url for url in urls if url))
    if not found:
        raise SourceError(f"{name} is a list of feeds (OPML) without any")
    return found


def _url_of_outline(outline: etree._Element) -> str | None:
    """Return the URL of a feed, else that of the page of one, which may name it."""
    values = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    return _feed_url(values.get("xmlurl", "")) or _feed_url(values.get("htmlurl", ""))


def _feed_url(url: str, base: str = "http:") -> str | None:
    return web_url(FEED_SCHEME.sub("", url), base)
