"""Posts of a WordPress export (WXR), which is RSS with elements of its own.

https://wordpress.org/documentation/article/tools-export-screen/
"""

from __future__ import annotations

import codecs
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from lxml import etree

from loaders.feeds.document import plain_line, url_host
from loaders.feeds.read import slug_of_entry
from loaders.parsers.jsonl import JsonLines
from loaders.parsers.record_files import name_of, spooled_rows
from loaders.parsers.wordpress_shortcodes import Attachment
from loaders.sources.protocol import require_regular_file
from newsdb.exceptions import SourceError

NAMESPACE = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
NOT_XML = bytes(sorted({*range(32)} - {9, 10, 13}))
"""Control characters: in XML they are errors, and WordPress exports them as they were typed."""
NAMED_FILES = re.compile(r"\[(?:gallery|playlist|audio|video)\b[^\[\]]*\]", re.IGNORECASE)
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


@dataclass(slots=True)
class Library:
    """The attachments of sites by site and id, and the ids of each post's own, in order."""

    attachments: dict[str, dict[str, Attachment]] = field(default_factory=dict)
    own: dict[tuple[str, str], list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Channel:
    """What an export says before its items: the names of authors are by their logins."""

    authors: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def site(self) -> str:
        """The URL of the site, since two sites may use the same ids."""
        return self.texts.get("wp:base_blog_url") or self.texts.get("link", "")


class WordPressExport:
    """The published posts of an export. `skipped` counts what is something else."""

    def __init__(self, location: str, library: Library, pages: bool = False) -> None:
        """Add the attachments of an export to the library: other exports may show them.

        `pages` says whether its pages are posts, too. Raises SourceError if it cannot be read,
        or ends too early.
        """
        self.skipped = 0
        self._library = library
        self._types = ("post", "page") if pages else ("post",)
        self._name, self._path = name_of(location), Path(location)
        if not self._path.exists():
            raise SourceError(f"{self._name} does not exist")
        require_regular_file(self._path, self._name)
        for channel, item in self._items():
            fields = _texts(item)
            if fields.get("wp:post_type") == "attachment" and (
                attachment := _attachment(item, fields)
            ):
                number, parent = fields.get("wp:post_id", ""), fields.get("wp:post_parent", "")
                library.attachments.setdefault(channel.site, {})[number] = attachment
                library.own.setdefault((channel.site, parent), []).append(number)

    def records(self) -> JsonLines:
        """Return the posts, as records that `convert_wordpress` takes. Raises SourceError."""
        found = spooled_rows(self._name, self._rows())
        found.form = "wordpress"
        found.unknown.clear()
        return found

    def _items(self) -> Iterator[tuple[_Channel, Any]]:
        channel = _Channel()
        try:
            with self._path.open("rb") as file:
                parser = etree.iterparse(
                    _XmlFile(file), events=("end",), resolve_entities=False, no_network=True
                )
                for _, element in parser:
                    tag = NAMESPACE.sub("wp:", str(element.tag))
                    parent = element.getparent()
                    if tag == "wp:author":
                        fields = _texts(element)
                        login = fields.get("wp:author_login", "")
                        channel.authors[login] = fields.get("wp:author_display_name", "")
                    elif tag == "item":
                        if "wp:wxr_version" not in channel.texts:
                            break
                        yield channel, element
                        element.clear()
                        while element.getprevious() is not None:
                            del element.getparent()[0]
                    elif parent is not None and parent.tag == "channel":
                        channel.texts[tag] = (element.text or "").strip()
        except (etree.XMLSyntaxError, OSError) as error:
            raise SourceError(f"{self._name} is not a whole WordPress export: {error}") from None
        if "wp:wxr_version" not in channel.texts:
            raise SourceError(f"{self._name} is not a WordPress export; is it a feed?")

    def _rows(self) -> Iterator[dict[str, Any]]:
        for channel, item in self._items():
            row = self._row(item, channel)
            if row is None:
                self.skipped += 1
            else:
                yield {
                    "source": channel.texts.get("title", ""),
                    "lang": channel.texts.get("language", ""),
                    **row,
                }

    def _row(self, item: Any, channel: _Channel) -> dict[str, Any] | None:
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
            "authors": [channel.authors.get(author) or author],
            "summary": _excerpt(fields),
            "html": fields.get(CONTENT, ""),
            "tags": _names(item, "post_tag"),
            "categories": _names(item, "category"),
            "media": self._media(channel.site, fields, _meta(item).get("_thumbnail_id", "")),
        }

    def _media(self, site: str, fields: dict[str, str], thumbnail: str) -> dict[str, Any]:
        """Return what a post may show of the library, {} if nothing."""
        own = self._library.own.get((site, fields.get("wp:post_id", "")), [])
        named = NAMED_FILES.findall(fields.get(CONTENT, ""))
        if not (thumbnail or named):
            return {}
        attachments = self._library.attachments.get(site, {})
        wanted = {thumbnail, *own, *re.findall(r"\d+", " ".join(named))}
        return {
            "thumbnail": thumbnail,
            "own": own,
            "attachments": {
                each: attachments[each] for each in sorted(wanted & attachments.keys())
            },
        }


def _texts(element: Any) -> dict[str, str]:
    """Return the text of each child by its name, the first of each name."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(NAMESPACE.sub("wp:", str(child.tag)), (child.text or "").strip())
    return found


def _meta(item: Any) -> dict[str, str]:
    """Return the values of an item's custom fields by their keys."""
    texts = [
        _texts(child) for child in item if NAMESPACE.sub("wp:", str(child.tag)) == "wp:postmeta"
    ]
    return {each.get("wp:meta_key", ""): each.get("wp:meta_value", "") for each in texts}


def _attachment(item: Any, fields: dict[str, str]) -> Attachment | None:
    """Return the attachment that an item is, None if it has no URL."""
    url = fields.get("wp:attachment_url") or fields.get("guid", "")
    if not url_host(url):
        return None
    kind, _ = mimetypes.guess_type(urlsplit(url).path)
    return {
        "url": url,
        "type": kind or "",
        "caption": plain_line(_excerpt(fields), "text/html"),
        "alt": _meta(item).get("_wp_attachment_image_alt", ""),
    }


def _excerpt(fields: dict[str, str]) -> str:
    return next((text for tag, text in fields.items() if EXCERPT.fullmatch(tag)), "")


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
