"""Characters as names are compared: simplified, and of normal width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.mentions.characters import simplify, space_out_borders


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("騰訊控股漲逾5%", "腾讯控股涨逾5%"),
        ("＊ＳＴ康美、ＴＣＬ科技５００", "*ST康美、TCL科技500"),
        ("小米集团－Ｗ（01810）：涨，跌", "小米集团-W（01810）：涨，跌"),
        ("😀 plain 腾讯", "😀 plain 腾讯"),
        ("騰訊", "腾讯"),
        ("０９ＡＺａｚ／：＠［｀｛", "09AZaz／：＠［｀｛"),
        ("\U0010ffff", "\U0010ffff"),
        ("", ""),
    ],
)
def test_characters_that_are_compared(text: str, expected: str) -> None:
    assert simplify(text) == expected


@given(st.text(st.characters(codec="utf-8")))
def test_each_character_stays_where_it_is_and_is_simplified_once(text: str) -> None:
    simplified = simplify(text)
    assert len(simplified) == len(text)
    assert simplify(simplified) == simplified


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("沪深300指数", "沪深 300 指数"),
        ("*ST康美", "*ST 康美"),
        ("京东方A", "京东方 A"),
        ("贵州茅台", "贵州茅台"),
        ("小米集团-W", "小米集团-W"),
    ],
)
def test_borders_of_scripts(name: str, expected: str) -> None:
    assert space_out_borders(name) == expected
