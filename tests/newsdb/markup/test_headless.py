"""Tables without a head."""

from __future__ import annotations

import pytest

from newsdb.markup.parser import PARSER
from newsdb.rendering.render import render
from newsdb.text import plain_text

TABLE = "<table><tbody><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></tbody></table>"


@pytest.mark.parametrize(
    "markdown",
    [
        "| 甲 | 1 |\n| 乙 | 2 |",
        "  | 甲 | 1 |\n  | 乙 | 2 |",
        "|---|---|\n|甲|1|\n|乙|2|",
        "| 甲 | 1 |\n| 乙 | 2 |\n|----|---|\n",
    ],
)
def test_rows_without_a_head(markdown: str) -> None:
    assert PARSER.render(markdown).replace("\n", "") == TABLE
    assert plain_text(markdown) == "甲 1\n乙 2"


@pytest.mark.parametrize(
    "markdown",
    [
        "| 甲 | 1 |",
        "|x|\n|y|",
        "文\n\n| 甲 | 1 |",
        "- | 甲 | 1 |\n  | 乙 | 2 |\n| 丙 | 3 |",
        "| 甲 | 1 |\n正文",
        "| 甲 | 1 |\n| 乙 | 2 |\n正文",
        "|x| 大于 |y\n",
        "    | 甲 | 1 |\n    | 乙 | 2 |",
    ],
)
def test_lines_that_are_no_table(markdown: str) -> None:
    assert "<table" not in PARSER.render(markdown)


def test_rows_end_at_a_blank_line() -> None:
    assert PARSER.render("| 甲 | 1 |\n| 乙 | 2 |\n\n文").replace("\n", "") == f"{TABLE}<p>文</p>"


def test_the_parts_of_a_table_know_their_lines() -> None:
    tokens = PARSER.parse("文\n\n| 甲 | 1 |\n| 乙 | 2 |")
    maps = [(token.type, token.map) for token in tokens if token.map][2:]
    row = [("tr_open", [2, 3]), ("inline", [2, 3]), ("inline", [2, 3])]
    assert maps == [
        ("table_open", [2, 4]),
        ("tbody_open", [2, 4]),
        *row,
        *((name, [3, 4]) for name, _ in row),
    ]


def test_a_table_with_a_head_keeps_it() -> None:
    html = PARSER.render("| 甲 | 1 |\n|---|---|\n| 乙 | 2 |")
    assert (html.count("<th>"), html.count("<td>")) == (2, 2)


def test_a_page_frames_it_and_calls_no_cell_a_heading() -> None:
    html = str(render("| 甲 | 1 |\n| 乙 | 2 |"))
    assert "scope=" not in html
    assert 'class="scroll"' in html
