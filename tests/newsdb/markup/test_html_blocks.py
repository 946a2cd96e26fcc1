"""Blocks of HTML: what is Markdown below them, and what still belongs to them."""

from __future__ import annotations

import pytest

from newsdb.markup.parser import PARSER


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<br>\n<br />\n**甲**\n", "<p><br>\n<br />\n<strong>甲</strong></p>\n"),
        (
            '- <img src="a.png">\n  *图*\n',
            '<ul>\n<li><img src="a.png">\n<em>图</em></li>\n</ul>\n',
        ),
        ("<br>\n\n**甲**\n", "<br>\n<p><strong>甲</strong></p>\n"),
        ("<br>\n<div>\n**甲**\n</div>\n", "<br>\n<div>\n**甲**\n</div>\n"),
        ("    <br>\n    甲\n", "<pre><code>&lt;br&gt;\n甲\n</code></pre>\n"),
        ("<br>\n   <br>\n*甲*\n", "<p><br>\n<br>\n<em>甲</em></p>\n"),
        ("<br>\n    <br>\n*甲*\n", "<br>\n    <br>\n*甲*\n"),
    ],
)
def test_text_below_a_break_or_an_image_is_markdown(markdown: str, html: str) -> None:
    assert PARSER.render(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "<p>a</p>\n<pre>b\n\n*c*</pre>\n<p>d</p>\n\n*e*",
            "<p>a</p>\n<pre>b\n\n*c*</pre>\n<p>d</p>\n<p><em>e</em></p>\n",
        ),
        (
            "- <p>a</p>\n  <pre>b\n\n  *c*</pre>\n\nd",
            "<ul>\n<li>\n<p>a</p>\n<pre>b\n\n*c*</pre>\n</li>\n</ul>\n<p>d</p>\n",
        ),
        (
            "- <p>a</p>\n  <pre>b\n\n*c*</pre>",
            "<ul>\n<li>\n<p>a</p>\n<pre>b\n</li>\n</ul>\n<p><em>c</em></pre></p>\n",
        ),
        (
            "<div>\n<script>\na\n\n*b*\n</script></div>\n\n*c*",
            "<div>\n<script>\na\n\n*b*\n</script></div>\n<p><em>c</em></p>\n",
        ),
        ("<p><pre>a\n\n*b*", "<p><pre>a\n<p><em>b</em></p>\n"),
        # Two of them, and between them no blank line.
        (
            "<p>a</p>\n<pre>b\n\nc</pre>\n<pre>\nd\n\ne</pre>\n\n*f*",
            "<p>a</p>\n<pre>b\n\nc</pre>\n<pre>\nd\n\ne</pre>\n<p><em>f</em></p>\n",
        ),
    ],
)
def test_code_in_html_goes_on_over_blank_lines(markdown: str, html: str) -> None:
    assert PARSER.render(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<p>a</p>\n* *b*\n<p>c</p>\n", "<p>a</p>\n<ul>\n<li><em>b</em></li>\n</ul>\n<p>c</p>\n"),
        ("> <p>a</p>\n> *b*", "<blockquote>\n<p>a</p>\n<p><em>b</em></p>\n</blockquote>\n"),
        ("</div>\n![i](/u)", '</div>\n<p><img src="/u" alt="i" /></p>\n'),
        ("  </div>\n*a*", "  </div>\n<p><em>a</em></p>\n"),
        # What is still open holds HTML up to the next blank line.
        ("<div>\n<p>a</p>\n*b*\n</div>\n*c*", "<div>\n<p>a</p>\n*b*\n</div>\n<p><em>c</em></p>\n"),
        ("<p>a\n<p>b</p>\n*c*", "<p>a\n<p>b</p>\n*c*"),
        ('<div\nid="a">\n<p>b</p>\n*c*', '<div\nid="a">\n<p>b</p>\n*c*'),
        ("<div>a</div>*b*\n*c*", "<div>a</div>*b*\n*c*"),
        ("<!--\n</p>\n*b*\n-->", "<!--\n</p>\n*b*\n-->"),
        ("<table>\n<tr><td>a\n</table>\n*b*", "<table>\n<tr><td>a\n</table>\n<p><em>b</em></p>\n"),
    ],
)
def test_text_below_a_closing_tag_is_markdown(markdown: str, html: str) -> None:
    assert PARSER.render(markdown) == html
