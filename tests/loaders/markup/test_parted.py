"""What follows a block within a paragraph begins a paragraph."""

from __future__ import annotations

import pytest

from loaders.markup.parted import begin_paragraphs
from loaders.markup.spans import SpanEdit


@pytest.mark.parametrize(
    ("text", "edits", "expected"),
    [
        ("a B  c", [(2, 3, "B\n\n")], [(2, 5, "B\n\n")]),
        ("a B", [(2, 3, "B\n\n")], [(2, 3, "B\n\n")]),
        ("a B\n c", [(2, 3, "B\n\n")], [(2, 5, "B\n\n")]),
        # Tags that go are no text,
        ("B <i> - c", [(0, 1, "B\n\n"), (2, 5, "")], [(0, 6, "B\n\n\\")]),
        ("B <i> <b>c", [(0, 1, "B\n\n"), (2, 5, " "), (6, 9, "**")],
         [(0, 6, "B\n\n"), (6, 9, "**")]),
        ("B c <i>- d", [(0, 1, "B\n\n"), (4, 7, "")], [(0, 2, "B\n\n"), (4, 7, "")]),
        # what would open a list, a heading or a quotation is escaped.
        ("B 12. c", [(0, 1, "B\n\n")], [(0, 4, "B\n\n12\\")]),
        ("B # c", [(0, 1, "B\n\n")], [(0, 2, "B\n\n\\")]),
        ("B * c", [(0, 1, "B\n\n")], [(0, 2, "B\n\n\\")]),
        ("B *", [(0, 1, "B\n\n")], [(0, 2, "B\n\n\\")]),
        ("B *c*", [(0, 1, "B\n\n")], [(0, 2, "B\n\n")]),
        ("<i> - c", [(0, 3, "")], [(0, 3, "")]),
    ],
)  # fmt: skip
def test_what_follows_a_block_is_text_at_the_left(
    text: str, edits: list[tuple[int, int, str]], expected: list[tuple[int, int, str]]
) -> None:
    found = begin_paragraphs(text, [SpanEdit(*each) for each in edits])
    assert [(each.start, each.end, each.text) for each in found] == expected
