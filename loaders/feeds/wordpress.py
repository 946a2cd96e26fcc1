"""Posts of a WordPress export (WXR), which is RSS with elements of its own.

https://wordpress.org/documentation/article/tools-export-screen/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from loaders.feeds.read import slug_of_entry
from loaders.parsers.jsonl import JsonLines
from loaders.parsers.record_files import name_of, spooled_rows
from loaders.sources.protocol import require_regular_file
from newsdb.exceptions import SourceError

NAMESPACE = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
BLOCK = re.compile(r"<!-- wp:|<(?:p|div|table|ul|ol|h[1-6]|blockquote|pre|figure)\b", re.IGNORECASE)
CAPTION = re.compile(r"\[/?caption\b[^\]]*\]")
NO_DATE = "0000-00-00 00:00:00"


class WordPressExport:
    """The published posts of an export. `skipped` counts what is something else."""

    def __init__(self, location: str, pages: bool = False) -> None:
        """Read an export; `pages` says whether its pages are posts, too.

        Raises SourceError if it cannot be read, or ends too early.
        """
        self.skipped = 0
        self._types = ("post", "page") if pages else ("post",)
        name, path = name_of(location), Path(location)
        if not path.exists():
            raise SourceError(f"{name} does not exist")
        require_regular_file(path, name)
        try:
            self.records: JsonLines = spooled_rows(name, self._rows(name, path))
        except (etree.XMLSyntaxError, OSError) as error:
            raise SourceError(f"{name} is not a whole WordPress export: {error}") from None

    def _rows(self, name: str, path: Path) -> Iterator[dict[str, Any]]:
        authors: dict[str, str] = {}
        channel = {"title": "", "language": ""}
        is_export = False
        parser = etree.iterparse(
            str(path), events=("end",), resolve_entities=False, no_network=True, huge_tree=False
        )
        for _, element in parser:
            tag = NAMESPACE.sub("wp:", str(element.tag))
            text = (element.text or "").strip()
            is_export = is_export or tag == "wp:wxr_version"
            in_channel = element.getparent() is not None and element.getparent().tag == "channel"
            if tag == "wp:author":
                fields = _texts(element)
                authors[fields.get("wp:author_login", "")] = fields.get(
                    "wp:author_display_name", ""
                )
            elif in_channel and tag in channel:
                channel[tag] = text
            elif tag == "item":
                if not is_export:
                    break
                row = self._row(element, authors)
                if row is None:
                    self.skipped += 1
                else:
                    yield {"source": channel["title"], "lang": channel["language"]} | row
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        if not is_export:
            raise SourceError(f"{name} is not a WordPress export; is it a feed?")

    def _row(self, item: Any, authors: dict[str, str]) -> dict[str, Any] | None:
        """Return the record of an item, or None if it is not a post that everybody may read."""
        fields = _texts(item)
        if (
            fields.get("wp:post_type") not in self._types
            or fields.get("wp:status") != "publish"
            or fields.get("wp:post_password")
        ):
            return None
        link, guid = fields.get("link", ""), fields.get("guid", "")
        entry = {"id": guid, "url": link}
        author = fields.get(CREATOR, "")
        return {
            "slug": slug_of_entry(entry, urlsplit(link).hostname or "wordpress", own=False),
            "url": link,
            "title": fields.get("title", ""),
            "published": _time(fields, "wp:post_date"),
            "updated": _time(fields, "wp:post_modified"),
            "authors": [authors.get(author) or author],
            "summary": next((text for tag, text in fields.items() if EXCERPT.fullmatch(tag)), ""),
            "html": paragraphs(fields.get(CONTENT, "")),
            "tags": _names(item, "post_tag"),
            "categories": _names(item, "category"),
        }


def paragraphs(text: str) -> str:
    """Return a text of WordPress's older editor as HTML: blank lines separate its paragraphs.

    Markup around captions goes; other shortcodes stay, as text.
    """
    text = CAPTION.sub("", text).replace("\r\n", "\n").strip()
    if BLOCK.search(text):
        return text
    blocks = re.split(r"\n\s*\n", text)
    return "".join(f"<p>{block}</p>".replace("\n", "<br>") for block in blocks if block.strip())


def _texts(element: Any) -> dict[str, str]:
    """Return the text of each child by its name, the first of each name."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(NAMESPACE.sub("wp:", str(child.tag)), (child.text or "").strip())
    return found


def _names(item: Any, domain: str) -> list[str]:
    names = (
        (each.text or "").strip() for each in item.iter("category") if each.get("domain") == domain
    )
    return [name for name in names if name]


def _time(fields: dict[str, str], name: str) -> str:
    """Return a time in UTC where the export has it, else in the zone of the site."""
    utc = fields.get(f"{name}_gmt", "")
    if utc and utc != NO_DATE:
        return f"{utc} UTC"
    local = fields.get(name, "")
    return "" if local == NO_DATE else local
