"""Chinese names in Latin letters."""

from __future__ import annotations

import pytest

from loaders.database.pinyin import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("岚山银行", "lsyh"),
        ("储能ETF", "cnetf"),
        ("*ST岚山", "stls"),
        ("港屿控股-W", "gykgw"),
        ("ZLMN", "zlmn"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected
