"""Hexo: https://hexo.io/docs/configuration, /front-matter and /permalinks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from posixpath import splitext
from typing import Any

from loaders.front_matter import SplitPost
from loaders.generators.jekyll import date_parts
from loaders.generators.names import FILE_NAME, date_in_path
from loaders.generators.permalinks import fill, slugify
from loaders.generators.plain import Plain
from loaders.generators.shortcodes import expand_hexo
from loaders.generators.site import PostMeta
from loaders.generators.values import Fields, as_text, items_of
from loaders.post_paths import is_post_name
from newsdb.models import Problem

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
            return own if own.endswith(("/", ".html")) else f"{own}/"
        if meta.published is None:
            return None
        stem = splitext(local.partition("/")[2])[0]
        directory, _, name = stem.rpartition("/")
        title = stem
        if ":year" in self.config.text("new_post_name"):
            match = FILE_NAME.match(name)
            name = match["name"] if match else name
            title = f"{directory}/{name}".lstrip("/") if match else slugify(stem)
        dates = date_parts(meta.published.astimezone(self.local_zone))
        named = self.config.get("category_map")
        category_map = named if isinstance(named, dict) else {}
        default = self.config.text("default_category") or "uncategorized"
        paths = fields.get("categories", "category")
        last: Sequence[Any] = meta.categories
        if isinstance(paths, list) and any(isinstance(each, list) for each in paths):
            last = items_of(paths[-1])
        last = [as_text(category_map.get(each)) or each for each in last]
        values = {
            **dates,
            "title": title,
            "name": name,
            "post_title": slugify(meta.title),
            "category": "/".join(each.replace(" ", "-") for each in last) or default,
        }
        return fill(
            self.config.text("permalink") or DEFAULT_PERMALINK, lambda key, _: values.get(key)
        )

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with its tags expanded, and what was left out."""
        if "{%" not in document.body and "{#" not in document.body:
            return document.body, []
        # Assets lie in a directory that is named like the post.
        page = (meta.permalink or "").rpartition("/")[2]
        assets = f"{splitext(page)[0]}/" if page else ""
        return expand_hexo(document.body, document.line, self._find_post, assets)

    def _find_post(self, name: str) -> str | None:
        path = self.paths_by_slug.get(name.strip("/")) or self.paths_by_name.get(name.lower())
        return self.article_of(path) if path else None

    def differences(self, path: str, fields: Fields, document: SplitPost) -> list[Problem]:
        """Return that Hexo takes the time of the file for a post without any date."""
        if not fields.text("date") and date_in_path(path) is None:
            return [self.difference("Hexo takes the time at which a file was made as its date")]
        return []
