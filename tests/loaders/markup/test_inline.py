"""Inline content put in order: marks around texts, single spaces, breaks between lines."""

from __future__ import annotations

import pytest
from lxml import etree
from lxml.html import fragment_fromstring

from loaders.html_elements import BLOCK
from loaders.markup.inline import order_inline


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
        # Markdown's delimiters would not be read here.
        ("a<b>“b”</b>c", 'a<strong as-html="">“b”</strong>c'),
        ("a<b>b</b>c", "a<strong>b</strong>c"),
        ("<code><b>a</b></code>", "<code>a</code>"),
        ("<sup>8</sup><sup><b>a</b></sup>", "⁸<sup><strong>a</strong></sup>"),
        ('a<b><img src="/1.png"></b>c', 'a<strong as-html=""><img src="/1.png"></strong>c'),
        ("<b>x <code>y</code></b>", "<strong>x <code>y</code></strong>"),
        ("<b><code>y</code>x</b>", "<strong><code>y</code>x</strong>"),
        ('<a href="/x"><code>y</code> z</a>', '<a href="/x"><code>y</code> z</a>'),
        ("<b><i>a</i></b><i>b</i>", "<em><strong>a</strong>b</em>"),
        ('<a href="/x"><b>a</b></a><b>b</b>', '<strong><a href="/x">a</a>b</strong>'),
        ('<b>a<a href="/x">b</a></b>', '<strong>a<a href="/x">b</a></strong>'),
        ('<a href="/x">a</a><a href="/x">b</a>', '<a href="/x">ab</a>'),
        ('<a href="/x">a</a><a href="/y">b</a>', '<a href="/x">a</a><a href="/y">b</a>'),
        ("a<s>，</s>b", 'a<del as-html="">，</del>b'),
        ("a<b><i>，b</i></b>c", 'a<strong as-html=""><em as-html="">，b</em></strong>c'),
        ("<b><i>x</i>，</b>y", '<strong as-html=""><em>x</em>，</strong>y'),
        ("<b>a</b>，<b>b</b>", "<strong>a</strong>，<strong>b</strong>"),
        ("<b>“a”</b>", "<strong>“a”</strong>"),
        ("<b>甲</b><ins>乙</ins>丙", "<strong>甲</strong><ins>乙</ins>丙"),
        ("<mark><b>a</b>b</mark>c", "<mark><strong>a</strong>b</mark>c"),
        ("a<b>.b</b>c", 'a<strong as-html="">.b</strong>c'),
        ("<b>甲</b><i>乙</i>丙", '<strong>甲</strong><em as-html="">乙</em>丙'),
        ("甲<b>“乙”</b>丙", '甲<strong as-html="">“乙”</strong>丙'),
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
