"""The interface of all generators, and the fields that all of them read."""

from __future__ import annotations

import posixpath
import re
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime, timezone, tzinfo
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from loaders import archive_rules
from loaders.dates import assumed_zone
from loaders.front_matter import SplitPost, Value
from loaders.generators.article_urls import ARTICLE, MAY_LEAD, article_url, as_shown, show_articles
from loaders.generators.image_paths import image_path
from loaders.generators.links import INVISIBLE, resolve_urls
from loaders.generators.names import (
    LANGUAGES,
    heading_of,
    title_from_name,
)
from loaders.generators.permalinks import url_on_site
from loaders.generators.post_urls import with_urls
from loaders.generators.site import PostMeta, Site
from loaders.generators.times import first_time, published_at
from loaders.generators.titles import plain_title
from loaders.generators.values import FALSE, TRUE, Fields, items_of, people_of, unique
from loaders.post_paths import is_post_name
from newsdb.models import Options, Problem
from newsdb.search.stems import ENGLISH, language_of
from newsdb.text import Reading

UPDATED = (
    *("updated", "lastmod", "last_modified_at", "last_modified", "modified"),
    *("modified_time", "date_modified", "last-modified", "lastupdated"),
)
MORE = re.compile(r"<!--+\s*more\s*--+>", re.IGNORECASE)


