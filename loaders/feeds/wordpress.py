"""Posts of a WordPress export (WXR), which is RSS with elements of its own.

https://wordpress.org/documentation/article/tools-export-screen/
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
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
BLOCKS = (
    r"</?(?:address|article|aside|audio|blockquote|caption|col(?:group)?|d[dlt]|details|div|"
    r"fieldset|fig(?:caption|ure)|footer|form|h[1-6r]|header|iframe|legend|li|main|nav|ol|"
    r"section|summary|t(?:able|body|d|foot|h|head|r)|ul|video)\b[^<>]*>"
)
"""Tags of elements that are no part of a paragraph."""
BLOCK = re.compile(BLOCKS, re.IGNORECASE)
PARAGRAPH = re.compile(r"</?p\b[^<>]*>", re.IGNORECASE)
ONLY_PARAGRAPH = re.compile(
    r"(<(li|t[dh]|d[dt]|h[1-6]|(?:fig)?caption|summary|legend)\b[^<>]*>)"
    r"<p>((?:(?!</p>).)*)</p>(?=</\2>)",
    re.IGNORECASE | re.DOTALL,
)
"""The text of an item, a cell or a heading, which needs no paragraph."""
PREFORMATTED = re.compile(r"(<(pre|script|style)\b.*?(?:</\2\s*>|\Z))", re.IGNORECASE | re.DOTALL)
NOT_XML = bytes(sorted({*range(32)} - {9, 10, 13}))
"""Control characters: in XML they are errors, and WordPress exports them as they were typed."""
CAPTION = re.compile(r"\[/?caption\b[^\[\]]*\]")
NO_DATE = "0000-00-00 00:00:00"


class _XmlFile:
    """A file without control characters, and without what plugins print before its beginning."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._is_begun = file, False

    def read(self, size: int) -> bytes:
        """Return the next bytes, b"" at the end."""
        content = self._file.read(size).translate(None, NOT_XML)
        if not self._is_begun:
            content, self._is_begun = content.removeprefix(codecs.BOM_UTF8).lstrip(), True
        return content


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
            with path.open("rb") as file:
                self.records: JsonLines = spooled_rows(name, self._rows(name, file))
        except (etree.XMLSyntaxError, OSError) as error:
            raise SourceError(f"{name} is not a whole WordPress export: {error}") from None

    def _rows(self, name: str, file: IO[bytes]) -> Iterator[dict[str, Any]]:
        authors: dict[str, str] = {}
        channel = {"title": "", "language": ""}
        is_export = False
        parser = etree.iterparse(
            _XmlFile(file), events=("end",), resolve_entities=False, no_network=True
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
            "html": paragraphs_as_html(fields.get(CONTENT, "")),
            "tags": _names(item, "post_tag"),
            "categories": _names(item, "category"),
        }


def paragraphs_as_html(text: str) -> str:
    """Return a text of WordPress's older editor as HTML: blank lines separate its paragraphs.

    As WordPress does it (https://developer.wordpress.org/reference/functions/wpautop/), except in
    text of the newer editor, which has its paragraphs. Markup around captions goes; other
    shortcodes stay, as text.
    """
    text = CAPTION.sub("", text).replace("\r\n", "\n").strip()
    if "<!-- wp:" in text:
        return text
    # Every third piece is a preformatted element, and the one after it its name.
    pieces = PREFORMATTED.split(text)
    return "".join(
        _paragraphs_between_blocks(piece) if at % 3 == 0 else piece
        for at, piece in enumerate(pieces)
        if at % 3 != 2
    )


def _paragraphs_between_blocks(text: str) -> str:
    text = BLOCK.sub(r"\n\n\g<0>\n\n", PARAGRAPH.sub("\n\n", text))
    found = []
    for block in (each.strip() for each in re.split(r"\n\s*\n", text)):
        if BLOCK.fullmatch(block):
            found.append(block)
        elif block:
            found.append(f"<p>{block}</p>".replace("\n", "<br>"))
    return ONLY_PARAGRAPH.sub(r"\1\3", "".join(found))


def _texts(element: Any) -> dict[str, str]:
    """Return the text of each child by its name, the first of each name."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(NAMESPACE.sub("wp:", str(child.tag)), (child.text or "").strip())
    return found


def _names(item: Any, domain: str) -> list[str]:
    names = (
        (each.text or "").strip()
        for each in item.findall("category")
        if each.get("domain") == domain
    )
    return [name for name in names if name]


def _time(fields: dict[str, str], name: str) -> str:
    """Return a time in UTC where the export has it, else in the zone of the site."""
    utc = fields.get(f"{name}_gmt", "")
    if utc and utc != NO_DATE:
        return f"{utc} UTC"
    local = fields.get(name, "")
    return "" if local == NO_DATE else local
