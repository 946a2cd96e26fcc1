"""Tokens of a paragraph: their text, and what is a link in it."""

import pytest
from markdown_it.token import Token

from newsdb.markup.parser import PARSER
from newsdb.rendering.tokens import (
    element,
    html_token,
    is_bold,
    link,
    text_token,
    visible_text,
    with_links,
)


def inline(markdown: str) -> Token:
    return PARSER.parse(markdown)[1]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [("甲 **乙** `丙` <b>丁</b>", "甲 乙 丙 丁"), ("![图](a.png)", "图"), ("[a](b) &amp;", "a &")],
)
def test_plain(markdown: str, text: str) -> None:
    assert visible_text(inline(markdown)) == text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**甲**", True),
        ("**甲** **乙**", True),
        ("**甲*乙***", True),
        ("**甲** 乙", False),
        ("**甲**`乙`", False),
        ("甲", False),
        ("*甲*", False),
    ],
)
def test_is_bold(markdown: str, expected: bool) -> None:
    assert is_bold(inline(markdown)) is expected


def test_a_text_is_a_token_of_it() -> None:
    assert text_token("<甲>") == PARSER.parse("<甲>")[1].children[0]  # type: ignore[index]
    assert PARSER.renderer.render([html_token("<b>")], PARSER.options, {}) == "<b>"
    assert (text_token("甲").nesting, html_token("<b>").nesting) == (0, 0)


def test_an_element_is_the_tokens_around_it() -> None:
    opening, _, closing = PARSER.parse("> 甲")[1:4]
    opening.map, opening.level, closing.level = None, 0, 0
    assert element("paragraph", "p", is_block=True) == (opening, closing)
    assert PARSER.renderer.render(link("乙", {"href": "c"}), PARSER.options, {}) == (
        '<a href="c">乙</a>'
    )


@pytest.mark.parametrize(
    "markdown", ["a [b **b**](c) a", 'a <a href="c">b <b>b</b></a> a', "a <https://b.example> a"]
)
def test_links_in_markdown_and_in_html(markdown: str) -> None:
    found = [(each.content.strip(), is_in) for each, is_in in with_links(inline(markdown).children)]
    assert [is_in for text, is_in in found if text == "a"] == [False, False]
    assert [is_in for text, is_in in found if text.endswith(("b", "b.example"))] != []
    assert all(is_in for text, is_in in found if text.endswith(("b", "b.example")))