class Generator(ABC):
    """The rules of one generator, for one site."""

    name: str
    date_keys: tuple[str, ...] = ("date",)
    updated_keys: tuple[str, ...] = UPDATED
    summary_keys: tuple[str, ...] = ("excerpt", "summary", "description")
    title_in_heading_first = True
    static_directories: tuple[str, ...] = ("", "static", "public", "source")
    """Directories beside the content whose files come to the top of the site."""

    def __init__(self, site: Site, options: Options, now: datetime | None = None) -> None:
        """Keep the site; `now` decides which posts are in the future."""
        self.site = site
        self.now = now or datetime.now(timezone.utc)
        self.split = options.split
        self.zone_is_given = options.timezone_given
        self.include = frozenset(options.include)
        self.zone_is_known = options.timezone_given or bool(site.timezone)
        own_zone = "" if options.timezone_given else site.timezone
        self.zone = own_zone or options.timezone
        self.config = Fields(site.config)

    def zone_of(self, path: str) -> str:
        """Return the time zone of dates without one in a post."""
        if self.zone_is_known or not archive_rules.has_article_name(path):
            return self.zone
        return archive_rules.ZONE

    @abstractmethod
    def posts(self, paths: list[str]) -> list[str]:
        """Return those paths of a source that are posts, as far as a path shows."""

    def needed(self, paths: list[str]) -> list[str]:
        """Return those files of a source whose texts say something of others."""
        return []

    def keeps(self, path: str, text: str) -> bool:
        """Return whether the text of one of those files says something of others."""
        return True

    @abstractmethod
    def slug(self, path: str) -> str:
        """Return a post's lasting name: its path below the site's content, without the suffix."""

    def local(self, path: str) -> str:
        """Return a path of the source relative to the site's content directory."""
        return path.removeprefix(self.site.root).removeprefix(self.site.content)

    def metadata(self, path: str, document: SplitPost) -> PostMeta:
        """Return what a post's path and front matter say; nothing is raised on bad input."""
        fields = Fields(self.with_defaults(path, document.fields))
        if reason := self.held_back(path, fields, document):
            return PostMeta(left_out=Problem("unpublished", reason))
        problems: list[Problem] = []
        published = self.published(fields, path, problems)
        updated = first_time(fields, self.updated_keys, self.zone, problems)
        if left_out := self.outdated(path, fields, published):
            return PostMeta(left_out=left_out)
        meta = PostMeta(
            title=self.title(path, fields, document),
            published=published,
            updated=updated,
            tags=tuple(unique(self.tags(fields))),
            categories=tuple(unique(self.categories(path, fields))),
            authors=tuple(unique(people_of(fields.get("authors", "author", "byline", "by")))),
            summary=self.summary(fields),
            lang=self.language(path, fields) or self.site_language,
            problems=(
                *problems,
                *([] if self.zone_is_known else assumed_zone(published, self.zone)),
                *self.differences(path, fields, document),
            ),
        )
        return with_urls(meta, self.site, fields, self.permalink(path, fields, meta))

    def with_defaults(self, path: str, fields: dict[str, Value]) -> dict[str, Value]:
        """Return the front matter with what the configuration adds to it."""
        return fields

    def held_back(self, path: str, fields: Fields, document: SplitPost) -> str | None:
        """Return what in the front matter keeps a post from being built, or None."""
        if fields.flag("published") is False:
            return "its front matter says published: false"
        return "its front matter says draft: true" if fields.flag("draft") else None

    def outdated(self, path: str, fields: Fields, published: datetime | None) -> Problem | None:
        """Return why a post is not built today, None if it is."""
        return None

    def title(self, path: str, fields: Fields, document: SplitPost) -> str:
        """Return the title of the front matter, else of the first heading or the file name."""
        if title := plain_title(fields.text("title")):
            return title
        heading = plain_title(heading_of(document.body))
        name = title_from_name(self.name_of(path))
        return heading or name if self.title_in_heading_first or not document.fields else name

    def name_of(self, path: str) -> str:
        """Return the name that a file gives its post: without directory and suffix."""
        return PurePosixPath(path).stem

    def summary(self, fields: Fields) -> str:
        """Return the summary of the front matter as Markdown, '' if there is none.

        A switch (`excerpt: false`) is none.
        """
        said = map(fields.text, self.summary_keys)
        return next((text for text in said if text and text.lower() not in (*TRUE, *FALSE)), "")

    def tags(self, fields: Fields) -> list[str]:
        """Return the tags of a post."""
        return items_of(fields.get("tags", "tag"))

    def categories(self, path: str, fields: Fields) -> list[str]:
        """Return the categories of a post."""
        return items_of(fields.get("categories", "category"))

    def lead(self, path: str, document: SplitPost, meta: PostMeta) -> str:
        """Return the part of a body that its author marked as its summary, '' if there is none.

        `document` has its templates, which are expanded in the part.
        """
        head = self.before_more(document)
        return self.expand(path, replace(document, body=head), meta)[0] if head else ""

    def excerpt(self, path: str, document: SplitPost) -> str:
        """Return the summary that the generator makes of a body without such a part.

        It is plain text, '' where the generator takes nothing or everything. The templates of
        `document` are expanded.
        """
        return ""

    def before_more(self, document: SplitPost) -> str:
        """Return the text before the mark that ends a summary, '' where there is none."""
        match = MORE.search(document.body)
        return document.body[: match.start()].strip() if match else ""

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its templates expanded, and what of them was not understood."""
        return document.body, []

    def resolve(self, path: str, markdown: str, meta: PostMeta, reading: Reading) -> str:
        """Return Markdown whose URLs are absolute, as far as the site's URL is known.

        A link to the file of another post leads to that post's article. `reading`, which is what
        `markdown` says, has the same URLs afterwards.
        """
        unknown = not self.site.url and meta.permalink is None
        if unknown and MAY_LEAD.search(markdown) is None:
            return markdown
        resolved = resolve_urls(markdown, reading, lambda each: self._absolute(each, path, meta))
        if ARTICLE not in markdown:
            return resolved
        show_articles(reading)
        return as_shown(resolved)

    def article(self, target: str, path: str) -> str | None:
        """Return the URL of the article of a post's file, None if there is no such file.

        `target` is a path from the directory of the file at `path`, the content directory or
        the site's root, with or without a suffix.
        """
        target = unquote(target)
        content = self.site.root + self.site.content
        in_directory = f"{posixpath.dirname(path)}/".lstrip("/")
        starts = (self.site.root, content) if target.startswith("/") else (in_directory, content)
        for start in starts:
            candidate = posixpath.normpath(start + target.lstrip("/"))
            for found in (candidate, f"{candidate}.md", f"{candidate}/index.md"):
                if found in self.post_paths:
                    return self.article_of(found)
        return None

    def article_of(self, path: str) -> str:
        """Return the URL of the article of a post's file, until it is resolved."""
        return article_url(self.slug(path))

    @cached_property
    def post_paths(self) -> frozenset[str]:
        """The paths of all posts of the site."""
        return frozenset(self.posts(sorted(self.site.paths)))

    @cached_property
    def paths_by_slug(self) -> dict[str, str]:
        """The path of each post by its slug."""
        return {self.slug(path): path for path in sorted(self.post_paths)}

    @cached_property
    def paths_by_name(self) -> dict[str, str | None]:
        """The path of the post by its file's name in lower case, None if there are several."""
        found: dict[str, str | None] = {}
        for path in self.post_paths:
            for name in (path.rpartition("/")[2].lower(), self.name_of(path).lower()):
                found[name] = None if name in found else path
        return found

    def image_path(self, url: str, path: str, permalink: str | None) -> str | None:
        """Return the path in the source of an image that the post at `path` shows, None where it
        has none. `url` is as it is stored, relative where the post has no permalink."""
        return image_path(self.site, self.static_directories, url, path, permalink)

    def _absolute(self, url: str, path: str, meta: PostMeta) -> str:
        url = url.lstrip(INVISIBLE)
        if url.startswith(ARTICLE):
            return url.removeprefix(ARTICLE)
        target, mark, anchor = url.partition("#")
        if is_post_name(target) and "://" not in target and (found := self.article(target, path)):
            return found.removeprefix(ARTICLE) + mark + anchor
        if not self.site.url and meta.permalink is None:
            return url
        if meta.permalink is None and not url.startswith("/"):
            return url
        return url_on_site(self.site, url, meta.permalink or "/")

    def language(self, path: str, fields: Fields) -> str | None:
        """Return the language of a post, as a tag of BCP 47 where the author wrote one."""
        text = fields.text("lang", "language", "locale").replace("_", "-")
        primary = text.split("-")[0].lower()
        return text if primary in LANGUAGES else None

    @cached_property
    def site_language(self) -> str | None:
        """The language of posts that name none, if other endings of words than in English follow
        from it."""
        said = f"{self.site.settings.get('language') or self.site.language}".replace("_", "-")
        return said if language_of(said) != ENGLISH else None

    def permalink(self, path: str, fields: Fields, meta: PostMeta) -> str | None:
        """Return the path of the post on its site, None if no rule gives one."""
        return fields.text("permalink", "url") or None

    def differences(self, path: str, fields: Fields, document: SplitPost) -> list[Problem]:
        """Return what the generator itself would have done differently."""
        return []

    def scheduled(self, time: datetime) -> Problem | None:
        """Return a reason if a time is in the future, unless all posts are to be loaded."""
        if time <= self.now or "future" in self.include:
            return None
        # Later loads read the time from here: newsdb/database/reading.py.
        return Problem("scheduled", f"scheduled for {time.isoformat()}")

    @cached_property
    def local_zone(self) -> tzinfo:
        """The zone in which the generator writes dates into URLs."""
        return ZoneInfo(self.zone)

    def published(self, fields: Fields, path: str, problems: list[Problem]) -> datetime | None:
        """Return the time of a post: of its front matter, else of its path.

        What is no date is added to the problems.
        """
        return published_at(fields, self.date_keys, path, self.zone_of(path), problems)
