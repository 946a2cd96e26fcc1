"""A feed as Atom (https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

import json
import re

from lxml import etree

from newsdb import __version__
from newsdb.feeds.feed import Entry, Feed, rfc3339, web_address

GENERATOR = "newsdb"
ATOM = "http://www.w3.org/2005/Atom"
PREFIX = "newsdb"
"""Of our own element in an entry; `loaders.parsers.feed` knows it by this."""
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets).
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_atom(feed: Feed) -> bytes:
    """Return a feed as an Atom document, UTF-8; `newsdb:record` of an entry holds the whole record.

    That is JSON. Its namespace is the address of the page that tells about the data.
    """
    spaces = {None: ATOM, PREFIX: feed.absolute("/data")}
    root = etree.Element(_name("feed"), {LANG: feed.language}, nsmap=spaces)  # type: ignore[arg-type]
    _add(root, "id", feed.address("xml"))
    _add(root, "title", feed.title)
    if feed.description:
        _add(root, "subtitle", feed.description)
    _add(root, "updated", rfc3339(feed.updated))
    _add(root, "author/name", feed.title)
    if feed.rights:
        _add(root, "rights", feed.rights)
    _add(root, "generator", GENERATOR, version=__version__)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address("xml"))
    _add(root, "link", rel="alternate", type="text/html", href=feed.page())
    for entry in feed.entries:
        _add_entry(root, entry, feed)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _add_entry(root: etree._Element, entry: Entry, feed: Feed) -> None:
    record = entry.record
    element = etree.SubElement(root, _name("entry"))
    _add(element, "id", entry.address)
    _add(element, "title", record["title"])
    _add(element, "updated", rfc3339(entry.updated))
    if record["published"]:
        _add(element, "published", record["published"])
    if record["source"]:
        _add(element, "author/name", record["source"])
    _add(element, "link", rel="alternate", type="text/html", href=entry.address)
    if original := web_address(record["url"]):
        _add(element, "link", rel="via", href=original)
    for scheme, names in (("tag", record["tags"]), ("category", record["categories"])):
        for name in names:
            _add(element, "category", term=name, scheme=feed.absolute(f"/{scheme}/"))
    for mention in record["mentions"]:
        named = {"term": mention["code"], "label": mention["name"]}
        _add(element, "category", scheme=feed.absolute("/security/"), **named)
    if record["summary"]:
        _add(element, "summary", record["summary"])
    if entry.html:
        _add(element, "content", entry.html, type="html")
    whole = json.dumps(record, ensure_ascii=False)
    written = NOT_IN_XML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", whole)
    etree.SubElement(element, f"{{{feed.absolute('/data')}}}record").text = written


def _add(parent: etree._Element, path: str, text: str | None = None, **attributes: str) -> None:
    """Add an element, or one in another (`author/name`); what XML cannot hold is left out."""
    for name in path.split("/"):
        parent = etree.SubElement(parent, _name(name))
    parent.text = None if text is None else NOT_IN_XML.sub("", text)
    for name, value in attributes.items():
        parent.set(name, NOT_IN_XML.sub("", value))


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"
