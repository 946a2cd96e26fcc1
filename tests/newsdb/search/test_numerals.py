"""Numbers in Arabic and in Chinese numerals."""

from __future__ import annotations

import pytest

from newsdb.search.numerals import to_arabic, to_chinese


@pytest.mark.parametrize(
    ("number", "numeral"), [(0, "零"), (9, "九"), (10, "十"), (16, "十六"), (105, "一百零五")]
)
def test_numerals(number: int, numeral: str) -> None:
    assert (to_chinese(number), to_arabic(numeral)) == (numeral, f"{number}")


def test_numerals_there_and_back() -> None:
    assert all(to_arabic(to_chinese(number)) == f"{number}" for number in range(10_000))
    assert to_arabic("千千") == "千千"
