"""Permalinks, URLs, images and redirects of posts."""

from __future__ import annotations

from loaders.generators.post_urls import with_urls
from loaders.generators.site import PostMeta, Site
from loaders.generators.values import Fields

SITE = Site(url="https://a.example", base_path="/b")


def test_addresses_are_below_the_path_of_the_site() -> None:
    head = Fields({"cover": "c d.png", "alias": "old", "aliases": ["/x/", "https://o.example/y"]})
    meta = with_urls(PostMeta(title="T"), SITE, head, "/2024/t/")
    assert meta == PostMeta(
        title="T",
        permalink="/b/2024/t/",
        url="https://a.example/b/2024/t/",
        image="https://a.example/b/2024/t/c%20d.png",
        redirects=("/b/x/", "/b/y"),
    )


def test_redirects_are_relative_to_the_directory_of_the_page() -> None:
    for permalink, redirects in {
        "/2024/t/": ("/b/2024/x", "/b/2024/y/", "/b/z"),
        "/2024/t.html": ("/b/2024/x", "/b/2024/y/", "/b/z"),
        "/t": ("/b/x", "/b/y/", "/z"),
    }.items():
        meta = with_urls(PostMeta(), SITE, Fields({"aliases": ["x", "y/", "../z"]}), permalink)
        assert meta.redirects == redirects


def test_a_permalink_may_be_unknown_or_elsewhere() -> None:
    elsewhere = "https://c.example/t/"
    meta = with_urls(PostMeta(), SITE, Fields({"aliases": ["old/", "../x"]}), elsewhere)
    assert (meta.permalink, meta.url) == (elsewhere, elsewhere)
    meta = with_urls(PostMeta(), Site(), Fields({"image": "a.png", "aliases": ["x"]}), None)
    assert meta == PostMeta(image="/a.png", redirects=("/x",))
