"""What is kept of a site."""

from __future__ import annotations

from typing import Any

from loaders.generators.site import Site
from tests.loaders.generators.sites import HEXO, POST


def test_what_the_configuration_says_of_the_site_is_kept(site: Any) -> None:
    generator, _ = site({"_config.yml": HEXO, "source/_posts/a.md": POST})
    described = generator.site.described()
    assert len(described.pop("config_sha256")) == 64
    assert described == {
        "generator": "hexo",
        "title": "T",
        "url": "https://h.example",
        "timezone": "Asia/Tokyo",
    }


def test_what_posts_may_include_is_part_of_what_decides_how_they_are_read(site: Any) -> None:
    files = {"_config.yml": "title: T\n", "_posts/2024-01-02-a.md": POST}
    digests = [
        site(files | more)[0].site.described()["config_sha256"]
        for more in ({}, {"_includes/a.md": "One"}, {"_includes/a.md": "Two"})
    ]
    assert len(set(digests)) == 3


def test_a_site_that_says_nothing_is_not_described() -> None:
    assert Site().described() == {}
    assert Site(generator="hugo").described() == {"generator": "hugo"}
    assert Site(title="T").described() == {"title": "T", "generator": "plain"}


def test_variables_of_the_configuration_are_named_as_it_writes_them(site: Any) -> None:
    body = "![a]({{ site.assetUrl }}a.png) {{ site.Title }}\n"
    config = "assetUrl: /img/\nTitle: T\ntimezone: UTC\n"
    _, results = site({"_config.yml": config, "_posts/2024-01-02-a.md": POST + body})
    (result,) = results.values()
    assert result.problems == ()
    assert "![a](/img/a.png) T" in result.post.body
