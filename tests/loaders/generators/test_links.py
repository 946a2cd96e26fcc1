"""Addresses in Markdown are found, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from loaders.generators.links import absolute_url, replace_urls, resolve_urls
from newsdb.text import read_markdown


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[a](b)", "[a](X)"),
        ("[a]: b", "[a]: X"),
        ("[a]:b.html\n[b]:/c", "[a]:X\n[b]:X"),
        ("[a]:b of the text", None),
        ("[问]:谁", None),
        ('<a href="b">a</a>', '<a href="X">a</a>'),
        ("[^1]: b is the first word of a footnote", None),
        ("[^1]: see [a](b)", "[^1]: see [a](X)"),
        ("`[a](b)`", None),
        ('\\[a\\](b) \\<a href="b"> [\\\\](b)', '\\[a\\](b) \\<a href="b"> [\\\\](X)'),
        ('<a href="b\n\n c="d">', None),
        ("[a](<b>) [b](<>)", "[a](X) [b](X)"),
        ("```\n[a](b)\n```\n[a](b) `c` [a](b)", "```\n[a](b)\n```\n[a](X) `c` [a](X)"),
    ],
)
def test_addresses(markdown: str, expected: str | None) -> None:
    assert replace_urls(markdown, lambda _: "X") == (expected or markdown)


@pytest.mark.parametrize("markdown", ["[a](<b>)", "[a]: <b>", "[a]:  b", "<a href='b'>a</a>"])
def test_what_is_not_replaced_stays_as_it_is_written(markdown: str) -> None:
    assert replace_urls(markdown, lambda url: url) == markdown


@pytest.mark.parametrize(
    ("url", "written"),
    [("a b", "<a b>"), ("a(b", "<a(b>"), ("a(b)", "a(b)"), ("a(b) c", "<a(b) c>"), ("", "")],
)
def test_a_url_is_written_as_commonmark_reads_it(url: str, written: str) -> None:
    assert replace_urls("[x](y)\n\n[z]: y", lambda _: url) == f"[x]({written})\n\n[z]: {written}"


@pytest.mark.parametrize(
    ("url", "base", "absolute"),
    [
        ("b", "https://a.example/x/y", "https://a.example/x/b"),
        ("/b", "https://a.example/x/y", "https://a.example/b"),
        ("#b", "https://a.example/x", "#b"),
        ("", "https://a.example/x", ""),
        ("b", "", "b"),
        ("#b", "", "#b"),
        ("//[b", "https://a.example/", "//[b"),
    ],
)
def test_absolute_urls(url: str, base: str, absolute: str) -> None:
    assert absolute_url(url, base) == absolute


def test_a_reading_gets_the_urls_of_images_and_media_that_are_replaced() -> None:
    markdown = '![A](a\\_b.png) <img src="?a&amp;b"> `![](c.png)` ![](d.png)\n\n[▶ v](v.mp4)'
    reading = read_markdown(markdown)
    resolved = resolve_urls(markdown, reading, lambda url: f"/x/{url}" if url != "d.png" else url)
    again = read_markdown(resolved)
    assert reading.images == [("/x/a_b.png", "A"), ("/x/?a&b", ""), ("d.png", "")]
    assert reading.media == [("video", "/x/v.mp4", "v")]
    assert (reading.images, reading.media) == (again.images, again.media)
