"""Which links, images and marks a paragraph has, in Markdown and in HTML alike."""

from __future__ import annotations

import pytest

from loaders.markup.inline_parts import changed_parts, parts_of
from newsdb.markup.parser import PARSER


def parts(text: str) -> list[tuple[str, str]]:
    children = PARSER.parseInline(text)[0].children or []
    return [(part.kind, part.value) for part in parts_of(children)]


@pytest.mark.parametrize(
    ("markdown", "html", "expected"),
    [
        ("**a**", "<b>a</b>", [("marks", "strong")]),
        ("*a*", "<i>a</i>", [("marks", "em")]),
        ("~~a~~", "<strike>a</strike>", [("marks", "del")]),
        ("`a`", "<tt>a</tt>", [("marks", "code")]),
        ("[a](/x)", '<a href="/x">a</a>', [("links", "/x")]),
        ("[a](/中)", '<a href="/中">a</a>', [("links", "/%E4%B8%AD")]),
        ("![a](/1.png)", '<img data-src="/1.png" alt="a">', [("images", "/1.png")]),
        ("[![](/1.png)](/x)", '<a href="/x"><img src="/1.png"></a>', None),
        ("***a***", "<em><strong>a</strong></em>", None),
        # What holds nothing is nothing.
        ("", "<b><i></b>", []),
        ("", "<b></b><b><i></i></b><a href='/x'><b> </b></a>", []),
        # Nor is what has no address, or is no mark.
        ("", "<a name='x'>a</a><span>a</span><abbr>a</abbr><img>", []),
        # An image that no page shows is one.
        ("", "<img src='data:,x'>", [("images", "img")]),
        # An element that is not closed is there all the same.
        ("", "a <b>b", [("marks", "strong")]),
    ],
)
def test_parts(markdown: str, html: str, expected: list[tuple[str, str]] | None) -> None:
    found = parts(html)
    if markdown:
        assert parts(markdown) == found
    if expected is not None:
        assert found == expected


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("<b>a</b> <i>b</i>", "*a* **b**", []),
        ("<b>a", "a", ["marks are not those of the source: “strong” became “none”"]),
        (
            '<a href="/x">a</a><img src="/1.png">',
            "[a](/y)",
            [
                "links are not those of the source: “/x” became “/y”",
                "images are not those of the source: “/1.png” became “none”",
            ],
        ),
    ],
)
def test_what_changed(before: str, after: str, changed: list[str]) -> None:
    old, new = (PARSER.parseInline(text)[0].children or [] for text in (before, after))
    assert changed_parts(old, new) == changed
