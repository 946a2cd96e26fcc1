"""URLs of pages, as Hugo makes them: https://gohugo.io/content-management/urls/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from posixpath import splitext
from unicodedata import category, normalize

from loaders.front_matter import Value
from loaders.generators.hugo_content import CONTENT_SUFFIXES, Content
from loaders.generators.permalinks import date_parts, fill
from loaders.generators.values import Fields, as_text

ALLOWED = "./\\_#+~-@"
ESCAPE = re.compile("%[0-9A-Fa-f]{2}")


def permalink_of(
    content: Content, paths: frozenset[str], path: str, fields: Fields, published: datetime | None
) -> str:
    """Return the path of a page: its `url`, a permalink's pattern, or its directories.

    `paths` are those of the source, `published` is in the zone that it was written in.
    """
    if url := fields.text("url"):
        return _escaped(url if url.endswith("/") or splitext(url)[1] else f"{url}/")
    config = content.config
    directory, _, name = content.page(path).rpartition("/")
    section = directory.partition("/")[0]
    suffix = ".html" if _is_ugly(config, section) else "/"
    language = content.languages.get(content.code(path)) or Fields({})
    own = language.get("permalinks")
    if pattern := _pattern(own, section) or _pattern(config.get("permalinks"), section):
        values = _values(config, name, fields, published)
        sections = _sections(content, paths, path, directory)
        values["section"] = sections[0] if sections else ""

        def value(key: str, selection: str) -> str | None:
            return (
                "/".join(_selected(sections, selection)) if key == "sections" else values.get(key)
            )

        found = fill(pattern, value).rstrip("/") + suffix
    else:
        found = f"{directory}/{_word(config, _slug(fields) or name)}{suffix}"
    return _escaped(_word(config, f"{content.prefix(path)}/{found.lstrip('/')}"))


def _escaped(permalink: str) -> str:
    """Return a path in which `#` begins no fragment, as Hugo writes it since April 2024
    (https://github.com/gohugoio/hugo/pull/12343).

    Older versions name the same file, but in their links, all behind it is a fragment.
    """
    return permalink.replace("#", "%23")


def _slug(fields: Fields) -> str:
    """Return the slug of a page, which neither begins nor ends with a hyphen."""
    return fields.text("slug").strip("-")


def _is_ugly(config: Fields, section: str) -> bool:
    """Return whether `uglyURLs`, a switch for all sections or one for each, is on."""
    ugly = config.get("uglyurls")
    return (
        Fields(ugly).flag(section) if isinstance(ugly, dict) else config.flag("uglyurls")
    ) is True


def _pattern(patterns: Value, section: str) -> str:
    if isinstance(patterns, dict) and isinstance(patterns.get("page"), dict):
        patterns = patterns["page"]
    if not isinstance(patterns, dict):
        return ""
    return as_text(patterns.get(section or "/") or patterns.get(section))


def _values(
    config: Fields, name: str, fields: Fields, published: datetime | None
) -> dict[str, str]:
    """Return what the tokens of a pattern stand for, but for those of sections."""
    title = fields.text("title") or name
    slug = _slug(fields)
    dates = date_parts(published or datetime(1, 1, 1))
    return {
        "title": _word(config, title, slashes=False),
        "slug": _word(config, slug or title, slashes=False),
        "filename": name,
        "contentbasename": name,
        "slugorfilename": slug or name,
        "slugorcontentbasename": slug or name,
        "year": dates["year"],
        "month": dates["month"],
        "day": dates["day"],
        "monthname": dates["long_month"],
        "weekday": str(int(dates["w_day"]) % 7),
        "weekdayname": dates["long_day"],
        "yearday": str(int(dates["y_day"])),
    }


def _sections(content: Content, paths: frozenset[str], path: str, directory: str) -> list[str]:
    """Return the sections of a page: its first directory, and those with a section page."""
    parts = directory.split("/") if directory else []
    mount = content.directory(path)
    source, target = (mount.source, mount.target) if mount else ("", "")
    below = [
        part
        for end, part in enumerate(parts[1:], 2)
        if any(
            each in paths
            for each in _section_pages(source + f"{'/'.join(parts[:end])}/".removeprefix(target))
        )
    ]
    return parts[:1] + below


def _section_pages(directory: str) -> Iterator[str]:
    return (f"{directory}_index{suffix}" for suffix in CONTENT_SUFFIXES)


def _selected(sections: list[str], selection: str) -> list[str]:
    """Return the sections of `[1]`, `[last]` or `[1:last]`; all of them without a selection.

    The second number of a range is not part of it, nor is the last section of `[1:last]`:
    https://gohugo.io/content-management/urls/#tokens
    """
    if not selection:
        return sections
    last = len(sections) - 1
    bounds = [
        last if part == "last" else int(part) if part.isdigit() else None
        for part in selection.strip("[]").split(":")
    ]
    if len(bounds) == 1:
        return sections[bounds[0] : bounds[0] + 1] if bounds[0] is not None else []
    return sections[slice(*bounds)]


def _word(config: Fields, text: str, slashes: bool = True) -> str:
    """Return text as Hugo writes it into URLs."""
    if config.flag("removepathaccents"):
        parts = (each for each in normalize("NFD", text) if category(each) != "Mn")
        text = normalize("NFC", "".join(parts))
    kept = sanitize(text if slashes else text.replace("/", "-"))
    return kept if config.flag("disablepathtolower") else kept.lower()


def sanitize(text: str) -> str:
    """Return text without what a URL may not contain; white space becomes a hyphen."""
    kept: list[str] = []
    pending_hyphen = False
    for position, character in enumerate(text):
        escape = ESCAPE.match(text, position)
        if (
            character in ALLOWED
            or escape
            or category(character)[0] in "LM"
            or (category(character) == "Nd")
        ):
            if pending_hyphen and character != "-":
                kept.append("-")
            pending_hyphen = False
            kept.append(character)
        elif kept and kept[-1] != "-" and character.isspace():
            pending_hyphen = True
    return "".join(kept)
