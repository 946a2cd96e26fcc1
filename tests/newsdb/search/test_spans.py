"""Where the words of a query stand in a text: what a plain scan of the characters finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search import fold, parse_query, terms
from newsdb.search.spans import (
    WORD_BEGINS,
    WORD_ENDS,
    Folded,
    combined,
    origins,
    pattern,
    spans,
)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("央行降息", "央行 降息", [(0, 2, 0), (2, 4, 1)]),
        ("降息的央行", "央行 降息", [(0, 2, 1), (3, 5, 0)]),
        ("证券與證券", "證券", [(0, 2, 0), (3, 5, 0)]),
        # Of the spellings of a term, the longest wins; terms may overlap.
        ("央行行长", "央行 行行", [(0, 2, 0), (1, 3, 1)]),
        ("ＡＩ股 main", "ai", [(0, 2, 0)]),
        # A Latin word is a whole one; what stands beside Chinese begins and ends there.
        ("AI股ai aid", "ai", [(0, 2, 0), (3, 5, 0)]),
        ("5㎡与e\u0301", "m2 é", [(1, 2, 0), (3, 5, 1)]),
        ("the  a b", '"the a"', [(0, 6, 0)]),
        ("央行", "-央行", []),
        ("", "央行", []),
    ],
)
def test_spans(text: str, query: str, expected: list[tuple[int, int, int]]) -> None:
    assert spans(text, parse_query(query)) == expected


def test_terms_of_the_title_count_in_titles_only() -> None:
    query = parse_query("title:央行 降息")
    assert spans("央行降息", query, title=True) == [(0, 2, 0), (2, 4, 1)]
    assert spans("央行降息", query, title=False) == [(2, 4, 0)]
    assert terms(query) == ["央行", "降息"]
    assert terms(query, title=False) == ["降息"]


CHINESE = st.text(alphabet="央行降息的", max_size=12)


@given(CHINESE, st.lists(CHINESE.filter(lambda text: len(text) > 1), min_size=1, max_size=3))
def test_chinese_is_found_where_a_scan_finds_it(text: str, wanted: list[str]) -> None:
    """Quoted, so that no other characters are looked for; a term does not overlap itself."""
    query = parse_query(" ".join(f'"{each}"' for each in wanted))
    expected = []
    for term, each in enumerate(dict.fromkeys(wanted)):
        start = text.find(each)
        while start >= 0:
            expected.append((start, start + len(each), term))
            start = text.find(each, start + len(each))
    assert spans(text, query) == sorted(expected)


@given(st.text(alphabet="央a１e\u0301ﬁ㎡ﷺ한ᄒ\u1161\u11ab\u200bß \n", max_size=20))
def test_every_folded_character_has_its_place_in_the_text(text: str) -> None:
    begins, ends = origins(text)
    assert len(begins) == len(ends) == len(fold(text))
    assert all(0 <= begin < end <= len(text) for begin, end in zip(begins, ends, strict=True))
    assert begins == sorted(begins) and ends == sorted(ends)
    assert "".join(combined(text)) == text
    for begin, end in set(zip(begins, ends, strict=True)):
        at = begins.index(begin)
        assert fold(text[begin:end]) == fold(text)[at : at + begins.count(begin)]


def test_the_cache_of_folded_characters_is_cleared_when_it_is_full() -> None:
    cache = Folded({f"{number}": "" for number in range(50_000)})
    assert (cache["Ａ"], len(cache)) == ("a", 50_001)
    assert (cache["Ｂ"], len(cache)) == ("b", 1)


@pytest.mark.parametrize(
    ("text", "prefix", "expected"),
    [
        ("a b", False, "a +b"),
        ("央行", False, "央 *行"),
        ("央a行", False, "央 *a *行"),
        ("ai", False, "ai"),
        (" ai ", False, f"{WORD_BEGINS}ai{WORD_ENDS}"),
        (" ai", False, f"{WORD_BEGINS}ai"),
        ("ai ", False, f"ai{WORD_ENDS}"),
        ("ai", True, f"{WORD_BEGINS}ai"),
        ("央ai ", True, f"央 *ai{WORD_ENDS}"),
        (" 央 ", False, "央"),
        ("c+", False, r"c *\+"),
    ],
)
def test_the_pattern_of_a_term(text: str, prefix: bool, expected: str) -> None:
    assert pattern(text, prefix) == expected
