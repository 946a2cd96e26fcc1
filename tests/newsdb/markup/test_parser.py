"""The parser: any text in linear time, and what a hostile one becomes."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.rules_inline import html_inline as stock_html
from markdown_it.rules_inline import text as stock_text
from markdown_it.token import Token

from newsdb.markup import parser
from newsdb.markup.parser import PARSER, cells_of, make_parser, parse_markdown
from tests.paths import GOLDEN

CONTENT = "[甲](javascript:x) <b>乙</b> ~~丙~~ [^1]\n\n[^1]: 注\n\n题\n: 义"


def test_links_and_html_are_read_whatever_they_are() -> None:
    """Whoever renders decides what may stay."""
    tokens = [child for token in parse_markdown(CONTENT) for child in token.children or []]
    assert tokens[0].attrs == {"href": "javascript:x"}
    (first, last) = [token for token in tokens if token.type == "html_inline"]
    assert [CONTENT[slice(*token.meta["place"])] for token in (first, last)] == ["<b>", "</b>"]
    types = {token.type for token in tokens} | {token.type for token in parse_markdown(CONTENT)}
    assert {"s_open", "footnote_ref", "footnote_block_open", "dl_open"} <= types


@pytest.mark.parametrize(
    ("markdown", "is_text"),
    [
        ("*" * 20_000, False),
        ("*" * 20_001, True),
        # So many in a paragraph, not in the text.
        ("\n\n".join(["*" * 20_000] * 3), False),
        ("a" * 20_001, False),
        ("\n\n".join(["x = 1 - 2\n"] * 90_000), False),
        ("\n\n".join(["=--"] * 90_000), True),
    ],
)
def test_more_marks_than_people_write_are_text(
    markdown: str, is_text: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser.PARSER, "parse", lambda text, env: [])
    tokens = parse_markdown(markdown)
    assert [token.type for token in tokens] == (
        ["paragraph_open", "inline", "paragraph_close"] if is_text else []
    )
    assert [token.nesting for token in tokens] == ([1, 0, -1] if is_text else [])
    contents = [child.content for token in tokens for child in token.children or []]
    assert contents == ([markdown] if is_text else [])


def test_too_many_cells_are_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    table = "|a|b|\n|-|-|\n|1|2|\n"
    monkeypatch.setattr(parser, "MAX_CELLS", cells_of(table))
    assert parse_markdown(table)[0].type == "table_open"
    assert parse_markdown(f"{table}|3|4|\n")[0].type == "paragraph_open"


def test_cells_of_a_table_without_outer_bars_are_counted_exactly() -> None:
    assert cells_of("a|b|c\n-|-|-\n1|2|3\n") == 9
    assert cells_of("no rule | here\n") == 0


@given(st.lists(st.text(alphabet="|-:a \\>\n", max_size=8), max_size=8).map("\n".join))
def test_tables_never_have_more_cells_than_are_counted(markdown: str) -> None:
    cells = [token for token in PARSER.parse(markdown) if token.type in ("td_open", "th_open")]
    assert len(cells) <= cells_of(markdown)


STOCK = make_parser()
STOCK.inline.ruler.at("text", stock_text)
STOCK.inline.ruler.at("html_inline", stock_html)
TAG_PARTS = [
    "<",
    "</",
    "a",
    "b-1",
    " ",
    "\n",
    '="',
    '"',
    "='c'",
    "=",
    "/",
    ">",
    "/>",
    "<b",
    "_",
    "中",
]


@given(st.text(alphabet="a:-=.@%}{<&\n*_`[]()!\\~$^中", max_size=20))
def test_text_is_what_the_rule_of_markdown_it_takes(text: str) -> None:
    assert PARSER.render(text) == STOCK.render(text)


@given(st.lists(st.sampled_from(TAG_PARTS), max_size=14).map("".join))
def test_tags_are_those_of_markdown_it(text: str) -> None:
    assert PARSER.render(f"x{text}") == STOCK.render(f"x{text}")


def test_what_a_text_refers_to_is_in_the_environment() -> None:
    env: dict[str, Any] = {}
    parse_markdown("[a]\n\n[a]: /b", env)
    assert env["references"]["A"]["href"] == "/b"


def check_levels(tokens: list[Token], lines: int) -> None:
    """Check that each token knows how deep it is, and that what opens closes."""
    level = 0
    for token in tokens:
        level -= token.nesting == -1
        assert (token.level, token.nesting in (-1, 0, 1)) == (level, True), token
        level += token.nesting == 1
        begin, end = token.map or (0, 0)
        assert 0 <= begin <= end <= lines, token
        check_levels(token.children or [], lines)
    assert level == 0


@pytest.mark.parametrize("path", sorted(GOLDEN.rglob("*.md")), ids=lambda path: path.stem)
def test_tokens_are_nested_as_their_levels_say(path: Path) -> None:
    markdown = path.read_text("utf-8")
    tokens = PARSER.parse(markdown)
    # The plugin for footnotes gives those at the end no levels.
    own = takewhile(lambda token: token.type != "footnote_block_open", tokens)
    check_levels(list(own), markdown.count("\n") + 1)


@pytest.mark.parametrize(
    ("markdown", "maps"),
    [
        ("甲\n\n{: .a}\n乙", [("attributes", [2, 3]), ("paragraph_open", [3, 4])]),
        ("甲\n\n$$\nx\n$$\n乙", [("math_block", [2, 5]), ("paragraph_open", [5, 6])]),
        ("|甲|1|\n|乙|2|\n\n乙", [("table_open", [0, 2]), ("paragraph_open", [3, 4])]),
        ("甲 $$x$$ *乙*{:.a} ~~~丙~~~ _丁_ **戊", [("paragraph_open", [0, 1])]),
        ("甲\n乙\n: 一\n\n丙", [("dl_open", [0, 4]), ("paragraph_open", [4, 5])]),
    ],
)
def test_own_tokens_are_nested_and_know_their_lines(
    markdown: str, maps: list[tuple[str, list[int]]]
) -> None:
    tokens = PARSER.parse(markdown)
    check_levels(tokens, markdown.count("\n") + 1)
    found = [(token.type, token.map) for token in tokens if not token.level and token.map]
    assert found[-len(maps) :] == maps
