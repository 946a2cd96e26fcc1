"""Lists whose items and numbers are those that a browser shows."""

from __future__ import annotations

import pytest
from lxml import etree

from loaders.markup.lists import number
from loaders.markup.order import order
from loaders.markup.tree import tree_of


def ordered(html: str) -> str:
    tree = tree_of(html)
    order(tree)
    text: str = etree.tostring(tree, encoding="unicode")
    return text.removeprefix("<body>").removesuffix("</body>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            '<ul><li>a<ul data-lost="ul"><li>b</li></ul></li></ul>',
        ),
        (
            "<ol><li>a</li></ol><ol><li>b</li></ol>",
            '<ol><li>a</li></ol><ol other="1"><li>b</li></ol>',
        ),
        ('<ol start="3"><li value="3">a</li></ol>', '<ol start="3"><li value="3">a</li></ol>'),
        ('<ol><li value="3">a</li></ol>', '<ol as-html=""><li value="3">a</li></ol>'),
        (
            "<section><ol><li>a</li></ol></section><ol><li>b</li></ol>",
            '<section><ol><li>a</li></ol></section><ol other="1"><li>b</li></ol>',
        ),
        (
            "<ol><li>a</li></ol><div>x<ol><li>b</li></ol></div>",
            "<ol><li>a</li></ol><div>x<ol><li>b</li></ol></div>",
        ),
    ],
)
def test_lists_can_be_written_one_by_one(html: str, expected: str) -> None:
    assert ordered(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul>x <b>y</b><li>a</li></ul>", "<li><p>x <strong>y</strong></p></li><li>a</li>"),
        ("<ul><li>a</li>x<br>y<li>b</li></ul>", "<li>a<p>x<br/>y</p></li><li>b</li>"),
        ("<ul><li>a</li><h2>x</h2>y</ul>", "<li>a<h2>x</h2><p>y</p></li>"),
        ("<ul><b>x</b><li>a</li></ul>", "<li><p><strong>x</strong></p></li><li>a</li>"),
    ],
)
def test_text_between_items_goes_into_the_item_before(html: str, expected: str) -> None:
    assert ordered(html) == f'<ul data-lost="text in a list">{expected}</ul>'


def test_lists_without_items_are_none() -> None:
    assert ordered("<ul><p>a</p></ul><ol> </ol><li>b</li>") == (
        '<div data-lost="list"><p>a</p></div><div/><div data-lost="li">b</div>'
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7", 7),
        ("9" * 9, 999_999_999),
        ("1" * 10, 1),
        ("9" * 5000, 1),
        ("-2", 1),
        ("", 1),
        ("٣", 1),
    ],
)
def test_a_number_with_many_digits_is_none(value: str, expected: int) -> None:
    items = tree_of(f'<ol start="{value}"><li value="{value}">a</li></ol>').find("ol")
    assert number(items, "start", 1) == number(items.find("li"), "value", 1) == expected
