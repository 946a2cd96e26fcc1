"""Texts as they are compared, against definitions in plain Python."""

from __future__ import annotations

from itertools import combinations
from typing import Any
from unicodedata import normalize
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from loaders.stories.texts import CLAUSE_END, CLAUSE_ENDS, ComparedText, fold, hash_grams
from tests import golden_rows
from tests.loaders.stories.labelled import ARTICLES


@settings(deadline=None)
@given(st.text())
def test_folding_is_nfkc_in_lower_case_without_the_rest(text: str) -> None:
    expected = ""
    for one in text:
        # Characters that stand for several, such as ㈱, need the same order: NFKC first.
        lower = normalize("NFKC", one).lower()
        simplified = OpenCC("t2s").convert(lower) if lower.isprintable() else lower
        folded = [each for each in simplified if each.isalnum()]
        expected += "".join(folded[:1])
    characters = fold(text).tolist()
    assert "".join(chr(each) for each in characters if each != CLAUSE_END) == expected
    assert characters.count(CLAUSE_END) == sum(each in CLAUSE_ENDS for each in text)


@settings(deadline=None)
@given(st.text("甲乙丙丁戊", max_size=40), st.text("甲乙丙丁戊", max_size=40))
def test_hashes_are_equal_where_grams_are(one: str, other: str) -> None:
    def grams(text: str) -> set[str]:
        return {text[at : at + 4] for at in range(len(text) - 3)}

    assert len(hash_grams(fold(one))) == len(grams(one))
    shared = np.intersect1d(hash_grams(fold(one)), hash_grams(fold(other)))
    assert len(shared) == len(grams(one) & grams(other))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("财联社12月8日讯，甲乙丙（瀚海日报）", "甲乙丙"),
        ("甲乙（附名单）丙", "甲乙附名单丙"),
        ("本报讯 甲乙", "甲乙"),
        ("海甲通讯：甲乙", "海甲通讯甲乙"),
        ("Ａ股 ①\ud800", "a股1"),
        ("貴州茅臺漲3%", "贵州茅台涨3"),
    ],
)
def test_what_is_compared(text: str, folded: str) -> None:
    assert ComparedText(text).folded == folded


def test_numbers_are_known_by_what_stands_around_them() -> None:
    assert ComparedText("沪指收报3,500.5点，涨1.2%；成交三千亿元，统一表示").numbers == {
        "指收报|点": {"3500.5"},
        "点,涨|%": {"1.2"},
        ";成交|元": {"三千亿"},
    }


def test_similar_texts_share_a_key_and_others_none() -> None:
    texts = [ComparedText(text) for text in ARTICLES]
    similar = [(ComparedText(text), ComparedText(text[: len(text) * 2 // 3])) for text in ARTICLES]
    assert all(one.keys & other.keys for one, other in similar)
    assert not any(one.keys & other.keys for one, other in combinations(texts, 2))


@pytest.mark.parametrize(
    ("length", "is_comparable", "is_short"),
    [(9, False, True), (10, True, True), (39, True, True), (40, True, False)],
)
def test_how_much_a_text_says(length: int, is_comparable: bool, is_short: bool) -> None:
    text = ComparedText("字，" * length)
    assert (text.is_comparable, text.is_short) == (is_comparable, is_short)
    assert bool(text.keys) == (is_comparable and is_short)


def clauses_in(text: ComparedText, *clauses: str) -> list[bool]:
    return [crc32(clause.encode()) in text.keys for clause in clauses]


def test_clauses_at_the_beginning_are_keys() -> None:
    clauses = [each * 8 for each in "甲乙丙丁戊己庚辛壬癸子丑"]
    text = ComparedText("，".join(["一二三四五六七", *clauses]))
    assert clauses_in(text, "一二三四五六七", *clauses) == [False, *[True] * 10, False, False]
    near, far, cut = "字" * 293, "丁" * 9, "甲" * 6
    text = ComparedText(f"{near}，{cut}乙丙，{far}")
    assert clauses_in(text, near, cut, f"{cut}乙丙", far) == [True, False, False, False]
    text = ComparedText("甲乙丙丁，戊己庚辛，壬癸")
    assert clauses_in(text, "甲乙丙丁戊己庚辛壬癸", "甲乙丙丁") == [True, False]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("甲（乙丙）", "甲"),
        ("甲（乙）", "甲乙"),
        (f"甲（{'乙' * 20}）  ", "甲"),
        (f"甲（{'乙' * 21}）", "甲" + "乙" * 21),
        (f"{'甲' * 16}社讯，丙", "丙"),
        (f"{'甲' * 17}社讯，丙", "甲" * 17 + "社讯丙"),
    ],
)
def test_outlets_and_datelines_are_short(text: str, folded: str) -> None:
    assert ComparedText(text).folded == folded


def test_days_are_those_of_the_beginning() -> None:
    assert ComparedText("1月2日至3月4日").days == {("1", "2"), ("3", "4")}
    assert ComparedText("字" * 76 + "1月2日").days == {("1", "2")}
    assert ComparedText("字" * 77 + "1月2日").days == frozenset()


@pytest.mark.parametrize("character", ["\U0010fffe", "\U0010ffff", "\ud800", "\0"])
def test_any_character_can_be_compared(character: str) -> None:
    assert ComparedText(f"甲{character}乙").folded == "甲乙"


def test_texts_of_every_kind() -> None:
    """Keys are stored: where they change, posts of earlier loads are not found any more."""

    def call(text: str) -> list[Any]:
        found = ComparedText(text)
        names = ("is_comparable", "is_short", "is_latin", "is_correction")
        said = [name for name in names if getattr(found, name)]
        numbers = {place: sorted(each) for place, each in found.numbers.items()}
        grams = f"{len(found.grams)} {crc32(found.grams.tobytes()):08x}"
        keys = " ".join(f"{key:08x}" for key in sorted(found.keys))
        return [found.folded, said, found.subject, sorted(found.days), numbers, grams, keys]

    golden_rows.check("story_texts", call)
