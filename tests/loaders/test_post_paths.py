"""Which paths are posts, and the slug of the post at a path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.post_paths import (
    POST_SUFFIXES,
    in_posts_directory,
    is_post_name,
    may_be_read,
    slug_of_path,
)

NAMES = st.sampled_from(["_posts", "old_post", "2022", "a", "b.c", "新闻"])
PATHS = st.lists(NAMES, min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("path", "is_post", "is_read"),
    [
        ("a.md", True, True),
        ("a.MarkDown", True, True),
        ("a.xhtml", True, True),
        ("_config.yml", False, True),
        ("hugo.TOML", False, True),
        ("a.md.png", False, True),
        ("a.md.exe", False, False),
        ("md", False, False),
    ],
)
def test_suffixes(path: str, is_post: bool, is_read: bool) -> None:
    assert (is_post_name(path), may_be_read(path)) == (is_post, is_read)


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("_posts/a.md", True),
        ("ja/old_post/2022/a.md", True),
        ("_posts", False),
        ("my_posts/a.md", False),
        ("a/_posts.md", False),
    ],
)
def test_posts_directories(path: str, inside: bool) -> None:
    assert in_posts_directory(path) is inside


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("_posts/2022-03-01-a.md", "2022-03-01-a"),
        ("ja/_posts/2022/a.b.html", "ja/2022/a.b"),
        ("a/old_post/_posts/c", "a/c"),
    ],
)
def test_slugs(path: str, slug: str) -> None:
    assert slug_of_path(path) == slug


@given(PATHS, st.sampled_from(POST_SUFFIXES), st.sampled_from(["_posts", "old_post"]))
def test_a_post_that_moves_between_posts_directories_keeps_its_slug(
    folders: list[str], suffix: str, directory: str
) -> None:
    moved = "/".join([directory, *folders, f"2022-03-01-x{suffix}"])
    kept = [name for name in folders if name not in ("_posts", "old_post")]
    assert slug_of_path(moved) == "/".join([*kept, "2022-03-01-x"])
