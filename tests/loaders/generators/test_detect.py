"""Which generator a site is for, by its configuration and its folders."""

from __future__ import annotations

from typing import Any

import pytest

from tests.loaders.generators.sites import HEXO, POST, ZOLA, only


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"_config.yml": "title: T", "_posts/2024-01-02-a.md": POST}, "jekyll"),
        ({"docs/_config.yml": "title: T", "docs/_posts/2024-01-02-a.md": POST}, "jekyll"),
        ({"_config.yml": HEXO, "source/_posts/a.md": POST}, "hexo"),
        ({"_config.yml": "url: https://h.example", "source/_posts/a.md": POST}, "hexo"),
        ({"hugo.toml": 'title = "T"', "content/a.md": POST}, "hugo"),
        ({"config.yaml": "baseURL: https://u.example", "content/a.md": POST}, "hugo"),
        ({"config/_default/hugo.json": '{"title": "T"}', "content/a.md": POST}, "hugo"),
        ({"content/posts/a.md": POST}, "hugo"),
        ({"config.toml": ZOLA, "content/a.md": POST}, "zola"),
        ({"config.toml": "[tool]\nx = 1", "a.md": POST}, "plain"),
        ({"_config.yml": ": [", "a.md": POST}, "plain"),
        ({"_posts/2024-01-02-a.md": POST}, "plain"),
        ({"a/b/c/_config.yml": "title: T", "_posts/2024-01-02-a.md": POST}, "plain"),
    ],
)
def test_the_generator_is_told_by_its_configuration(
    site: Any, files: dict[str, str], name: str
) -> None:
    generator, results = site(files)
    assert generator.name == name
    assert only(results).title == "A post"


def test_the_generator_can_be_named(site: Any) -> None:
    files = {"_config.yml": "title: T", "_posts/2024-01-02-a.md": POST}
    assert site(files, generator="plain")[0].name == "plain"
