"""Where a delimiter is read as a mark, and where emphasis has to stay HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.markup.html import markdown_of, visible
from loaders.markup.inline_elements import flanks_anywhere
from loaders.markup.tree import tree_of
from newsdb.markup.parser import PARSER


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
    assert flanks_anywhere(outside, inside) is is_mark


@given(st.sampled_from("a甲5。“（$ "), st.sampled_from("a甲5“（$%"))
def test_what_flanks_is_read_as_a_mark(outside: str, inside: str) -> None:
    """Any CommonMark parser reads it: ours, which reads more in Chinese text, as well."""
    if flanks_anywhere(outside, inside):
        html = PARSER.renderInline(f"x{outside}**{inside}y{inside}**{outside}x")
        assert f"<strong>{inside}y{inside}</strong>" in html


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<code>x</code><b><code>y</code></b>", "`x`<strong>`y`</strong>"),
        ("<b><code>x</code></b><code>y</code>", "<strong>`x`</strong>`y`"),
        ("<i>a</i><b><i>c</i></b>", "*a**c***"),
        ("<code>x<b>y</b></code>", "`xy`"),
    ],
)
def test_marks_that_meet(html: str, markdown: str) -> None:
    written = markdown_of(tree_of(html))
    assert (written.markdown, written.difference, written.fell_back) == (markdown, "", False)


ELEMENTS = st.recursive(
    st.sampled_from("a甲5"),
    lambda inner: (
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["b", "i", "del", "code"]), inner)
        | st.lists(inner, min_size=2, max_size=3).map("".join)
    ),
    max_leaves=5,
)


@given(ELEMENTS)
def test_each_letter_keeps_its_marks_without_space_between(html: str) -> None:
    written = markdown_of(tree_of(f"<p>{html}</p>"))
    assert written.difference == ""
    assert not written.fell_back, (written.markdown, visible(written.markdown))
