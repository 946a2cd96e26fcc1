"""What is taken at once is what markdown-it's own rules make of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt, helpers
from markdown_it.rules_core import inline

from newsdb.markup.parser import PARSER, make_parser


def slow_parser() -> MarkdownIt:
    parser = make_parser().disable("prose")
    parser.helpers = helpers
    parser.core.ruler.at("inline", inline)
    return parser


SLOW = slow_parser()
PIECES = st.sampled_from(
    [
        *(
            "甲",
            "word",
            "  ",
            " ",
            "\t",
            "\n",
            "  \n",
            "\n\n",
            "\n    ",
            "- ",
            "\n- ",
            "\n  - ",
            "* ",
        ),
        *(
            "1. ",
            "\n2) ",
            "\n> ",
            "# ",
            "`",
            "**",
            "_",
            "[a](",
            "https://a.example/b?c=d",
            ")",
            "<",
        ),
        *("[b]: ", "(c)", "&amp;", "\\", ":", "\n: ", "|", "\n---\n", '"t"', "![", "](x)", "\x7f"),
    ]
)


def tokens(parser: MarkdownIt, text: str) -> list[dict[str, Any]]:
    return [token.as_dict() for token in parser.parse(text)]


@given(st.lists(PIECES, max_size=20).map("".join))
def test_tokens_are_the_same(text: str) -> None:
    assert tokens(PARSER, text) == tokens(SLOW, text)


@pytest.mark.parametrize(
    "text",
    [
        "甲乙\n丙",
        "a  \nb",
        "a \n  b\t\nc",
        "[a](https://a.example/b) [c](d(e)f) [g](h\\)i) [j](k&amp;l) [m](n 'o')",
        "- a\n- b\n  c\n1. d\n2. e\n   - f\n   - g\n\n     h\n- i\nj",
        "- a\n : b",
        "a\n- b\n : c",
        "- a\n  - b\n    - c\n      - d\n- e\n-\n- f",
    ],
)
def test_texts(text: str) -> None:
    assert tokens(PARSER, text) == tokens(SLOW, text)
