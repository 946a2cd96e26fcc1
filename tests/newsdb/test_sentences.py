"""The first sentences of a plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.sentences import first_sentences, lead


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者 张三\n图1\n今天发生了一件事。后文", "今天发生了一件事。后文"),
        (f"责编\n{'长' * 31}\n后", f"{'长' * 31}\n后"),
        (f"{'短' * 30}\n甲。", "甲。"),
        ("甲\n乙", "甲\n乙"),
        ("http://a.example/?b\n甲。", "甲。"),
        ("", ""),
    ],
)
def test_lead(text: str, expected: str) -> None:
    assert lead(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙。丙丁戊。", "甲。乙。"),
        ("甲。”乙。", "甲。”"),
        ("甲！？”乙", "甲！？”"),
        ("甲乙丙丁戊己庚辛。后", "甲乙丙丁戊…"),
        ("a. b. c", "a. b."),
        ("3.5 4.5", "3.5 4…"),
        ("列表", "列表"),
        ("甲乙丙丁戊己", "甲乙丙丁戊己"),
        ("甲乙丙丁戊己庚", "甲乙丙丁戊…"),
        ("甲乙丙丁戊。", "甲乙丙丁戊。"),
        ("甲乙。丙", "甲乙。"),
        ("甲。乙", "甲。"),
        ("甲乙丙丁戊。己", "甲乙丙丁戊。"),
        ("甲乙丙丁戊己。", "甲乙丙丁戊…"),
        ("甲\n乙", "甲 乙"),
        ("甲。乙丙丁戊", "甲。"),
        ("", ""),
    ],
)
def test_first_sentences(text: str, expected: str) -> None:
    assert first_sentences(text, least=3, most=6) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "见 https://a.example/watch?v=1&t=2 一文。后面",
            "见 https://a.example/watch?v=1&t=2 一文。",
        ),
        ("见https://a.example/？后面", "见https://a.example/？"),
        ("See http://a.example/b?c. After", "See http://a.example/b?c."),
        ("Is it http://a.example/b? After", "Is it http://a.example/b?"),
    ],
)
def test_a_question_mark_in_a_url_ends_no_sentence(text: str, expected: str) -> None:
    assert first_sentences(text, least=3) == expected


@given(st.text(alphabet="甲。a. \n！”", max_size=60), st.integers(1, 20), st.integers(0, 20))
def test_first_sentences_are_the_beginning(text: str, least: int, more: int) -> None:
    found = first_sentences(text, least, least + more)
    assert len(found) <= least + more
    assert " ".join(text.split()).startswith(found.removesuffix("…"))
