"""Hexo: https://hexo.io/docs/configuration, /front-matter and /permalinks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha1
from posixpath import splitext
from typing import Any

from loaders.front_matter import SplitPost
from loaders.generators.names import date_in_path
from loaders.generators.permalinks import date_parts, fill
from loaders.generators.plain import Plain
from loaders.generators.shortcodes import expand_hexo
from loaders.generators.site import PostMeta
from loaders.generators.values import Fields, as_text, items_of
from loaders.post_paths import is_post_name
from newsdb.models import Problem

# hexo-util's slugize, and the accents that its escape_diacritic takes off Latin letters.
SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/\x00-\x1f]+")
LATIN_MARK = re.compile("[\u0300-\u036f]")
NAME_PARTS = {
    "year": r"\d{4}",
    "month": r"\d{2}",
    "day": r"\d{2}",
    "i_month": r"\d{1,2}",
    "i_day": r"\d{1,2}",
    "hash": "[0-9a-f]{12}",
}
DEFAULT_PERMALINK = ":year/:month/:day/:title/"


class Hexo(Plain):
    """A site whose `_config.yml` has Hexo's keys; its posts lie in `source/_posts`."""

    name = "hexo"
    date_keys = ("date",)
    updated_keys = ("updated", *Plain.updated_keys)
    title_in_heading_first = False
    static_directories = ()

    def posts(self, paths: list[str]) -> list[str]:
        """Return the posts, and the drafts or pages if options include them."""
        content = self.site.root + self.site.content
        found = [path for path in paths if path.startswith(content) and is_post_name(path)]
        return [path for path in found if self._is_post(path.removeprefix(content))]

    def _is_post(self, local: str) -> bool:
        """Return whether a file is a post: other suffixes are assets where posts may have some.

        https://github.com/hexojs/hexo/blob/v8.1.2/lib/plugins/processor/post.ts
        """
        suffix = splitext(self.config.text("new_post_name") or ":title.md")[1]
        if _matches(local, items_of(self.config.get("skip_render"))):
            return False
        with_assets = self.config.flag("post_asset_folder") and local.startswith("_posts/")
        if with_assets and splitext(local)[1] != suffix:
            return False
        if any(part.startswith("_") for part in local.split("/")[1:]):
            return False
        if local.startswith("_posts/"):
            return True
        if local.startswith("_drafts/"):
            return self.config.flag("render_drafts") is True or "drafts" in self.include
        return not local.startswith("_") and "pages" in self.include

    def slug(self, path: str) -> str:
        """Return a post's path without the posts directory and the suffix."""
        return super().slug(path).removeprefix("_drafts/")

    @cached_property
    def paths_by_slug(self) -> dict[str, str]:
        """The path of each post by its slug, and by the one that Hexo gives it."""
        of_hexo = {self._slug(self.local(path)): path for path in sorted(self.post_paths)}
        return of_hexo | super().paths_by_slug

    def tags(self, fields: Fields) -> list[str]:
        """Return the tags; a string is one."""
        return items_of(fields.get("tags", "tag"))

    def categories(self, path: str, fields: Fields) -> list[str]:
        """Return the categories on the way from the top: `[Sports, Baseball]` are two names."""
        return items_of(fields.get("categories", "category"))

    def outdated(self, path: str, fields: Fields, published: datetime | None) -> Problem | None:
        """Return a reason if a post is in the future, if the configuration has `future: false`."""
        hidden = published and self.config.flag("future") is False
        return self.scheduled(published) if published and hidden else None

    def permalink(self, path: str, fields: Fields, meta: PostMeta) -> str | None:
        """Return the post's path by its own `permalink` or the site's pattern."""
        local = self.local(path)
        if not local.startswith(("_posts/", "_drafts/")):
            return fields.text("permalink") or f"/{splitext(local)[0]}.html"
        if own := fields.text("permalink"):
            return self._with_slash(own)
        slug = self._slug(local)
        named = self.config.get("category_map")
        category_map = named if isinstance(named, dict) else {}
        default = self.config.text("default_category") or "uncategorized"
        paths = fields.get("categories", "category")
        last: Sequence[Any] = meta.categories
        if isinstance(paths, list) and any(isinstance(each, list) for each in paths):
            last = items_of(paths[-1])
        last = [slugize(as_text(category_map.get(each)) or each) for each in last]
        values = {
            "title": slug,
            "name": slug.rpartition("/")[2],
            "post_title": slugize(fields.text("title")).lower(),
            "category": "/".join(last) or default,
        }
        if time := meta.published:
            seconds = f"{int(time.timestamp())}"
            values |= date_parts(time.astimezone(self.local_zone)) | {"timestamp": seconds}
            digest = sha1(f"{slug}{seconds}".encode(), usedforsecurity=False)
            values["hash"] = digest.hexdigest()[:12]
        defaults = self.config.get("permalink_defaults")
        others = Fields(defaults if isinstance(defaults, dict) else {})
        known = True

        def value(key: str, _: str) -> str:
            nonlocal known
            found = values.get(key) or fields.text(key) or others.text(key)
            known = known and (bool(found) or key in values)
            return found

        filled = fill(self.config.text("permalink") or DEFAULT_PERMALINK, value)
        return self._with_slash(filled) if known else None

    def _slug(self, local: str) -> str:
        """Return the name of a post in URLs: what `new_post_name` calls `:title`."""
        stem = splitext(local.partition("/")[2])[0]
        match = self._name.fullmatch(stem)
        return match["title"] if match and "title" in self._name.groupindex else slugize(stem)

    @cached_property
    def _name(self) -> re.Pattern[str]:
        """The names of posts as `new_post_name` describes them, without the suffix."""
        described = splitext(self.config.text("new_post_name") or ":title.md")[0]
        parts = re.split(r":(\w*[^\W_])", described)
        known = set[str]()
        for at in range(1, len(parts), 2):
            name = parts[at]
            segment = NAME_PARTS.get(name, ".+?")
            parts[at] = f"(?:{segment})" if name in known else f"(?P<{name}>{segment})"
            known.add(name)
        return re.compile("".join(re.escape(p) if at % 2 == 0 else p for at, p in enumerate(parts)))

    def _with_slash(self, url: str) -> str:
        """Return a permalink; that of a post with a directory of assets is one, too."""
        with_assets = self.config.flag("post_asset_folder")
        return f"{url}/" if with_assets and not url.endswith(("/", ".html")) else url

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its tags expanded, and what was left out."""
        if not any(mark in document.body for mark in ("{%", "{#", "{{")):
            return document.body, []
        # Assets lie in a directory that is named like the post.
        page = (meta.permalink or "").rpartition("/")[2]
        assets = f"{splitext(page)[0]}/" if page else ""
        return expand_hexo(document.body, document.line, self.post_named, assets)

    def differences(self, path: str, fields: Fields, document: SplitPost) -> list[Problem]:
        """Return that Hexo takes the time of the file for a post without any date."""
        if fields.text("date"):
            return []
        match = self._name.fullmatch(splitext(self.local(path).partition("/")[2])[0])
        if date_in_path(path) and (match is None or "year" not in self._name.groupindex):
            return [Problem("difference", "Hexo does not read the date in the file's name")]
        if date_in_path(path) is None:
            return [
                Problem("difference", "Hexo takes the time at which a file was made as its date")
            ]
        return []


def slugize(text: str) -> str:
    """Return text with hyphens for white space and for the punctuation of ASCII, as in URLs."""
    plain = "".join(
        each for each in unicodedata.normalize("NFD", text)
        if not LATIN_MARK.match(each)
    )  # fmt: skip
    return SPECIAL.sub("-", unicodedata.normalize("NFC", plain)).strip("-")


def _matches(path: str, patterns: list[str]) -> bool:
    """Return whether one of the patterns, such as `_posts/old/**`, is for a path."""
    return any(fnmatchcase(path, each) for each in patterns)
