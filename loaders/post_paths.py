"""Which paths in a source are posts, and the slug of the post at a path.

Sources and parsers both need these rules, so the layers of both can import them.
"""

from __future__ import annotations

from functools import lru_cache
from posixpath import splitext

HTML_SUFFIXES = (".html", ".htm", ".xhtml")
POST_SUFFIXES = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown", *HTML_SUFFIXES)
"""The suffixes that Jekyll renders as posts, in lower case."""
IMAGE_SUFFIXES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
POSTS_DIRECTORIES = frozenset({"_posts", "old_post"})
"""The archive writes posts to the first and moves them to the second some days later."""


def is_post_name(path: str) -> bool:
    """Return whether a file's suffix is one that Jekyll renders as a post."""
    # Hardly any is written in capitals.
    return path.endswith(POST_SUFFIXES) or path.lower().endswith(POST_SUFFIXES)


def is_text(path: str) -> bool:
    """Return whether a file is a post or a configuration, judging by its suffix."""
    return path.lower().endswith((*POST_SUFFIXES, ".yml", ".yaml", ".toml", ".json"))


def may_be_read(path: str) -> bool:
    """Return whether a file is a post, a configuration or an image, judging by its suffix."""
    return is_text(path) or path.lower().endswith(IMAGE_SUFFIXES)


def in_posts_directory(path: str) -> bool:
    """Return whether a file is somewhere below a directory for posts."""
    return _is_posts_directory(path.rpartition("/")[0])


@lru_cache
def _is_posts_directory(directory: str) -> bool:
    return not POSTS_DIRECTORIES.isdisjoint(directory.split("/"))


def slug_of_path(path: str) -> str:
    """Return a post's permanent name: its path without posts directories and suffix."""
    parts = splitext(path)[0].split("/")
    return "/".join(part for part in parts if part not in POSTS_DIRECTORIES)
