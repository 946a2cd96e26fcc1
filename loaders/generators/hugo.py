"""Hugo: https://gohugo.io/content-management/ and /getting-started/configuration/."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from loaders.dates import parse_date
from loaders.front_matter import SplitPost, Value
from loaders.generators.base import Generator
from loaders.generators.hugo_cascade import Cascade
from loaders.generators.hugo_content import CONTENT_SUFFIXES, Content
from loaders.generators.hugo_dates import DATES, EXPIRES, MODIFIED, PUBLISHED, configured_dates
from loaders.generators.hugo_permalinks import permalink_of
from loaders.generators.hugo_summary import CJK, summary_of
from loaders.generators.names import LANGUAGES, date_in_path
from loaders.generators.shortcodes import expand_hugo
from loaders.generators.site import PostMeta
from loaders.generators.values import Fields, as_text, items_of
from loaders.post_paths import HTML_SUFFIXES, slug_of_path
from newsdb.models import Problem

SUMMARY_LENGTH = 70
"""Number of words."""


class Hugo(Generator):
    """A site with a `hugo.toml`, `config.toml` or one of their other names."""

    name = "hugo"
    date_keys = DATES
    updated_keys = MODIFIED
    summary_keys = ("summary", "description", "excerpt")
    static_directories = ("static", "assets")

    def needed(self, paths: list[str]) -> list[str]:
        """Return the section pages, of which those with a `cascade` say something of others."""
        return [path for path in paths if self.content.is_content(path) and self._is_section(path)]

    def keeps(self, path: str, text: str) -> bool:
        """Return whether a section page has a `cascade`."""
        return "cascade" in text

    def posts(self, paths: list[str]) -> list[str]:
        """Return the regular pages: no section pages, and of a leaf bundle its `index`."""
        pages = [path for path in paths if self.content.is_content(path)]
        bundles = {dirname(path) for path in pages if self.content.stem(path)[0] == "index"}
        return [
            path
            for path in pages
            if not self._is_section(path)
            and (self.content.stem(path)[0] == "index" or not self._lies_in(path, bundles))
        ]

    def _is_section(self, path: str) -> bool:
        return self.content.stem(path)[0] == "_index"

    def _lies_in(self, path: str, bundles: set[str]) -> bool:
        """Return whether a file lies in a leaf bundle, at any depth below the content."""
        found = self.content.directory(path)
        end = len(found.source.rstrip("/") if found else "")
        directory = dirname(path)
        while len(directory) > end:
            if directory in bundles:
                return True
            directory = dirname(directory)
        return False

    @cached_property
    def content(self) -> Content:
        """The languages and directories of the site's content."""
        return Content(self.site)

    @cached_property
    def cascade(self) -> Cascade:
        """The front matter that pages have from above."""
        return Cascade(self.content, self.site.files)

    def slug(self, path: str) -> str:
        """Return a post's path below the content, a page bundle's without its `index`."""
        stem = slug_of_path(self.local(path))
        directory, _, name = stem.rpartition("/")
        base, dot, lang = name.partition(".")
        if base != "index" or not directory or (dot and lang not in LANGUAGES):
            return stem
        return f"{directory}.{lang}" if dot else directory

    def name_of(self, path: str) -> str:
        """Return a file's name without language, that of the directory for a page bundle."""
        name = self.content.stem(path)[0]
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
        if not document.fields and path.lower().endswith(HTML_SUFFIXES):
            return "it is HTML without front matter, a static file"
        return None

    def outdated(self, path: str, fields: Fields, published: datetime | None) -> Problem | None:
        """Return a reason if a post is not published yet, or has expired."""
        appears = self._date_of(fields, (*PUBLISHED, "date"))
        expires = self._date_of(fields, EXPIRES)
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
        content = self.content
        code = content.code(path)
        if code and (content.named_code(path) or len(content.languages) > 1 or code != "en"):
            named = content.languages.get(code)
            return (named.text("languagecode", "locale") if named else "") or code
        return super().language(path, fields)

    def permalink(self, path: str, fields: Fields, meta: PostMeta) -> str | None:
        """Return the path of a page. Its date is in the zone that it was written in."""
        return permalink_of(self.content, self.site.paths, path, fields, meta.published)

    def with_defaults(self, path: str, fields: dict[str, Value]) -> dict[str, Value]:
        """Return the front matter with what cascades to it, and the date that is configured.

        That may be the one in the file's name.
        """
        if above := self.cascade.values(path):
            own = {key.lower() for key in fields}
            fields = {key: above[key] for key in above if key.lower() not in own} | fields
        return fields | configured_dates(self.config, self.name_of(path), Fields(fields))

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its shortcodes expanded, and what was left out."""
        if "{{<" not in document.body and "{{%" not in document.body:
            return document.body, []
        return expand_hugo(document.body, document.line, lambda each: self.find_page(each, path))

    def excerpt(self, path: str, document: SplitPost) -> str:
        """Return the first 70 words (`summaryLength`) of a text."""
        words = self.config.text("summarylength")
        return summary_of(
            document.body,
            int(words) if words.isdigit() else SUMMARY_LENGTH,
            by_character=self._counts_characters(document),
            html=path.lower().endswith(HTML_SUFFIXES),
        )

    def _counts_characters(self, document: SplitPost) -> bool:
        """Return whether each character of Chinese, Japanese or Korean counts as a word.

        That is so where the file has one at all, also in its front matter.
        """
        own = Fields(document.fields).flag("iscjklanguage")
        if own is not None:
            return own
        has = self.config.flag("hascjklanguage") is True
        return has and CJK.search(f"{document.body}{document.fields}") is not None

    def article(self, target: str, path: str) -> str | None:
        """Return the URL of the article of a post's file, also below the content of a language."""
        if not (found := super().article(target, path)) and target.startswith("/"):
            page = _without_suffix(normpath(unquote(target).lstrip("/")))
            post = self._pages.get((self.content.code(path), page))
            return self.article_of(post) if post else None
        return found

    def find_page(self, target: str, path: str) -> str | None:
        """Return the URL of the page that `ref` names: by its path, else by its name."""
        code = self.content.code(path)
        wanted = normpath(target.lstrip("/"))
        beside = normpath(join(dirname(self.content.page(path)), wanted))
        for page in [wanted] if target.startswith("/") else [beside, wanted]:
            if found := self._pages.get((code, _without_suffix(page))):
                return self.article_of(found)
        if article := self.article(target, path):
            return article
        named = self._names.get((code, _without_suffix(wanted.rpartition("/")[2])))
        return self.article_of(named) if named else None

    @cached_property
    def _pages(self) -> dict[tuple[str, str], str]:
        """The path of each post by its language and its path below the content."""
        return {
            (self.content.code(path), self.content.page(path).lower()): path
            for path in sorted(self.post_paths)
        }

    @cached_property
    def _names(self) -> dict[tuple[str, str], str | None]:
        """The path of the post by its language and name, None if there are several."""
        found: dict[tuple[str, str], str | None] = {}
        for path in self.post_paths:
            key = self.content.code(path), self.name_of(path).lower()
            found[key] = None if key in found else path
        return found

    def differences(self, path: str, fields: Fields, document: SplitPost) -> list[Problem]:
        """Return where a file name's date replaces one that Hugo does not find."""
        if not fields.text(*DATES) and date_in_path(path):
            return [Problem("difference", "Hugo does not read the date in the file's name")]
        return []


def _without_suffix(page: str) -> str:
    """Return a page's path in lower case as `Content.page` has it."""
    page = page.lower()
    suffix = next(filter(page.endswith, CONTENT_SUFFIXES), "")
    return page.removesuffix(suffix).removesuffix("/index")
