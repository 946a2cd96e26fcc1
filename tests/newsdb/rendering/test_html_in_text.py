"""HTML in Markdown: what may be shown, and nothing that goes on in the paragraphs below."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from newsdb.rendering.links import LINK_REL
from newsdb.rendering.render import render

LINK = f'<a href="https://a.example" rel="{LINK_REL}">'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a<b>b</b><i>c</i><s>d</s>", "a<strong>b</strong><em>c</em><s>d</s>"),
        ("H<sub onclick=x>2</sub>O<br/>x<hr>", "H<sub>2</sub>O<br>x"),
        ("a<script>x</script><span>y</span>", "axy"),
        ('<a href="https://a.example" onclick=x>a</a>', f"{LINK}a</a>"),
        ("<a href='https://a.example'>a</a>", f"{LINK}a</a>"),
        ("<a href=https://a.example>a</a>", f"{LINK}a</a>"),
        ('<a href="javas&#99;ript:x">a</a>', "a"),
        ("<a name=x>a</a>", "a"),
        ('<a href="/article/x">a</a>', f'<a href="/article/x" rel="{LINK_REL}">a</a>'),
        ('<a href="/x">a</a>', "a"),
        ("a<img src=javascript:x alt=y>b", "ab"),
        # What is left open is closed, and what was not opened is dropped.
        ('<a href="https://a.example">a\n\nb', f"{LINK}a</a></p>\n<p>b"),
        ("a <b>b\n\nc", "a <strong>b</strong></p>\n<p>c"),
        ("<sub><b>a</sub>b</b></i>", "<sub><strong>a</strong></sub>b"),
        ('<a href="javascript:x">a<b>b</a>c', "a<strong>b</strong>c"),
        ("a{: .x} *b*{: .y}", "a{: .x} <em>b</em>"),
    ],
)
def test_html_in_a_paragraph(markdown: str, html: str) -> None:
    assert render(markdown) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<div style=x onclick=y>a</div>", "<div>a</div>"),
        (
            '<p><a href="/article/x">a</a></p>',
            f'<p><a href="/article/x" rel="{LINK_REL}">a</a></p>',
        ),
        ('<p><a href="ftp://a">a</a></p>', f'<p><a href="ftp://a" rel="{LINK_REL}">a</a></p>'),
        ('<p><a href="tel:1">a</a></p>', f'<p><a rel="{LINK_REL}">a</a></p>'),
        (
            "<p><img src=//a.example/b.png></p>",
            '<p><img loading="lazy" decoding="async" referrerpolicy="no-referrer" '
            'src="https://a.example/b.png"></p>',
        ),
        ("<iframe src=https://a.example></iframe>", ""),
    ],
)
def test_blocks_of_html(markdown: str, html: str) -> None:
    assert render(markdown) == html


def test_html_nested_too_deep_is_text() -> None:
    assert render("<div>" * 101 + "a &lt; <b>b</b>" + "</div>" * 101) == "<p>a &lt;  b</p>"
    nested = "<div>" * 100 + "a" + "</div>" * 100
    assert render(nested) == nested


def test_html_without_closing_tags_is_not_deep() -> None:
    assert render("<ul>" + "<li>a" * 200) == f"<ul>{'<li>a</li>' * 200}</ul>"
    row = "<tr><td>a</td></tr>"
    assert row * 200 in render("<table>" + "<tr><td>a" * 200)
    ruby = "<ruby>a<rt>b</rt></ruby>"
    assert render(f"<div>{'<ruby>a<rt>b</ruby>' * 200}") == f"<div>{ruby * 200}</div>"
    assert render("<div></b></i><p>a</div>" * 200) == "<div><p>a</p></div>" * 200


PIECES = [
    *("<a href=https://a.example>", "</a>", "<b>", "</b>", "<sub>", "</sub>", "<q>", "</q>"),
    *("<img src=https://a.example/b.png>", "<br>", "**", "*", "`", "甲", "[乙](/article/x)"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_element_goes_on_in_the_next_paragraph(line: str) -> None:
    soup = BeautifulSoup(render(f"x{line}\n\ny"), "html5lib")
    *_, last = soup.body.find_all(recursive=False)  # type: ignore[union-attr]
    assert (last.name, last.decode_contents()) == ("p", "y")
