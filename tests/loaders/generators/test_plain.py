"""Posts without any configuration."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.generators.sites import POST


def test_containers_of_posts_are_no_categories(site: Any) -> None:
    _, results = site({"docs/_posts/2024-01-02-a.md": POST, "docs/_posts/b/2024-01-03-c.md": POST})
    posts = [result.post for result in results.values()]
    assert [post.slug for post in posts] == ["2024-01-02-a", "b/2024-01-03-c"]
    assert [post.categories for post in posts] == [(), ()]


@pytest.mark.parametrize(
    ("config", "directory"),
    [({}, "_posts/"), ({}, "notes/"), ({"_config.yml": "title: T"}, "_posts/")],
)
def test_a_post_of_the_future_waits_unless_it_is_asked_for(
    site: Any, config: dict[str, str], directory: str
) -> None:
    later = f"{directory}2999-01-02-later.md"
    _, results = site({**config, later: "Text.\n", f"{directory}2024-01-02-a.md": POST})
    assert results[later].status == "unpublished"
    _, results = site(config, include=("future",))
    assert results[later].post.date == "2999-01-02"
