"""With the shortcuts, the parser gives the tokens that it gives without them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.helpers import parseLinkDestination
from markdown_it.token import Token

from newsdb.markup.parser import PARSER, make_parser
from newsdb.markup.shortcuts import BLOCK, INLINE, link_destination, take_shortcuts
from tests.newsdb.markup.test_prose import LINES
from tests.paths import TOP

WITHOUT = make_parser()
MARKS = "".join({*INLINE.values(), *BLOCK.values()})
HTML = ["&amp;", "&nbsp;", "&lbrace;", "<b>", "</b>", '<a b="c" />', "<a@b.c>", "<a:>", "</b c=''>"]
INLINES = st.lists(
    st.sampled_from([*MARKS, *"]()}:x中\u3000 1\r\0", "**", "~~", "$$", "[^1]", "](/u)", *HTML]),
    max_size=20,
).map("".join)


@given(st.lists(LINES | INLINES, max_size=8).map("\n".join))
def test_tokens_are_the_same(text: str) -> None:
    assert tokens(PARSER, text) == tokens(WITHOUT, text)


@pytest.mark.parametrize(
    "text",
    ["a\0b", "a\r\nb", "*a* **b**", "甲\n   > 乙", "  # 甲", "[a](/b) `c` <b>", "甲\n\n  - 乙"],
)
def test_a_new_parser_gives_the_same_tokens(text: str) -> None:
    parser = make_parser()
    take_shortcuts(parser)
    assert tokens(parser, text) == tokens(WITHOUT, text)


DEFINITIONS = ["[a]: /b", "[A]: /c?d=1", "[b c]: <u>", "[d]: /e(f)", "[^1]: y", '"t"', "(t)", "'t'"]
DEFINITIONS += ["\n", "\n", "  ", "    ", "> ", "- ", "x", "[a]", ":", "&amp;", "\t"]


@given(st.lists(st.sampled_from(DEFINITIONS), max_size=9).map("".join))
def test_links_are_defined_the_same(text: str) -> None:
    ours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    assert [(each.type, each.map) for each in PARSER.parse(text, ours)] == [
        (each.type, each.map) for each in WITHOUT.parse(text, theirs)
    ]
    for name in ("references", "duplicate_refs"):
        assert ours.get(name) == theirs.get(name)


def test_tokens_are_the_same_in_documents() -> None:
    for document in [*TOP.glob("docs/*.md"), *TOP.glob("tests/golden/conversion/*.md")]:
        text = document.read_bytes().decode("utf-8", "replace")
        assert tokens(PARSER, text) == tokens(WITHOUT, text), document.name


def test_every_rule_that_is_known_by_its_character_exists() -> None:
    assert INLINE.keys() == {*WITHOUT.inline.ruler.get_active_rules()} - {"text"}
    assert BLOCK.keys() < {*WITHOUT.block.ruler.get_active_rules()}


@pytest.mark.parametrize(
    "url", ["/a", "<a b>", "/a(b)", "/a(b", "a\\)b", "a&amp;b", "a<b", "", " "]
)
@pytest.mark.parametrize("after", ["", ")", " x", "\nx", "\\", "("])
def test_urls_end_where_they_do_in_markdown_it(url: str, after: str) -> None:
    text = f"[x]({url}{after}"
    ours, theirs = (read(text, 4, len(text)) for read in (link_destination, parseLinkDestination))
    assert (ours.ok, ours.pos, ours.str) == (theirs.ok, theirs.pos, theirs.str)


def tokens(parser: Any, text: str) -> list[dict[str, Any]]:
    """Return the tokens of a text; how an entity was written is noted by markdown-it only."""
    found = parser.parse(text)
    forget_entities(found)
    return [token.as_dict() for token in found]


def forget_entities(tokens: list[Token]) -> None:
    for token in tokens:
        if token.info == "entity":
            token.info = token.markup = ""
        forget_entities(token.children or [])
