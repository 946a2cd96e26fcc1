"""What check says of rows that break a rule."""

from __future__ import annotations

import pytest

from newsdb.database.check_rules import Rule


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("a", "1 post is bad: a"),
        ("ab", "2 posts are bad: a, b"),
        ("abc", "3 posts are bad: a, b, c"),
        ("abcd", "4 posts are bad: a, b, c, …"),
    ],
)
def test_the_first_few_rows_are_named(names: str, sentence: str) -> None:
    assert Rule("post is bad", "posts are bad", "").describe(names) == sentence
