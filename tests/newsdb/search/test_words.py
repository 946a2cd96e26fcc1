"""Where words end, by jieba."""

from __future__ import annotations

import pytest

from newsdb.search.words import boundaries, whole_word


def test_boundaries() -> None:
    assert boundaries("央行今天宣布降准") >= {2, 4, 6, 8}
    assert boundaries("") == set()


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("a bcd efg", 7, 6),
        ("a bcd efg", 6, 6),
        ("央行 bank", 5, 3),
        ("x" * 40 + " word", 43, 41),
        # A word that begins the text is not split either, but what is longer than a word is.
        ("abc", 2, 3),
        ("a " + "b" * 100, 50, 50),
        ("中国人民银行宣布降准", 5, 6),
        ("中国人民银行宣布降准", 6, 6),
    ],
)
def test_a_word_is_not_split(text: str, at: int, expected: int) -> None:
    assert whole_word(text, at) == expected
