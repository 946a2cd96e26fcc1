"""Posts without any configuration: Jekyll's names and keys, and the dates of all generators."""

from __future__ import annotations

from datetime import datetime

from loaders import archive_rules
from loaders.front_matter import SplitPost
from loaders.generators.base import Generator
from loaders.generators.site import PostMeta
from loaders.generators.values import Fields, items_of, split_names, unique
from loaders.post_paths import HTML_SUFFIXES, in_posts_directory, is_post_name, slug_of_path
from newsdb.models import Problem


class Plain(Generator):
    """Posts are in `_posts` and `old_post`, or in any directory if there are none of these."""

    name = "plain"
    date_keys: tuple[str, ...] = (
        "date",
        "publishdate",
        "pubdate",
        "published",
        "lastmod",
        "modified",
    )

    def posts(self, paths: list[str]) -> list[str]:
        """Return the paths of posts."""
        named = [path for path in paths if is_post_name(path)]
        return [path for path in named if in_posts_directory(path)] or named

    def slug(self, path: str) -> str:
        """Return a post's path without the posts directories and the suffix."""
        return slug_of_path(self.local(path))

    def outdated(self, path: str, fields: Fields, published: datetime | None) -> Problem | None:
        """Return a reason if a post is in the future, as Jekyll and Hugo do by default."""
        return self.scheduled(published) if published else None

    def tags(self, fields: Fields) -> list[str]:
        """Return tags: a string of `tags` is split, one of `tag` is not, as in Jekyll."""
        return [*items_of(fields.get("tag")), *split_names(fields.get("tags"), self.split)]

    def categories(self, path: str, fields: Fields) -> list[str]:
        """Return categories: those of the directories above `_posts`, then those of the post."""
        directories = self.local(path).split("/")[:-1]
        above = directories[: directories.index("_posts")] if "_posts" in directories else []
        named = split_names(fields.get("categories"), self.split)
        return unique([*above, *named, *items_of(fields.get("category"))])

    def expand(self, path: str, document: SplitPost, meta: PostMeta) -> tuple[str, list[Problem]]:
        """Return the body with the templates expanded that need no configuration."""
        body = document.body
        if ("{%" not in body and "{{" not in body) or archive_rules.has_marks(path, body):
            return body, []
        from loaders.generators.unconfigured import expand  # slow import

        def resolve(name: str) -> str | None:
            return self.article(name, path) or self.post_named(name)

        is_html = path.lower().endswith(HTML_SUFFIXES)
        return expand(document, meta, self.site, resolve, is_html=is_html)

    def post_named(self, name: str) -> str | None:
        """Return the URL of the article of the post of a name, None if there is none."""
        path = self.paths_by_slug.get(name.strip("/")) or self.paths_by_name.get(name.lower())
        return self.article_of(path) if path else None
