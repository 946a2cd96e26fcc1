"""Which URLs of posts may be linked: one answer for feeds, pages, tables and rendered text."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb import urls
from newsdb.urls import WEB, safe_link, with_parameters


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("HTTP://a.example/x", "HTTP://a.example/x"),
        ("//a.example/x", "https://a.example/x"),
        (" https://a.example/x\n", "https://a.example/x"),
        ("https://a.example/{id}", "https://a.example/%7Bid%7D"),
        ("https://a.example/x y", "https://a.example/x%20y"),
        ("https://a.example/中文　x", "https://a.example/中文%E3%80%80x"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example\\@b.example/", ""),
        ("https://[::1]:8001/", "https://[::1]:8001/"),
        ("https://", ""),
        ("https:///x", ""),
        ("https:a.example", ""),
        ("https://a b.example/", ""),
        ("https://[a.example/", ""),
        ("https://a.example:99999/", ""),
        ("java\nscript:alert(1)", ""),
        ("javascript://a.example/%0Aalert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@b.example", ""),
        ("/x", ""),
        ("a.example", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_safe_link(url: str | None, link: str) -> None:
    assert safe_link(url) == link


def test_other_schemes_only_if_asked_for() -> None:
    assert safe_link("MAILTO:a@b.example", (*WEB, "mailto")) == "MAILTO:a@b.example"
    assert safe_link("mailto:", (*WEB, "mailto")) == ""


URLS = st.text() | st.builds(
    "{}{}".format, st.sampled_from(["http://", "https://a", "//", "HTTPS://a.b/"]), st.text()
)


@given(URLS)
def test_every_link_is_a_web_url_and_its_own_safe_link(url: str) -> None:
    link = safe_link(url)
    assert safe_link(link) == link
    if link:
        assert urlsplit(link).scheme in WEB and urlsplit(link).hostname
        assert not set(link) & set(" \t\r\n\"'<>\\`{|}") - {"'"}
        assert link.isprintable() or not link.isascii()
        link.encode()


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("2022-01-01-a", "/article/2022-01-01-a"),
        ("ja/news/2020-05-01-title", "/article/ja/news/2020-05-01-title"),
        ("a?b#c%d e", "/article/a%3Fb%23c%25d%20e"),
        ("a/../../x", "/article/a%2F..%2F..%2Fx"),
        ("//evil.example", "/article/%2F%2Fevil.example"),
        ("央", "/article/%E5%A4%AE"),
        (".", "/article?name=."),
        ("..", "/article?name=.."),
        ("../..", "/article/..%2F.."),
        ("...", "/article/..."),
    ],
)
def test_paths_of_articles(slug: str, path: str) -> None:
    assert urls.article(slug) == path


@pytest.mark.parametrize(
    ("slug", "path"),
    [(".", "/article/..json"), ("..", "/article/...json"), ("a/b", "/article/a/b.json")],
)
def test_paths_of_articles_as_files(slug: str, path: str) -> None:
    assert urls.article(slug, ".json") == path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("甲报", "/source/%E7%94%B2%E6%8A%A5"),
        ("a/b?c#d%", "/source/a%2Fb%3Fc%23d%25"),
        ("..", "/source?name=.."),
    ],
)
def test_paths_of_lists(name: str, path: str) -> None:
    assert urls.collection("source", name) == path


@pytest.mark.parametrize(
    ("name", "path"),
    [("about", "/page/about"), ("关于", "/page/%E5%85%B3%E4%BA%8E"), ("a b/c", "/page/a%20b%2Fc")],
)
def test_paths_of_custom_pages(name: str, path: str) -> None:
    assert urls.custom_page(name) == path


def test_paths_of_the_images_of_titles() -> None:
    assert urls.card("a/article/b") == "/card/a/article/b.png"
    assert urls.card("..") == "/card/...png"


def test_parameters_are_added_to_those_of_a_url() -> None:
    assert with_parameters("/search", {}) == "/search"
    assert with_parameters("/search", {"q": "央行", "tag": ("a b", "c!")}) == (
        "/search?q=%E5%A4%AE%E8%A1%8C&tag=a+b&tag=c!"
    )
    assert with_parameters("/search?q=1", {"page": 2}) == "/search?q=1&page=2"
