"""The rule for prose gives the tokens that the other rules give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.markup.parser import make_parser
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


def tokens(parser: Any, text: str) -> list[dict[str, Any]]:
    return [token.as_dict() for token in parser.parse(text)]
