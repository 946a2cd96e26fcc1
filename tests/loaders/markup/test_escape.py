"""Texts in Markdown stay texts, and addresses stay addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.markup.escape import (
    balanced,
    begin_alike,
    destination,
    escape,
    escape_opener,
    safe_url,
)
from newsdb.markup.parser import PARSER

MARKUP = st.text(r"*_`~<>&[]()\!${}:#+-=|^x1 .a甲", max_size=20)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("3*4 `x` a_b _c_ d_", r"3\*4 \`x\` a_b \_c\_ d\_"),
        ("~1 ~~2", r"\~1 \~\~2"),
        ("a < b <i> </i> <!-", r"a < b \<i> \</i> \<!-"),
        ("AT&T &lt; &#38;", r"AT&T \&lt; \&#38;"),
        ("[a](b) [c] ![d]", r"[a\](b) [c] \![d]"),
        ("[^1] [x] y [z]", r"\[^1] \[x] y [z]"),
        ("\\甲 \\* end\\", "\\甲 \\\\\\* end\\\\"),
        ("$1 $$x$$", r"$1 \$$x\$$"),
        ("{a} {: b}", r"{a} \{: b}"),
        ("央行 100%", "央行 100%"),
    ],
)
def test_only_what_is_markup_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(MARKUP)
def test_an_escaped_text_is_shown_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    tokens = PARSER.parseInline(escape(text))[0].children or []
    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens) == text


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("# 题", r"\# 题"),
        ("#题", "#题"),
        ("###### x", r"\###### x"),
        ("> 引", r"\> 引"),
        ("- 5%", r"\- 5%"),
        ("-5%", "-5%"),
        ("1. 一", r"1\. 一"),
        ("2022) x", r"2022\) x"),
        ("1234567890. x", "1234567890. x"),
        ("3.5%", "3.5%"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("|:-|", r"\|:-|"),
        (": x", r"\: x"),
    ],
)
def test_what_opens_a_block_is_escaped(line: str, escaped: str) -> None:
    assert escape_opener(line) == escaped


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        (" https://a.example/x y ", "https://a.example/x%20y"),
        ("https://a.example/\n\tx", "https://a.example/x"),
        ("/a", "/a"),
        ("../a:b", "../a:b"),
        ("a/b:c", "a/b:c"),
        ("?q", "?q"),
        ("MAILTO:a@b.example", "MAILTO:a@b.example"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("", ""),
    ],
)
def test_safe_addresses(address: str, safe: str) -> None:
    assert safe_url(address) == safe


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("https://a.example/x_(1)", "<https://a.example/x_(1)>"),
        ("/<a>\\", "/%3Ca%3E%5C"),
        ("/?a=1&b=2&copy;", "/?a=1&b=2&amp;copy;"),
    ],
)
def test_destinations(address: str, written: str) -> None:
    assert destination(address) == written


@pytest.mark.parametrize(
    ("text", "is_balanced"),
    [("", True), ("[a[b]]", True), ("[", False), ("][", False), ("a]", False), ("[]]", False)],
)
def test_balanced_brackets(text: str, is_balanced: bool) -> None:
    assert balanced(text) is is_balanced


BEGINNINGS = [*"#>+*_=|:~`<[{$^!\"'(-1. a中\t&,）\\", "[a]: /b", "2. ", "```", "{:.a}", "*[a]: b"]
LINES = st.lists(st.sampled_from(BEGINNINGS), max_size=4).map("".join)


@given(LINES, st.sampled_from(["", "甲\n", "甲\n\n", "- 甲\n\n", "> 甲\n\n", "[甲]: /u\n"]))
def test_a_line_that_begins_no_block_is_read_as_a_word_is(line: str, before: str) -> None:
    if begin_alike("<u>x</u>", line, defining="]:" in before):
        assert blocks(f"{before}{line}\n\n乙") == blocks(f"{before}甲\n\n乙")


def blocks(text: str) -> list[str]:
    return [token.type for token in PARSER.parse(text)]
