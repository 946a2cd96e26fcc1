"""Emphasis beside Chinese characters, and CommonMark's everywhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from newsdb.markup.emphasis import flanks, goes_on
from newsdb.markup.parser import PARSER


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        # What CommonMark does not close, or open.
        ("**重点：**后文", "<strong>重点：</strong>后文"),
        ("**“甲”**乙", "<strong>“甲”</strong>乙"),
        ("甲**（乙）**丙", "甲<strong>（乙）</strong>丙"),
        ("甲**(乙)**丙", "甲<strong>(乙)</strong>丙"),
        ("甲**。**乙", "甲<strong>。</strong>乙"),
        # What kramdown closes, too.
        ("**Update:**more", "<strong>Update:</strong>more"),
        ("**The party\u00a0**starts", "<strong>The party\u00a0</strong>starts"),
        ("**(**foo)", "**(**foo)"),
        ("x **a (**b**)**", "x <strong>a (<strong>b</strong>)</strong>"),
        # What it leaves alone, too.
        ("a**b:**c", "a**b:**c"),
        ("** a**", "** a**"),
        ("a_b_c", "a_b_c"),
        ("_a _ b", "_a _ b"),
        ("中_文_字", "中_文_字"),
        ("（_文_）", "（<em>文</em>）"),
        ("***甲***", "<em><strong>甲</strong></em>"),
        # Deletions, in the same places.
        ("没有~~，因为，~~所以", "没有<s>，因为，</s>所以"),
        ("甲~~“乙”~~丙", "甲<s>“乙”</s>丙"),
        ("~~a~~~b~~ ~c~", "<s>a</s>~b~~ ~c~"),
        ("a ~~~~x~~~~", "a <s><s>x</s></s>"),
    ],
)
def test_emphasis(markdown: str, html: str) -> None:
    assert PARSER.render(markdown) == f"<p>{html}</p>\n"


COMMONMARK = MarkdownIt("commonmark")


@given(st.text(alphabet="*_ ab.,(\u00e9-", max_size=12).map(lambda text: f"x {text}"))
def test_without_wide_characters_it_is_commonmark(text: str) -> None:
    assert PARSER.renderInline(text) == COMMONMARK.renderInline(text)


@pytest.mark.parametrize(
    ("outside", "inside", "expected"),
    [
        ("a", "b", True),
        ("a", " ", False),
        ("a", ".", False),
        ("中", ".", True),
        (" ", ".", True),
        (".", ".", True),
        ("a", "。", True),
    ],
)
def test_flanks(outside: str, inside: str, expected: bool) -> None:
    assert flanks(outside, inside) is expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("中", "文", True),
        ("，", "中", True),
        ("中", "a", False),
        ("a", "b", False),
        ("”", "中", True),
        ("中", "“", True),
        ("”", "“", False),
        ("", "中", False),
        ("中", "", False),
    ],
)
def test_lines_go_on_without_a_space(before: str, after: str, expected: bool) -> None:
    assert goes_on(before, after) is expected
