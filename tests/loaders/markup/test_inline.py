"""Inline content put in order: marks around texts, single spaces, breaks between lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.html import fragment_fromstring

from loaders.html_elements import BLOCK
from loaders.markup.inline import Mark, Run, flanks, joined_lines, order_inline, ordered
from newsdb.markup.parser import PARSER

STRONG: Mark = ("strong", "")
EM: Mark = ("em", "")


def in_order(html: str) -> str:
    block = fragment_fromstring(f"<p>{html}</p>")
    order_inline(block, BLOCK)
    text = etree.tostring(block, encoding="unicode", method="html")
    return text.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("  a  b\n c ", "a b c"),
        ("央行\n降息 \n 公告", "央行降息公告"),
        ("<b> a </b>b", "<strong>a</strong> b"),
        ("<b>a</b><strong>b</strong>", "<strong>ab</strong>"),
        ("<b>a<br></b>b", "<strong>a</strong><br>b"),
        ("<b>a<br>b</b>", "<strong>a<br>b</strong>"),
        ("<b>a<br><br>b</b>", "<strong>a</strong><br><br><strong>b</strong>"),
        ("<code>a<br>b</code>", "<code>a</code><br><code>b</code>"),
        ("<br>a<br> <br>", "a"),
        ("a <b> </b> b", "a b"),
        ("<b><i>a</i>b</b>", "<strong><em>a</em>b</strong>"),
        ("<i><b>a</b></i><b>b</b>", "<strong><em>a</em>b</strong>"),
        ("<b><i>甲</i></b>乙", "<strong><em>甲</em></strong>乙"),
        ('<code><a href="/x">y</a></code>', '<a href="/x"><code>y</code></a>'),
        ('<a href="javascript:x">y</a>', "y"),
        # Code is innermost, also where it goes on.
        (
            "<b><code>x</code></b> <code>y</code>",
            "<strong><code>x</code></strong> <code>y</code>",
        ),
        (
            "<b><code>x</code></b><code>y</code>",
            '<strong as-html=""><code>x</code></strong><code>y</code>',
        ),
        ("<q>a</q>", "“a”"),
        ("10<sup>-8</sup> x<sup>a</sup>", "10⁻⁸ x<sup>a</sup>"),
        # Markdown's signs would not be read here.
        ("a<b>“b”</b>c", 'a<strong as-html="">“b”</strong>c'),
        ("a<b>b</b>c", "a<strong>b</strong>c"),
        ('<img src="/1.png"> a', '<img src="/1.png"> a'),
        ("<font>a</font><s>b</s>", "a<del>b</del>"),
    ],
)
def test_content_is_put_in_order(html: str, expected: str) -> None:
    assert in_order(html) == expected


def test_blocks_stay_between_the_content_around_them() -> None:
    block = fragment_fromstring("<div> a <b>b </b><p> c </p> d <ul><li>e</li></ul></div>")
    order_inline(block, BLOCK)
    assert etree.tostring(block, encoding="unicode", method="html") == (
        "<div>a <strong>b</strong><p> c </p>d<ul><li>e</li></ul></div>"
    )


def test_runs_are_joined_and_blanks_lose_the_marks_of_one_side() -> None:
    runs = [
        Run("text", "甲 ", (STRONG,)),
        Run("text", "乙", (STRONG, EM)),
        Run("text", " ", (EM,)),
        Run("break", "\n", (EM,)),
        Run("text", "\u3000丙", ()),
        Run("text", "丁", ()),
    ]
    assert [(run.kind, run.text, run.marks) for run in ordered(runs)] == [
        ("text", "甲 ", (STRONG,)),
        ("text", "乙", (STRONG, EM)),
        ("break", "\n", ()),
        ("text", "丙丁", ()),
    ]


@pytest.mark.parametrize(
    ("text", "joined"),
    [("甲\n乙", "甲乙"), ("甲 \n a", "甲 a"), ("a\nb", "a b"), ("a\t b", "a b"), ("a b", "a b")],
)
def test_lines_are_joined(text: str, joined: str) -> None:
    assert joined_lines(text) == joined


@pytest.mark.parametrize(
    ("outside", "inside", "is_mark"),
    [
        ("a", "b", True),
        ("甲", "乙", True),
        ("a", " ", False),
        ("a", "“", False),
        (" ", "“", True),
        ("。", "“", True),
        ("a", "$", False),
        ("$", "“", False),
    ],
)
def test_flanks(outside: str, inside: str, is_mark: bool) -> None:
    assert flanks(outside, inside) is is_mark


@given(st.sampled_from("a甲5。“（$ "), st.sampled_from("a甲5“（$%"))
def test_what_flanks_is_read_as_a_mark(outside: str, inside: str) -> None:
    """Any CommonMark parser reads it: ours, which reads more in Chinese text, as well."""
    if flanks(outside, inside):
        html = PARSER.renderInline(f"x{outside}**{inside}y{inside}**{outside}x")
        assert f"<strong>{inside}y{inside}</strong>" in html
