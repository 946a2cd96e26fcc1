"""Numbers in Arabic and in Chinese numerals."""

from __future__ import annotations

import pytest

from newsdb.search.numerals import other_grouping, other_numerals, other_unit, to_arabic, to_chinese
from tests import golden_rows


@pytest.mark.parametrize(
    ("number", "numeral"), [(0, "零"), (9, "九"), (10, "十"), (16, "十六"), (105, "一百零五")]
)
def test_numerals(number: int, numeral: str) -> None:
    assert (to_chinese(number), to_arabic(numeral)) == (numeral, f"{number}")


def test_numerals_there_and_back() -> None:
    assert all(to_arabic(to_chinese(number)) == f"{number}" for number in range(10_000))
    assert to_arabic("千千") == "千千"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("神舟16号", "神舟十六号"),
        ("神舟十六号", "神舟16号"),
        ("第20届", "第二十届"),
        ("第20", "第二十"),
        ("第二十", "第20"),
        ("105个3月", "一百零五个三月"),
        # Years are read digit by digit.
        ("2022年3月", "二〇二二年三月"),
        ("二〇二二年三月", "2022年3月"),
        ("二零二二年", "2022年"),
        ("22年", "二十二年"),
        # Where nothing is counted, a number is one in digits.
        ("600519", "600519"),
        ("2.5亿", "2.5亿"),
        ("12345个", "12345个"),
        ("十分", "十分"),
        ("千千个", "千千个"),
    ],
)
def test_other_numerals(text: str, other: str) -> None:
    assert other_numerals(text) == other


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("15000亿", "1.5万亿"),
        ("1.5万亿", "15000亿"),
        ("超过20000亿元", "超过2万亿元"),
        ("12345万", "1.2345亿"),
        ("0.3亿", "3000万"),
        ("2亿", "20000万"),
        # Nobody writes these in the other unit.
        ("1500亿", "1500亿"),
        ("1.50001亿", "1.50001亿"),
        ("9000万", "9000万"),
        ("12345万亿", "12345万亿"),
        ("1.12345亿", "1.12345亿"),
    ],
)
def test_other_unit(text: str, other: str) -> None:
    assert other_unit(text) == other


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("2,000元", "2000元"),
        ("2000元", "2,000元"),
        ("1,234,567", "1234567"),
        ("超过12345678股", "超过12,345,678股"),
        # A year, a short number, a decimal, a code, a part of a code.
        ("2022年", "2022年"),
        ("200元", "200元"),
        ("1.2345", "1.2345"),
        ("12,34", "12,34"),
        ("000001", "000001"),
        ("v2000", "v2000"),
    ],
)
def test_other_grouping(text: str, other: str) -> None:
    assert other_grouping(text) == other


def test_numbers_of_every_kind() -> None:
    golden_rows.check(
        "numerals", lambda text: [other_numerals(text), other_unit(text), other_grouping(text)]
    )
