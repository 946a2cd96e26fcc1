"""Addresses on a site, patterns of permalinks, and words of paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.generators.permalinks import fill, slugify, url_on_site
from loaders.generators.site import Site

SITE = Site(url="https://blog.example", base_path="/b")


@pytest.mark.parametrize(
    ("address", "url", "without_url"),
    [
        ("/a", "https://blog.example/a", "/a"),
        ("b c.png", "https://blog.example/x/b%20c.png", "/x/b%20c.png"),
        ("../y", "https://blog.example/y", "/y"),
        (" /a ", "https://blog.example/a", "/a"),
        ("#top", "#top", "#top"),
        ("", "", ""),
        ("mailto:a@b.example", "mailto:a@b.example", "mailto:a@b.example"),
        ("//cdn.example/1.js", "//cdn.example/1.js", "//cdn.example/1.js"),
    ],
)
def test_addresses_become_absolute(address: str, url: str, without_url: str) -> None:
    assert url_on_site(SITE, address, "/x/page") == url
    assert url_on_site(Site(), address, "/x/page") == without_url


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/:year/:title.html", "/2024/a.html"),
        ("/:categories/:title/", "/a/"),
        ("/:title_more", "/a_more"),
        ("/:unknown/:title", "/:unknown/a"),
        ("/:sections[1:]/:title", "/[1:]/a"),
    ],
)
def test_patterns_are_filled(pattern: str, path: str) -> None:
    def value(name: str, selection: str) -> str | None:
        return {"year": "2024", "title": "a", "categories": "", "sections": selection}.get(name)

    assert fill(pattern, value) == path


@pytest.mark.parametrize(
    ("text", "keep", "slug"),
    [
        ("A day, in May!", "", "A-day-in-May"),
        ("  新闻 2024 ", "", "新闻-2024"),
        ("a.b~c", ".", "a.b-c"),
        ("½ ①", "", ""),
        ("e\u0301", "", "e\u0301"),
    ],
)
def test_slugs(text: str, keep: str, slug: str) -> None:
    assert slugify(text, keep) == slug


@given(st.text(max_size=20))
def test_a_slug_is_its_own_slug(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug
    assert "--" not in slug
    assert slug.strip("-") == slug
