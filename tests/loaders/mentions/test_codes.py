"""Codes of securities in a text."""

from __future__ import annotations

import pytest

from loaders.mentions.codes import find_codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A name of one character at the very start of a text.
        ("新(000876)涨停", [(1, 9, "000876.SZ")]),
        ("(000876)涨停", []),
        ("新希望 (000876)涨停", [(4, 12, "000876.SZ")]),
        ("蔚来(NYSE: NIO)", [(2, 13, "NIO.US")]),
        ("买入600519.SH和SZ000876", [(2, 11, "600519.SH"), (12, 20, "000876.SZ")]),
        ("60051A.SH", []),
    ],
)
def test_codes(text: str, expected: list[tuple[int, int, str]]) -> None:
    found = [(code.start, code.end, code.identity.code) for code in find_codes(text)]
    assert found == expected
