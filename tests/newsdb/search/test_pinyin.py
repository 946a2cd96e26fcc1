"""Names by the letters of their pinyin."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from newsdb.search.pinyin import readings, spells, spells_all


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("lsyh", "岚山银行"),
        ("lanshanyinhang", "岚山银行"),
        ("lansyh", "岚山银行"),
        ("lansh", "岚山银行"),
        ("l", "岚山银行"),
        # 重 and 行 have two readings each.
        ("chongqing", "重庆"),
        ("zhongqing", "重庆"),
        ("yinxing", "银行"),
        ("21cxcj", "21潮汐财经"),
        ("aqgjzqxg", "安峤国际证券(香港)"),
        ("lv", "吕"),
    ],
)
def test_letters_spell_a_name(letters: str, name: str) -> None:
    assert spells(letters, name)


@pytest.mark.parametrize(
    ("letters", "name"),
    [("lsyx", "岚山证券"), ("sy", "岚山银行"), ("lsyhx", "岚山银行"), ("a", ""), ("ab", "()")],
)
def test_letters_do_not_spell_a_name(letters: str, name: str) -> None:
    assert not spells(letters, name)


@pytest.mark.parametrize(
    ("letters", "is_all"),
    [
        ("lsyh", True),
        ("lanshanyinhang", True),
        ("lansyx", True),
        ("lsy", False),
        ("lanshanyin", False),
        ("lsyhg", False),
        ("lsyhan", False),
        ("", False),
    ],
)
def test_letters_that_spell_all_of_a_name(letters: str, is_all: bool) -> None:
    assert spells_all(letters, "岚山银行") == is_all


def test_readings_are_those_of_pypinyin() -> None:
    for character in "岚山银行重庆长安厦门绿":
        (reading,) = lazy_pinyin(character)
        assert reading in readings(character), character
        assert reading[0] in readings(character)
    assert readings("(") == ("",)
    assert readings("") == ("",)
    assert readings("a") == ("a",)
