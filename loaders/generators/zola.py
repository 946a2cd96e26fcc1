"""Zola: https://www.getzola.org/documentation/content/page/ and /section/."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import datetime
from pathlib import PurePosixPath
from posixpath import splitext

from loaders.dates import parse_date
from loaders.front_matter import SplitPost, Value
from loaders.generators.article_urls import ARTICLE
from loaders.generators.base import Generator
from loaders.generators.hugo_permalinks import sanitize
from loaders.generators.names import DAY_DIRECTORIES, LANGUAGES
from loaders.generators.shortcodes import expand_zola
from loaders.generators.site import PostMeta
from loaders.generators.values import Fields, as_text, items_of
from loaders.post_paths import slug_of_path
from newsdb.models import Problem

# https://www.getzola.org/documentation/content/page/: a file's or directory's name may have a date.
DATED_NAME = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?)"
    r"\s?[_-](?P<name>.+)"
)
NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


class Zola(Generator):
    """A site whose `config.toml` has a `base_url`."""

    name = "zola"
    updated_keys = ("updated",)
    summary_keys = ("description", "summary", "excerpt")
    static_directories = ("static",)

    def posts(self, paths: list[str]) -> list[str]:
        """Return the pages: no section pages."""
        content = self.site.root + self.site.content
        return [
            path
            for path in paths
            if path.startswith(content)
            and path.lower().endswith(".md")
            and self._stem(path)[0] != "_index"
        ]

    def _stem(self, path: str) -> tuple[str, str]:
        stem = splitext(path.rpartition("/")[2])[0]
        name, dot, lang = stem.rpartition(".")
        return (name, lang) if dot and lang in LANGUAGES else (stem, "")

    def slug(self, path: str) -> str:
        """Return a page's path below the content, without the `index` of its own directory."""
        stem = slug_of_path(self.local(path))
        directory, _, name = stem.rpartition("/")
        return directory if name == "index" and directory else stem

    def name_of(self, path: str) -> str:
        """Return a file's name without language, that of the directory where it is `index`."""
        name = self._stem(path)[0]
        return PurePosixPath(self.local(path)).parent.name or name if name == "index" else name

    def held_back(self, path: str, fields: Fields, document: SplitPost) -> str | None:
        """Return that a page is a draft, or is not rendered."""
        if fields.flag("render") is False:
            return "its front matter says render = false"
        return super().held_back(path, fields, document)

    def with_defaults(self, path: str, fields: dict[str, Value]) -> dict[str, Value]:
        """Return the front matter; aliases without a slash begin at the top of the site, too."""
        aliases = items_of(Fields(fields).get("aliases"))
        return fields | {
            "aliases": [each if "://" in each else f"/{each.lstrip('/')}" for each in aliases]
        }

    def published(self, fields: Fields, path: str, problems: list[Problem]) -> datetime | None:
        """Return the time of a page, which its `path` and the name of its file may have."""
        match = DATED_NAME.fullmatch(self.name_of(path))
        if match and not fields.text(*self.date_keys):
            with suppress(ValueError):
                return parse_date(match["time"], self.zone)
        found = super().published(fields, path, problems)
        if found is None and (match := DAY_DIRECTORIES.search(fields.text("path"))):
            try:
                return parse_date("-".join(match.groups()), self.zone)
            except ValueError as error:
                problems.append(Problem("date", f"{error}, in the path"))
        return found

    def tags(self, fields: Fields) -> list[str]:
        """Return the tags."""
        return items_of(fields.get("tags"))

    def categories(self, path: str, fields: Fields) -> list[str]:
        """Return the categories."""
        return items_of(fields.get("categories"))

    def language(self, path: str, fields: Fields) -> str | None:
        """Return the language of the file's name, or of the front matter."""
        return self._stem(path)[1] or super().language(path, fields)

    def permalink(self, path: str, fields: Fields, meta: PostMeta) -> str | None:
        """Return the page's `path`, or its directories and its slug."""
        if own := fields.text("path"):
            return f"/{own.strip('/')}/"
        directory = self.local(path).rpartition("/")[0]
        name, lang = self._stem(path)
        if name == "index":
            directory, _, name = directory.rpartition("/")
        match = DATED_NAME.fullmatch(name)
        slug = self._slug_in_url(fields.text("slug") or (match["name"] if match else name))
        if slug is None:
            return None
        prefix = f"/{lang}" if lang and lang != self.config.text("default_language") else ""
        return f"{prefix}/{directory}/{slug}/".replace("//", "/")

    def _slug_in_url(self, name: str) -> str | None:
        """Return a name as `slugify.paths` has it in URLs, None if it is not known.

        By default Zola writes it in ASCII; how it does that of Chinese is not known here.
        """
        slugify = self.config.get("slugify")
        strategy = as_text(slugify.get("paths")) if isinstance(slugify, dict) else ""
        if strategy in ("safe", "off"):
            return sanitize(name)
        plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
        plain = "".join(each for each in plain if not unicodedata.combining(each))
        return NOT_IN_SLUG.sub("-", plain.lower()).strip("-") if plain.isascii() else None

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its shortcodes expanded, and what was left out."""
        if "{{" not in document.body and "{%" not in document.body:
            return document.body, []
        return expand_zola(document.body, document.line, lambda each: self.article(each, path))

    def _absolute(self, url: str, path: str, meta: PostMeta) -> str:
        if url.startswith("@/"):
            target, mark, anchor = url.removeprefix("@").partition("#")
            found = self.article(target, path)
            return found.removeprefix(ARTICLE) + mark + anchor if found else url
        return super()._absolute(url, path, meta)
