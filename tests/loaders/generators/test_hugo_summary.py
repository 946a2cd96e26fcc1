"""Summaries as Hugo makes them; tests/oracles/test_hugo.py compares with Hugo itself."""

from __future__ import annotations

import pytest

from loaders.generators.hugo_summary import summary_of

PROSE = "One *two* three. Four five? Six seven.\n\nEight nine."


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (1, "One two three."),
        (3, "One two three. Four five?"),
        (5, "One two three. Four five? Six seven."),
        (99, "One two three. Four five? Six seven.\nEight nine."),
    ],
)
def test_a_summary_ends_with_a_sentence(length: int, expected: str) -> None:
    assert summary_of(PROSE, length, by_character=False) == expected


def test_chinese_is_counted_by_character_if_the_site_says_so() -> None:
    text = "央行宣布降息。市场反应平淡。"
    assert summary_of(text, 4, by_character=True) == "央行宣布"
    assert summary_of(text, 4, by_character=False) == ""


def test_what_follows_a_summary_decides_nothing() -> None:
    text = "One two. Three four.\n\n- five six\n\nSeven eight. Nine."
    assert summary_of(text, 6, by_character=False) == "One two. Three four.\nfive six Seven eight."
    assert summary_of(f"{text}\n\n[央行](a)", 2, by_character=False) == ""
    assert summary_of(f"{text}\n\n![央行](a)", 1, by_character=False) == "One two."
    assert summary_of(f"央行\n\n{text}", 3, by_character=True) == "央行 One"


def test_a_space_that_does_not_break_parts_no_words() -> None:
    code = "<div>int&nbsp;main()&nbsp;{</div>"
    assert (
        summary_of(f"代码 {code}\n\n后面的字", 4, by_character=True)
        == "代码 int\u00a0main()\u00a0{ 后"
    )
