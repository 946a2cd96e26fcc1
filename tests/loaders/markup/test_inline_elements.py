"""Where a delimiter is read as a mark, and where emphasis has to stay HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.markup.inline_elements import flanks_anywhere
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
