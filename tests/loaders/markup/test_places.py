"""Where lines, and what stands in them, are in a document."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.markup.places import find_places, line_starts
from newsdb.markup.parser import PARSER


@given(st.text("ab\n", max_size=12))
def test_line_starts(text: str) -> None:
    starts = line_starts(text)
    lines = [text[at : end - 1] for at, end in pairwise(starts)]
    assert lines == text.split("\n")


@pytest.mark.parametrize(
    ("text", "cell", "found"),
    [
        ("a\nbc", False, [0, 1, 2, 3]),
        ("> a\n>   bc", False, [2, 3, 6, 7, 8, 9]),
        ("- > a\n  > b", False, [4, 5, 10]),
        ("| a | a |\n|-|-|\n", True, [2, 6]),
    ],
)
def test_places_of_characters_in_a_document(text: str, cell: bool, found: list[int]) -> None:
    lines, starts = text.split("\n"), line_starts(text)
    places: list[int] = []
    cell_ends: dict[int, int] = {}
    for token in PARSER.parse(text):
        if token.type == "inline":
            place = find_places(token, lines, starts, cell_ends, cell=cell)
            assert place is not None
            places += map(place, range(len(token.content)))
    assert places == found


def test_lines_that_are_not_there() -> None:
    token = next(each for each in PARSER.parse("a\nb") if each.type == "inline")
    assert find_places(token, ["a"], [0, 2], {}, cell=False) is None
    assert find_places(token, ["a", "c"], [0, 2, 4], {}, cell=False) is None
