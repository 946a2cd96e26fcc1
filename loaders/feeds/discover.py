"""URLs of feeds: those that a web page names, and those of an OPML list.

https://www.rssboard.org/rss-autodiscovery, http://opml.org/spec2.opml
"""

from __future__ import annotations

from bs4 import BeautifulSoup
from lxml import etree

from loaders.feeds.complete import root_name
from loaders.feeds.document import web_url
from loaders.feeds.xml_feed import decode_xml
from newsdb.exceptions import SourceError

FEED_TYPES = (
    *("application/atom+xml", "application/rss+xml", "application/feed+json"),
    *("application/rdf+xml", "application/json"),
)


def feed_of_page(content: bytes, url: str) -> str | None:
    """Return the URL of the first feed that an HTML page names; None if it is no HTML page.

    Raises SourceError for a page without a feed.
    """
    if root_name(decode_xml(content[:2000])[0]) not in ("html", "head"):
        return None
    page = BeautifulSoup(content, "lxml")
    bases = page.find_all("base", href=True)
    root = web_url(bases[0]["href"], url) if bases else url
    for link in page.find_all("link", href=True):
        relations = {each.lower() for each in link.get_attribute_list("rel") if each}
        if "alternate" in relations and str(link.get("type", "")).lower() in FEED_TYPES:
            found = web_url(link["href"], root or url)
            if found:
                return found
    raise SourceError("it is a web page, and names no feed")


def feeds_of_list(name: str, content: bytes) -> list[str] | None:
    """Return the URLs of the feeds in an OPML document, in order; None if it is something else.

    Raises SourceError for one that is not well-formed: a part is not taken for the whole.
    """
    text, _ = decode_xml(content)
    if root_name(text[:5000]) != "opml":
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{name} is not well-formed OPML: {error}") from None
    urls = (web_url(outline.get("xmlUrl")) for outline in root.iter("outline"))
    found = list(dict.fromkeys(url for url in urls if url))
    if not found:
        raise SourceError(f"{name} is a list of feeds (OPML) without any")
    return found
