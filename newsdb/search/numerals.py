"""Numbers in Arabic and in Chinese numerals, where one counts: 神舟16号 is 神舟十六号.

Years are read digit by digit: 2022年 is 二〇二二年. Large amounts have two units: 15000亿 is
1.5万亿. Thousands may have commas: 12,000 is 12000.
"""

from __future__ import annotations

import re

from newsdb.search.periods import CHINESE_YEAR
from newsdb.search.periods import DIGITS as TO_ARABIC

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
COUNTERS = "号届次年月日岁个亿万期批轮号线代"
ARABIC = re.compile(rf"(?<![\d.])(?<!\d,)(\d{{1,4}})(?=[{COUNTERS}])|(?<=第)(\d{{1,4}})(?![\d.])")
CHINESE = re.compile(
    rf"([零一二三四五六七八九十百千]+)(?=[{COUNTERS}])|(?<=第)([零一二三四五六七八九十百千]+)"
)
ARABIC_YEAR = re.compile(r"(?<![\d.])\d{4}(?=年)", re.ASCII)
LARGER = {"万": "亿", "亿": "万亿"}
"""Units, and those of ten thousand of them."""
SMALLER = {large: small for small, large in LARGER.items()}
MANY = re.compile(r"(?<![\d.])(\d{5,8})([万亿])(?!亿)", re.ASCII)
FEW = re.compile(r"(?<![\d.])(\d{1,3})(?:\.(\d{1,4}))?(万亿|亿)", re.ASCII)
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
UNGROUPED = re.compile(r"(?<![\d.,a-z])[1-9]\d{3,8}(?![\d,a-z年])", re.ASCII)
TO_CHINESE = str.maketrans("0123456789", f"〇{DIGITS[1:]}")


def other_numerals(text: str) -> str:
    """Return a text with Chinese numerals for Arabic ones, or, without those, the reverse."""
    if ARABIC.search(text):
        text = ARABIC_YEAR.sub(lambda year: year[0].translate(TO_CHINESE), text)
        return ARABIC.sub(lambda found: to_chinese(int(found[0])), text)
    text = CHINESE_YEAR.sub(lambda year: year[0].translate(TO_ARABIC), text)
    return CHINESE.sub(lambda found: to_arabic(found[0]), text)


def other_unit(text: str) -> str:
    """Return a text with amounts in the next larger unit, or, without such, in the next smaller."""
    if MANY.search(text):
        return MANY.sub(lambda found: _tenthousandth(found[1]) + LARGER[found[2]], text)
    return FEW.sub(
        lambda found: f"{int(found[1] + (found[2] or '').ljust(4, '0'))}{SMALLER[found[3]]}", text
    )


def other_grouping(text: str) -> str:
    """Return a text without the commas of thousands, or, without such, with them."""
    if GROUPED.search(text):
        return GROUPED.sub(lambda found: found[0].replace(",", ""), text)
    return UNGROUPED.sub(lambda found: f"{int(found[0]):,}", text)


def _tenthousandth(digits: str) -> str:
    return f"{digits[:-4]}.{digits[-4:]}".rstrip("0").rstrip(".")


def to_chinese(number: int) -> str:
    """Return a number from 0 to 9,999 as it is read: 16 is 十六, 105 is 一百零五."""
    if number == 0:
        return DIGITS[0]
    digits = f"{number}"
    words = "".join(
        DIGITS[int(digit)] + UNITS[len(digits) - at - 1] if digit != "0" else "零"
        for at, digit in enumerate(digits)
    )
    words = re.sub("零+", "零", words).rstrip("零")
    return words[1:] if words.startswith("一十") else words


def to_arabic(numeral: str) -> str:
    """Return a Chinese numeral below 10,000 in digits, or as it is if it is none: 千千."""
    total, digit = 0, 0
    for each in numeral:
        if each in DIGITS:
            digit = DIGITS.index(each)
        else:
            total += (digit or 1) * 10 ** UNITS.index(each)
            digit = 0
    return f"{total + digit}" if to_chinese(total + digit) == numeral else numeral
