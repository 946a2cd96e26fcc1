"""Chinese names in Latin letters."""

from __future__ import annotations

import pytest

from loaders.database.pinyin import initials, slug_of_name


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


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("湖南日报", "hunanribao"),
        ("Wind 资讯", "Windzixun"),
        ("21 世纪\n报", "21shijibao"),
        ("", ""),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slug_of_name(name) == slug
