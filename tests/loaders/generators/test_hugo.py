"""Sites for Hugo. What Hugo itself makes of sites is compared in tests/oracles."""

from __future__ import annotations

from typing import Any


def test_hugo_without_configuration(site: Any) -> None:
    _, results = site(
        {
            "content/posts/_index.md": "---\ntitle: Section\n---\n",
            "content/posts/post.zh.md": "---\ntitle: 中文\ndate: 2024-01-03\n---\n正文。\n",
            "content/posts/a-bundle/index.md": "---\ndate: 2024-01-01\n---\nText.\n",
            "content/posts/old.md": "---\nexpiryDate: 2024-02-01\n---\nText.\n",
            "content/posts/2024-01-05-name.md": "---\ntitle: t\n---\nText.\n",
        }
    )
    posts = {path: result.post for path, result in results.items() if result.post}
    assert {path: (post.slug, post.title, post.lang) for path, post in posts.items()} == {
        "content/posts/2024-01-05-name.md": ("posts/2024-01-05-name", "t", None),
        "content/posts/a-bundle/index.md": ("posts/a-bundle", "A Bundle", None),
        "content/posts/post.zh.md": ("posts/post.zh", "中文", "zh"),
    }
    assert [problem.kind for problem in results["content/posts/old.md"].problems] == ["expired"]
    detail = results["content/posts/2024-01-05-name.md"].problems[0].detail
    assert detail == "Hugo does not read the date in the file's name"
