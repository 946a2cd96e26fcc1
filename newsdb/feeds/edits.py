"""A feed of edits as Atom (https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from newsdb.feeds.atom import ATOM, NOT_IN_XML, document


@dataclass(frozen=True, slots=True)
class EditEntry:
    """An edit: a title and a sentence in the language of the site, the URL of its diff, and when
    it was seen (RFC 3339)."""

    title: str
    summary: str
    url: str
    updated: str


def edits_as_atom(
    title: str, url: str, page_url: str, style_url: str, entries: Iterable[EditEntry]
) -> bytes:
    """Return a feed of edits, newest first, as an Atom document in UTF-8."""
    entries = list(entries)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    _add(root, "id", url)
    _add(root, "title", title)
    _add(root, "updated", entries[0].updated if entries else "1970-01-01T00:00:00Z")
    _add(_add(root, "author"), "name", title)
    _add(root, "link", rel="self", type="application/atom+xml", href=url)
    _add(root, "link", rel="alternate", type="text/html", href=page_url)
    for entry in entries:
        element = _add(root, "entry")
        _add(element, "id", entry.url)
        _add(element, "title", entry.title)
        _add(element, "updated", entry.updated)
        _add(element, "link", rel="alternate", type="text/html", href=entry.url)
        _add(element, "summary", entry.summary)
    return document(root, style_url)


def _add(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = None if text is None else NOT_IN_XML.sub("", text)
    for key, value in attributes.items():
        element.set(key, value)
    return element
