"""URLs of feeds in web pages and in lists."""

from __future__ import annotations

import pytest

from loaders.feeds.discover import feed_of_page, feeds_of_list
from newsdb.exceptions import SourceError

PAGE = (
    '<!DOCTYPE html><html><head>{}<link rel="stylesheet" href="a.css">'
    '<link rel="{}" type="{}" href="{}">'
)


@pytest.mark.parametrize(
    ("base", "rel", "kind", "href", "found"),
    [
        ("", "alternate", "application/rss+xml", "/f.xml", "https://a.example/f.xml"),
        ("", "ALTERNATE home", "Application/Atom+XML", "f", "https://a.example/b/f"),
        ('<base href="/c/">', "alternate", "application/feed+json", "f", "https://a.example/c/f"),
        ("", "alternate", "application/rss+xml; charset=utf-8", "/f", "https://a.example/f"),
        ("", "alternate", "application/json", "/f.json", "https://a.example/f.json"),
        ("", "alternate", "application/rss+xml", "feed://b.example/f", "https://b.example/f"),
        (
            '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
            *("alternate", "application/rss+xml", "/f", "https://a.example/f"),
        ),
        (
            '<!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->',
            *("alternate", "application/rss+xml", "HTTPS://b.example/f", "https://b.example/f"),
        ),
    ],
)
def test_the_feed_of_a_page(base: str, rel: str, kind: str, href: str, found: str) -> None:
    page = PAGE.format(base, rel, kind, href).encode()
    assert feed_of_page(page, "https://a.example/b/") == found


@pytest.mark.parametrize(
    "head", ["<!DOCTYPE html><title>T</title>", "<meta charset=utf-8>", "<LINK>"]
)
def test_a_page_without_html_and_head(head: str) -> None:
    page = f'{head}<link rel="alternate" type="application/rss+xml" href="/f">'
    assert feed_of_page(page.encode(), "https://a.example/b/") == "https://a.example/f"


@pytest.mark.parametrize(
    ("rel", "kind", "href"),
    [
        ("alternate", "text/html", "/en"),
        ("icon", "application/rss+xml", "/f"),
        ("alternate", "application/rss+xml", "file:///etc/passwd"),
    ],
)
def test_a_page_without_a_feed(rel: str, kind: str, href: str) -> None:
    with pytest.raises(SourceError, match="it is a web page, and names no feed"):
        feed_of_page(PAGE.format("", rel, kind, href).encode(), "https://a.example/")


@pytest.mark.parametrize("content", [b"<rss><channel/></rss>", b'{"items": []}', b""])
def test_what_is_neither_page_nor_list(content: bytes) -> None:
    assert feed_of_page(content, "https://a.example/") is None
    assert feeds_of_list("a", content) is None


def test_the_feeds_of_a_list() -> None:
    content = """<?xml version="1.0" encoding="utf-8"?><opml version="1.0"><body>
    <outline text="财经"><outline xmlUrl="https://a.example/f"/>
    <outline xmlUrl="feed.xml"/></outline>
    <outline xmlUrl="http://b.example/"/><outline xmlUrl="https://a.example/f"/></body></opml>"""
    assert feeds_of_list("a", content.encode()) == ["https://a.example/f", "http://b.example/"]


def test_urls_of_outlines() -> None:
    outlines = (
        '<outline xmlUrl="feed://a.example/1"/><outline xmlUrl="feed:https://a.example/2"/>'
        '<outline htmlUrl="http://a.example/page"/><outline url="http://a.example/no"/>'
        '<outline xmlUrl="" htmlUrl="http://a.example/other"/>'
        '<outline xmlUrl="http://a.example/3" htmlUrl="http://a.example/no"/>'
    )
    content = f"<?xml version='1.0' encoding='gbk'?><opml><body>早{outlines}</body></opml>"
    found = ["http://a.example/1", "https://a.example/2", "http://a.example/page"]
    found += ["http://a.example/other", "http://a.example/3"]
    assert feeds_of_list("a", content.encode("gbk")) == found


@pytest.mark.parametrize(
    "content",
    [
        '<opml><body><outline text="a & b" xmlurl="http://a.example/?a=1&b=2"/></body></opml>',
        '<opml xmlns="x"><body><outline XMLURL=" http://a.example/?a=1&amp;b=2 "/></body></opml>',
        '<OPML><BODY><OUTLINE xmlUrl="http://a.example/?a=1&#38;b=2"/></BODY></OPML>',
    ],
)
def test_lists_as_programs_write_them(content: str) -> None:
    assert feeds_of_list("a", content.encode()) == ["http://a.example/?a=1&b=2"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<opml><body>", "is not well-formed OPML"),
        ("<opml><body/></opml>", "is a list of feeds [(]OPML[)] without any"),
        ('<opml><!DOCTYPE a [<!ENTITY b "c">]></opml>', "is not well-formed OPML"),
    ],
)
def test_a_list_that_is_none(content: str, reason: str) -> None:
    with pytest.raises(SourceError, match=f"^a {reason}"):
        feeds_of_list("a", content.encode())
