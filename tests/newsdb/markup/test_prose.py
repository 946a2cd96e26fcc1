"""The rule for prose gives the tokens that the other rules give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.markup.parser import make_parser, parse_markdown
from newsdb.markup.prose import markless_paragraphs
from newsdb.text import Reading, read_markdown, read_tokens
from tests.paths import TOP

WITH, WITHOUT = make_parser(), make_parser().disable("prose")
LINES = st.sampled_from(
    [
        *(
            "央行宣布降息",
            "A line",
            "“引文”",
            "",
            "",
            " ",
            "\t",
            "    four",
            "  two",
            "\u3000\u3000缩进",
        ),
        *("- item", "* item", "1. one", "2) two", "> quote", ">", "# head", "===", "---", "***"),
        *("| a | b |", "a | b", "|-|-|", "--- | ---", ": definition", "~ definition", "```", "~~~"),
        *("<div>", "</div>", "<b>x</b>", "text <br>", "[x]: /u", "[^1]: note", "see[^1] [x]"),
        *(
            "**bold** text",
            "*a* b",
            "* * *",
            "**",
            "`code` text",
            "``` x",
            "[a](b) text",
            "![a](b)",
        ),
        *(
            "[foo",
            "bar]: /u",
            "[a]",
            '"quoted"',
            "(a)",
            "1 a",
            "12.",
            "2022年",
            "*[a](b)*",
            "**[x]: y",
        ),
        *("$$", "{: .a}", "{:toc}", "*[HTML]: x", "line  ", "line\\", "  - nested", "   text"),
    ]
)


@pytest.mark.slow
@given(st.lists(LINES, max_size=12).map("\n".join))
def test_prose_is_what_the_other_rules_give(text: str) -> None:
    assert tokens(WITH, text) == tokens(WITHOUT, text)


def test_prose_is_what_the_other_rules_give_in_documents() -> None:
    documents = [*TOP.glob("docs/*.md"), *TOP.glob("posts/**/*.md"), TOP / "README.md"]
    for document in documents:
        text = document.read_bytes().decode("utf-8", "replace")
        assert tokens(WITH, text) == tokens(WITHOUT, text), document.name


@pytest.mark.parametrize(
    "text",
    [
        "甲\n\n: 义",
        "甲\n乙\n\n~ 义",
        "甲\n\n:义",
        "甲\n\n\n: 义",
        "甲\n\n",
        "- 甲\n\n  : 义",
        "- 甲\n- 乙",
        "- 甲\n  - 乙\n  - 丙\n- 丁",
        "100. 甲\n   - 乙",
        "100. 甲\n    - 乙",
        "甲\n   > 乙",
    ],
)
def test_a_definition_may_follow_a_blank_line(text: str) -> None:
    assert tokens(WITH, text) == tokens(WITHOUT, text)


MARKLESS_TEXTS = st.lists(
    st.one_of(
        st.sampled_from(["央行 12%", "A: line", "“引文” ", "2022年", "12. x", "\t", "  a", "- b"]),
        st.text("甲a1 \t.:-+=#>\"'()%@^|&<*\x85\u3000", max_size=6),
        LINES,
    ),
    max_size=5,
)


@pytest.mark.slow
@given(MARKLESS_TEXTS, st.sampled_from(["\n\n", "\n\n\n", "\n"]))
def test_text_without_marks_is_read_as_the_parser_reads_it(lines: list[str], between: str) -> None:
    text = between.join(lines)
    expected = Reading()
    read_tokens(parse_markdown(text), expected)
    assert read_markdown(text) == expected


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("央行宣布降息 12%。\n\nA: b\n\n\n2022年\n", ["央行宣布降息 12%。", "A: b", "2022年"]),
        ("“引文” ", ["“引文” "]),
        ("甲\n乙", None),
        ("甲\n\n: 义", None),
        ("甲\n\n12. 乙", None),
        ("甲\n \n乙", None),
        ("甲*乙*", None),
        ("甲&amp;", None),
        ("甲|乙", None),
        (" 甲", None),
        ("", None),
    ],
)
def test_text_without_marks_is_its_lines(text: str, paragraphs: list[str] | None) -> None:
    assert markless_paragraphs(text) == paragraphs


def tokens(parser: Any, text: str) -> list[dict[str, Any]]:
    return [token.as_dict() for token in parser.parse(text)]
