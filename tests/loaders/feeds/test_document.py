"""Plain data of feeds."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.feeds.document import (
    as_html,
    enclosed,
    language,
    media_family,
    names,
    plain_line,
    web_url,
)


@pytest.mark.parametrize(
    ("url", "base", "found"),
    [
        ("https://a.example/x", "", "https://a.example/x"),
        ("/x", "https://a.example/b/", "https://a.example/x"),
        ("x", "", None),
        ("urn:uuid:1", "https://a.example/", None),
        ("tag:a.example,2022:1", "https://a.example/", None),
        ("javascript:alert(1)", "https://a.example/", None),
        ("http://[", "https://a.example/", None),
        ("", "https://a.example/", None),
        (None, "https://a.example/", None),
    ],
)
def test_only_web_urls_are_urls(url: Any, base: str, found: str | None) -> None:
    assert web_url(url, base) == found


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("R&amp;D &#8211; <b>周</b>报", "text/html", "R&D – 周报"),
        ("a<script>f('</b>')</script> b<style>x{}</style>c", "text/html", "a bc"),
        ("a <SCRIPT src=x>f()", "text/html", "a"),
        ("a &amp; <b>", "text/plain", "a &amp; <b>"),
        (None, "text/html", ""),
    ],
)
def test_a_title_is_a_line_of_text(text: Any, kind: str, line: str) -> None:
    assert plain_line(text, kind) == line


def test_plain_text_becomes_paragraphs() -> None:
    assert as_html("a < b\nc\n\nd", "text/plain") == "<p>a &lt; b<br>c</p><p>d</p>"
    assert as_html(" a &lt; b\nc\n\nd ", "text/html") == "<p>a &lt; b<br>c</p><p>d</p>"
    assert as_html(" a &lt; b ", "text/html") == "a &lt; b"


def test_files_that_come_with_an_entry_are_shown_once() -> None:
    files = [
        ("http://a.example/1.mp3", "audio/mpeg"),
        ("http://a.example/1.mp3", "audio/mpeg"),
        ("http://a.example/a%20b.pdf", None),
        ("http://a.example/shown.png", "image/png"),
    ]
    assert enclosed(files, '<img src="http://a.example/shown.png">') == (
        '<p><audio src="http://a.example/1.mp3"></audio></p>'
        '<p><a href="http://a.example/a%20b.pdf">a b.pdf</a></p>'
    )


def test_languages_and_names() -> None:
    assert language(None, "", "中文", "zh-cn", "en") == "zh-cn"
    assert names(["王小川", "", None, "a@b.example", "王小川", "李"]) == ["王小川", "李"]


@pytest.mark.parametrize(
    ("url", "kind", "family"),
    [
        ("https://a.example/x.mp3?y", "", "audio"),
        ("https://a.example/x.mp3", "application/octet-stream", "audio"),
        ("https://a.example/x.mp3", "Video/MP4", "video"),
        ("https://a.example/x.unknown", "", ""),
        ("https://a.example/x", "application/pdf", "application"),
    ],
)
def test_families_of_media(url: str, kind: str, family: str) -> None:
    assert media_family(url, kind) == family


def test_files_that_the_body_does_not_show() -> None:
    image = ("https://a.example/1.png", "image/png")
    shown = '<p><img src="https://a.example/1.png"></p>'
    assert enclosed([image, image, ("data:,x", "image/png"), ("", "")], "") == shown
    assert enclosed([image], f"<img src='{image[0]}'>") == ""
    assert enclosed([image], f"{image[0]}/2") == shown
