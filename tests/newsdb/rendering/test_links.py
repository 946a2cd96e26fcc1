"""Links in a text: those that may stay, URLs that become some, and line ends that may not stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.models import Security
from newsdb.rendering.links import LINK_REL
from newsdb.rendering.render import render


def link(url: str, text: str = "") -> str:
    return f'<a href="{url}" rel="{LINK_REL}">{text or url}</a>'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "[x](https://a.example/中 'y')",
            link("https://a.example/%E4%B8%AD", "x").replace(" rel", ' title="y" rel'),
        ),
        ("[x](//a.example)", link("https://a.example", "x")),
        ("[x](mailto:a@b.example)", link("mailto:a@b.example", "x")),
        ("[x](/article/y)", '<a href="/article/y">x</a>'),
        ("[x **y**](/other)", "x <strong>y</strong>"),
        ("[x](javascript:y)", "x"),
        ("![x](javascript:y) z", "x z"),
    ],
)
def test_links_that_may_stay(markdown: str, html: str) -> None:
    assert render(markdown) == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("markdown", "href", "heading"),
    [
        ("[x](#题)\n\n# 题", "#text-题", "text-题"),
        ("[x](#%E9%A2%98)\n\n# 题", "#text-%E9%A2%98", "text-%E9%A2%98"),
        ("[x](#a-b)\n\n# A b!", "#text-a-b", "text-a-b"),
        ("[x](#id)\n\n# T {#id}", "#text-id", "text-id"),
        ("[x](#a-1)\n\n# A\n\n# A", "#text-a-1", "text-a-1"),
    ],
)
def test_links_within_a_text(markdown: str, href: str, heading: str) -> None:
    html = render(markdown)
    assert f'<a href="{href}">x</a>' in html
    assert html.count(" id=") == html.count(f'<h2 id="{heading}">') == 1


def test_a_link_to_no_heading_is_text() -> None:
    assert render("[x](#none)\n\n# A") == "<p>x</p>\n<h2>A</h2>"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("见https://a.example/x。后文", f"见{link('https://a.example/x')}。后文"),
        ("https://a.example/中文", f"{link('https://a.example/')}中文"),
        ("(https://a.example/x)", f"({link('https://a.example/x')})"),
        ("https://a.example/x_(y).", f"{link('https://a.example/x_(y)')}."),
        ("https://a.example/a,b;", f"{link('https://a.example/a,b')};"),
        ("xhttps://a.example", "xhttps://a.example"),
        ("`https://a.example`", "<code>https://a.example</code>"),
        (
            "[a https://a.example](https://b.example)",
            link("https://b.example", "a https://a.example"),
        ),
        (
            '<a href="https://b.example">https://a.example</a> https://c.example',
            f"{link('https://b.example', 'https://a.example')} {link('https://c.example')}",
        ),
    ],
)
def test_urls_become_links(markdown: str, html: str) -> None:
    assert render(markdown) == f"<p>{html}</p>"


@given(st.text(alphabet="甲a /.:()https&?=", max_size=20))
def test_nothing_of_a_text_with_urls_is_lost(text: str) -> None:
    html = render(f"x https://a.example/{text}")
    assert html.count("<a ") == html.count("</a>") >= 1


def test_lines_of_chinese_are_joined() -> None:
    assert render("甲\n乙\nc\n丁") == "<p>甲乙\nc\n丁</p>"
    assert render("a甲\n乙b") == "<p>a甲乙b</p>"
    names = {"甲乙": Security("1", "甲乙", "share", "", "/security/1")}
    assert "甲乙" in render("甲\n乙", names)
