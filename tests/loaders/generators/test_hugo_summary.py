"""Summaries as Hugo makes them; tests/oracles/test_hugo.py compares with Hugo itself."""

from __future__ import annotations

import pytest

from loaders.generators import hugo_summary
from loaders.generators.hugo_summary import summary_of

PROSE = "One *two* three. Four five? Six seven.\n\nEight nine."


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0, "One two three."),
        (1, "One two three."),
        (3, "One two three. Four five?"),
        (5, "One two three. Four five? Six seven."),
        (99, "One two three. Four five? Six seven.\nEight nine."),
    ],
)
def test_a_summary_ends_with_a_sentence(length: int, expected: str) -> None:
    assert summary_of(PROSE, length, by_character=False) == expected


def test_a_summary_may_have_one_word() -> None:
    assert summary_of("One. Two. Three. Four.", 1, by_character=False) == "One. Two."


def test_only_the_beginning_of_a_long_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LENGTH", "MAX_LENGTH"):
        monkeypatch.setattr(hugo_summary, name, 12)
    for text, read in {
        "One.\n\nThree.": "One.\nThree.",
        "One.\n\nThree!!": "One.",
        "\n\nOne Three Four": "One Three",
        "One [a]\n\nThree\n\n[a]: b": "One a",
    }.items():
        assert summary_of(text, 99, by_character=False) == read


def test_chinese_is_counted_by_character_if_the_site_says_so() -> None:
    text = "央行宣布降息。市场反应平淡。"
    assert summary_of(text, 4, by_character=True) == "央行宣布"
    assert summary_of(text, 4, by_character=False) == ""


def test_what_follows_a_summary_decides_nothing() -> None:
    text = "One two. Three four.\n\n- five six\n\nSeven eight. Nine."
    assert summary_of(text, 6, by_character=False) == "One two. Three four.\nfive six Seven eight."
    for more in ("[央行](a)", "word " * 5_000, "[a]: b\n" * 3_000, "*a **b " * 5_000):
        assert summary_of(f"{text}\n\n{more}", 2, by_character=False) == "One two. Three four."
    assert summary_of(f"央行\n\n{text}", 3, by_character=True) == "央行 One"


def test_words_are_looked_for_beyond_markup() -> None:
    code = '<div><span style="color: blue">int</span>\n\n</div>\n\n' * 100
    assert summary_of(f"{code}央行宣布降息", 102, by_character=True) == "int " * 100 + "央行"
    text = f"A [link] and\n\n{'x' * 3_000}\n\n[link]: https://l.example"
    assert summary_of(text, 4, by_character=True) == f"A link and {'x' * 3_000}"


def test_entities_are_counted_as_written() -> None:
    code = "<div>int&nbsp;main()&nbsp;{</div>"
    found = summary_of(f"{code}\n\n后面的字", 2, by_character=True)
    assert found == "int\u00a0main()\u00a0{ 后"
    assert summary_of('说“对”，"好"的', 13, by_character=True) == '说“对”，"好'
    assert summary_of("<p>央行 &lt;b&gt;</p>", 3, by_character=True, html=True) == "央行 <b>"


@pytest.mark.parametrize(
    ("markdown", "summary"),
    [
        ("<div>One <b>two</b>.\nThree.</div>\n\nFour.", "One two. Three. Four."),
        ("```\nOne.\ntwo.\n```\n\nThree.", "One. two. Three."),
        ("    One.\n    two.\n\nThree.", "One. two. Three."),
        ("One\\\ntwo\nthree.", "One\ntwo three."),
        ("One[^1].\n\n[^1]: Two.", "One1.\nTwo.\u00a0↩\ufe0e"),
    ],
)
def test_what_counts_as_text(markdown: str, summary: str) -> None:
    assert summary_of(markdown, 99, by_character=False) == summary
