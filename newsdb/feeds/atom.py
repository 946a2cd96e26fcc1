"""A feed as Atom (https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

import json
import re

from lxml import etree

from newsdb import __version__
from newsdb.config import PROG_NAME
from newsdb.feeds.feed import Feed, FeedEntry, rfc3339
from newsdb.times import has_time
from newsdb.urls import safe_link

ATOM = "http://www.w3.org/2005/Atom"
PREFIX = "newsdb"
"""Of our own element in an entry, which `loaders.feeds.xml_feed` reads."""
STYLE_PATH = "/static/feed.css"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Characters that XML 1.0 cannot contain (https://www.w3.org/TR/xml/#charsets).
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_atom(feed: Feed) -> bytes:
    """Return a feed as an Atom document in UTF-8.

    `newsdb:record` of an entry is the whole record as JSON; its namespace is the URL of the page
    about the data.
    """
    spaces = {None: ATOM, PREFIX: feed.absolute("/data")}
    language = {LANG: feed.language} if feed.language else {}
    root = etree.Element(_name("feed"), language, nsmap=spaces)  # type: ignore[arg-type]
    _add(root, "id", feed.url("xml"))
    _add(root, "title", feed.title)
    if feed.description:
        _add(root, "subtitle", feed.description)
    _add(root, "updated", rfc3339(feed.updated))
    _add(root, "author/name", feed.title)
    if feed.rights:
        _add(root, "rights", feed.rights)
    _add(root, "generator", PROG_NAME, version=__version__)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url("xml"))
    _add(root, "link", rel="alternate", type="text/html", href=feed.page_url())
    for entry in feed.entries:
        _add_entry(root, entry, feed)
    return document(root, feed.absolute(STYLE_PATH))


def document(root: etree._Element, style_url: str) -> bytes:
    """Return an Atom document in UTF-8; browsers show it with a style sheet that explains it."""
    # CSS, not XSL: browsers warn of XSLT, and are about to remove it.
    style = f'type="text/css" href="{style_url}"'
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", style))
    content: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return content


def _add_entry(root: etree._Element, entry: FeedEntry, feed: Feed) -> None:
    record = entry.record
    element = etree.SubElement(root, _name("entry"))
    _add(element, "id", entry.url)
    _add(element, "title", record["title"])
    _add(element, "updated", rfc3339(entry.updated))
    if has_time(record["published"]):
        _add(element, "published", record["published"])
    if record["source"]:
        _add(element, "author/name", record["source"])
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if original := safe_link(record["url"]):
        _add(element, "link", rel="via", href=original)
    for scheme, names in (("tag", record["tags"]), ("category", record["categories"])):
        for name in names:
            _add(element, "category", term=name, scheme=feed.absolute(f"/{scheme}/"))
    for mention in record["mentions"]:
        attributes = {"term": mention["code"], "label": mention["name"]}
        _add(element, "category", scheme=feed.absolute("/security/"), **attributes)
    if record["summary"]:
        _add(element, "summary", record["summary"])
    if entry.html:
        _add(element, "content", entry.html, type="html")
    whole = json.dumps(record, ensure_ascii=False)
    escaped = NOT_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", whole)
    etree.SubElement(element, f"{{{feed.absolute('/data')}}}record").text = escaped


def _add(parent: etree._Element, path: str, text: str | None = None, **attributes: str) -> None:
    """Add an element, or one in another (`author/name`), without what XML cannot contain."""
    for name in path.split("/"):
        parent = etree.SubElement(parent, _name(name))
    parent.text = None if text is None else NOT_IN_XML.sub("", text)
    for name, value in attributes.items():
        parent.set(name, NOT_IN_XML.sub("", value))


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"
