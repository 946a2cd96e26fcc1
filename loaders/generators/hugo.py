"""Hugo: https://gohugo.io/content-management/ and /getting-started/configuration/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import splitext
from unicodedata import category

from loaders.dates import parse_date
from loaders.front_matter import SplitPost, Value
from loaders.generators.base import Generator
from loaders.generators.hugo_summary import summary_of
from loaders.generators.jekyll import date_parts
from loaders.generators.names import FILE_NAME, LANGUAGES, date_in_path
from loaders.generators.permalinks import fill
from loaders.generators.shortcodes import expand_hugo
from loaders.generators.site import PostMeta
from loaders.generators.values import Fields, as_text, items_of
from loaders.post_paths import slug_of_path
from newsdb.models import Problem

CONTENT_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".html", ".htm", ".xhtml")
DATES = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
MODIFIED = ("lastmod", "modified")
SUMMARY_LENGTH = 70
"""In words."""
ALLOWED = "./\\_#+~-@"


class Hugo(Generator):
    """A site with a `hugo.toml`, `config.toml` or one of their other names."""

    name = "hugo"
    date_keys = DATES
    updated_keys = MODIFIED
    summary_keys = ("summary", "description", "excerpt")
    static_directories = ("static", "assets")

    def posts(self, paths: list[str]) -> list[str]:
        """Return the regular pages: no section pages, and of a leaf bundle its `index`."""
        content = self.site.root + self.site.content
        directories = [each.text("contentdir").strip("/") for each in self._languages.values()]
        # Where every language has a directory, no other files are pages.
        of_languages = tuple(f"{self.site.root}{each}/" for each in directories if each)
        top = of_languages if len(of_languages) == len(directories) > 0 else content
        pages = [
            path
            for path in paths
            if path.startswith(top) and path.lower().endswith(CONTENT_SUFFIXES)
        ]
        bundles = {
            path.rpartition("/")[0] + "/" for path in pages if self._stem(path)[0] == "index"
        }
        return [
            path
            for path in pages
            if self._stem(path)[0] != "_index"
            and (self._stem(path)[0] == "index" or not _lies_in(path, bundles, content))
        ]

    def slug(self, path: str) -> str:
        """Return a post's path below the content, a page bundle's without its `index`."""
        stem = slug_of_path(self.local(path))
        directory, _, name = stem.rpartition("/")
        base, dot, lang = name.partition(".")
        if base != "index" or not directory or (dot and lang not in LANGUAGES):
            return stem
        return f"{directory}.{lang}" if dot else directory

    def _stem(self, path: str) -> tuple[str, str]:
        """Return a file's name without suffix and language, and the language or ''."""
        stem = splitext(path.rpartition("/")[2])[0]
        name, dot, lang = stem.rpartition(".")
        known = self._languages or LANGUAGES
        return (name, lang) if dot and lang.lower() in known else (stem, "")

    @cached_property
    def _languages(self) -> dict[str, Fields]:
        """What the configuration says of each language, by its code."""
        languages = self.config.get("languages")
        if not isinstance(languages, dict):
            return {}
        return {
            code.lower(): Fields(each if isinstance(each, dict) else {})
            for code, each in languages.items()
        }

    def name_of(self, path: str) -> str:
        """Return a file's name without language, that of the directory for a page bundle."""
        name = self._stem(path)[0]
        return PurePosixPath(self.local(path)).parent.name or name if name == "index" else name

    def held_back(self, path: str, fields: Fields, document: SplitPost) -> str | None:
        """Return why a file is no page: a draft, a headless bundle, HTML without front matter."""
        if fields.flag("draft") and not self.config.flag("builddrafts"):
            return "its front matter says draft: true"
        if fields.flag("headless"):
            return "its front matter says headless: true"
        build = fields.get("_build", "build")
        if isinstance(build, dict) and Fields(build).text("render") in ("never", "false"):
            return "its front matter says that it is not rendered"
        if not document.fields and path.lower().endswith((".html", ".htm", ".xhtml")):
            return "it is HTML without front matter, a static file"
        return None

    def outdated(self, path: str, fields: Fields, published: datetime | None) -> Problem | None:
        """Return a reason if a post is not published yet, or has expired."""
        appears = self._date_of(fields, ("publishdate", "pubdate", "published", "date"))
        expires = self._date_of(fields, ("expirydate", "unpublishdate"))
        if expires and expires <= self.now and not self.config.flag("buildexpired"):
            return Problem("expired", f"it expired at {expires.isoformat()}")
        return self.scheduled(appears) if appears and not self.config.flag("buildfuture") else None

    def _date_of(self, fields: Fields, keys: tuple[str, ...]) -> datetime | None:
        for key in keys:
            try:
                if text := fields.text(key):
                    return parse_date(text, self.zone)
            except ValueError:
                continue
        return None

    def tags(self, fields: Fields) -> list[str]:
        """Return the terms of `tags`, and of taxonomies that the configuration adds."""
        taxonomies = self.config.get("taxonomies")
        keys = map(as_text, taxonomies.values()) if isinstance(taxonomies, dict) else ()
        others = [key for key in keys if key not in ("tags", "categories", "authors", "author")]
        return [name for key in ("tags", *others) for name in items_of(fields.get(key.lower()))]

    def categories(self, path: str, fields: Fields) -> list[str]:
        """Return the categories of a post; Hugo makes none of directories."""
        return items_of(fields.get("categories"))

    def language(self, path: str, fields: Fields) -> str | None:
        """Return the language that the file's name, its directory or the front matter says.

        Themes come with a configuration that has English and nothing else: that says nothing.
        """
        languages = self._languages
        code = self._code(path)
        if code and (self._named_code(path) or len(languages) > 1 or code != "en"):
            named = languages.get(code)
            return (named.text("languagecode", "locale") if named else "") or code
        return super().language(path, fields)

    def _code(self, path: str) -> str:
        return self._named_code(path) or (self._default_code() if self._languages else "")

    def _default_code(self) -> str:
        return self.config.text("defaultcontentlanguage").lower() or "en"

    def _named_code(self, path: str) -> str:
        if lang := self._stem(path)[1]:
            return lang.lower()
        below_root = path.removeprefix(self.site.root)
        for code, each in self._languages.items():
            directory = each.text("contentdir").strip("/")
            if directory and below_root.startswith(f"{directory}/"):
                return code
        return ""

    def permalink(self, path: str, fields: Fields, meta: PostMeta) -> str | None:
        """Return the path of a page: `url`, a permalink's pattern, or its directories."""
        if url := fields.text("url"):
            return url if url.endswith("/") or splitext(url)[1] else f"{url}/"
        local = splitext(self._below_language(path))[0]
        directory, _, _ = local.rpartition("/")
        name, _ = self._stem(path)
        if name == "index":
            directory, _, name = directory.rpartition("/")
        title = fields.text("slug") or name
        if not fields.text("slug") and self._dates_are_in_names():
            match = FILE_NAME.match(name)
            title = match["name"] if match else name
        section = directory.partition("/")[0]
        pattern = self._pattern(section)
        suffix = ".html" if self._is_ugly(section) else "/"
        if pattern:
            found = self._fill(pattern, path, directory, name, fields, meta).rstrip("/") + suffix
        else:
            found = (
                f"{directory}/{self._word(title)}{suffix}"
                if directory
                else self._word(title) + suffix
            )
        prefix = self._prefix(path)
        return self._word(f"{prefix}/{found.lstrip('/')}")

    def _below_language(self, path: str) -> str:
        """Return a path below the content directory of its language."""
        below_root = path.removeprefix(self.site.root)
        for each in self._languages.values():
            directory = each.text("contentdir").strip("/")
            if directory and below_root.startswith(f"{directory}/"):
                return below_root.removeprefix(f"{directory}/")
        return self.local(path)

    def _prefix(self, path: str) -> str:
        code = self._code(path) if self._languages else ""
        in_directory = self.config.flag("defaultcontentlanguageinsubdir")
        return f"/{code}" if code and (code != self._default_code() or in_directory) else ""

    def _is_ugly(self, section: str) -> bool:
        """Return whether `uglyURLs`, a switch for all sections or one for each, is on."""
        ugly = self.config.get("uglyurls")
        return (
            Fields(ugly).flag(section) is True
            if isinstance(ugly, dict)
            else (self.config.flag("uglyurls") is True)
        )

    def _pattern(self, section: str) -> str:
        patterns = self.config.get("permalinks")
        if isinstance(patterns, dict) and isinstance(patterns.get("page"), dict):
            patterns = patterns["page"]
        if not isinstance(patterns, dict):
            return ""
        return as_text(patterns.get(section or "/") or patterns.get(section))

    def _fill(
        self, pattern: str, path: str, directory: str, name: str, fields: Fields, meta: PostMeta
    ) -> str:
        time = meta.published.astimezone(self.local_zone) if meta.published else None
        sections = self._sections(path, directory)
        title = fields.text("title") or name
        dates = date_parts(time or datetime(1, 1, 1))
        values = {
            "title": self._word(title, slashes=False),
            "slug": self._word(fields.text("slug") or title, slashes=False),
            "filename": name,
            "contentbasename": name,
            "slugorfilename": fields.text("slug") or name,
            "slugorcontentbasename": fields.text("slug") or name,
            "section": sections[0] if sections else "",
            "year": dates["year"],
            "month": dates["month"],
            "day": dates["day"],
            "monthname": dates["long_month"],
            "weekday": str(int(dates["w_day"]) % 7),
            "weekdayname": dates["long_day"],
            "yearday": str(int(dates["y_day"])),
        }

        def value(key: str, selection: str) -> str | None:
            return (
                "/".join(_selected(sections, selection)) if key == "sections" else values.get(key)
            )

        return fill(pattern, value)

    def _sections(self, path: str, directory: str) -> list[str]:
        """Return the sections of a page: its first directory, and those with a section page."""
        parts = directory.split("/") if directory else []
        top = path[: len(path) - len(self._below_language(path))]
        below = [
            part
            for end, part in enumerate(parts[1:], 2)
            if any(self._section_page(f"{top}{'/'.join(parts[:end])}"))
        ]
        return parts[:1] + below

    def _section_page(self, directory: str) -> Iterator[bool]:
        return (f"{directory}/_index{suffix}" in self.site.paths for suffix in CONTENT_SUFFIXES)

    def _word(self, text: str, slashes: bool = True) -> str:
        """Return text as Hugo writes it into URLs."""
        kept = sanitize(text if slashes else text.replace("/", "-"))
        return kept if self.config.flag("disablepathtolower") else kept.lower()

    def _dates_are_in_names(self) -> bool:
        front_matter = self.config.get("frontmatter")
        dates = front_matter.get("date") if isinstance(front_matter, dict) else None
        return isinstance(dates, list) and ":filename" in map(as_text, dates)

    def with_defaults(self, path: str, fields: dict[str, Value]) -> dict[str, Value]:
        """Return the front matter, with a date of the file name first where that is configured."""
        front_matter = self.config.get("frontmatter")
        dates = front_matter.get("date") if isinstance(front_matter, dict) else None
        if not isinstance(dates, list):
            return fields
        order = [as_text(each).lower() for each in dates]
        folded = Fields(fields)
        keys: list[str] = []
        for key in order:
            if key == ":filename" and (day := date_in_path(path)):
                return fields | {"date": folded.text(*keys) or day}
            keys += DATES if key == ":default" else [] if key.startswith(":") else [key]
        return fields | ({"date": text} if (text := folded.text(*keys)) else {})

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its shortcodes expanded, and what was left out."""
        if "{{<" not in document.body and "{{%" not in document.body:
            return document.body, []
        return expand_hugo(document.body, document.line, lambda each: self.find_page(each, path))

    def excerpt(self, path: str, document: SplitPost, meta: PostMeta, markdown: str) -> str:
        """Return the text before `<!--more-->`, else its first 70 words (`summaryLength`)."""
        if before := super().excerpt(path, document, meta, markdown):
            return before
        words = self.config.text("summarylength")
        return summary_of(
            markdown,
            int(words) if words.isdigit() else SUMMARY_LENGTH,
            by_character=self.config.flag("hascjklanguage") is True,
        )

    def find_page(self, target: str, path: str) -> str | None:
        """Return the URL of the page that `ref` names: by its path, else by its name."""
        named = self.paths_by_name.get(target.rpartition("/")[2].lower())
        return self.article(target, path) or (self.article_of(named) if named else None)

    def differences(self, path: str, fields: Fields, document: SplitPost) -> list[Problem]:
        """Return where a file name's date replaces one that Hugo does not find."""
        if not fields.text(*DATES) and date_in_path(path):
            return [self.difference("Hugo does not read the date in the file's name")]
        return []


def _lies_in(path: str, bundles: set[str], content: str) -> bool:
    """Return whether a file lies in a leaf bundle, at any depth below the content directory."""
    directory = path.rpartition("/")[0]
    while len(directory) > len(content.rstrip("/")):
        if f"{directory}/" in bundles:
            return True
        directory = directory.rpartition("/")[0]
    return False


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


def sanitize(text: str) -> str:
    """Return text without what a URL may not contain; white space becomes a hyphen."""
    kept: list[str] = []
    psuffix = False
    for position, character in enumerate(text):
        escape = character == "%" and re.match("%[0-9A-Fa-f]{2}", text[position:])
        if (
            character in ALLOWED
            or escape
            or category(character)[0] in "LM"
            or (category(character) == "Nd")
        ):
            if psuffix and character != "-":
                kept.append("-")
            psuffix = False
            kept.append(character)
        elif kept and kept[-1] != "-" and character.isspace():
            psuffix = True
    return "".join(kept)
