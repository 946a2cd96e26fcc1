"""Plain text of Markdown: what a reader sees of it."""

from __future__ import annotations

from html import unescape as unescape_html

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from newsdb.markup.parser import PARSER
from newsdb.text import (
    clean,
    clean_values,
    plain_text,
    read_markdown,
    text_beside,
    unescape,
)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# 题\n\n**甲**乙\n丙", "题\n甲乙丙"),
        ("a\nb", "a b"),
        ("甲\nb", "甲 b"),
        ("甲”\n乙", "甲”乙"),
        ("a  \nb", "a\nb"),
        ("a<br>b", "a\nb"),
        ("- a\n- b", "a\nb"),
        ("[甲](https://a.example)乙![图](a.png)", "甲乙"),
        ("| a | b |\n|--|--|\n| 1 |  2 |", "a b\n1 2"),
        ("<p>甲<b>乙</b><br>丙</p><td>丁</td><td>戊</td>", "甲乙\n丙\n丁 戊"),
        ("- a\n\n<!-- -->\n\n- b|c", "a\nb|c"),
        ("x[^1]\n\n[^1]: 注", "x\n注"),
        ("{:.x}\n甲 \\*乙\\* &amp; [丙](d){:.e}", "甲 *乙* & 丙"),
        ("```\n<code>\n```", "<code>"),
        ("$$x^2$$", "$$x^2$$"),
        (" 甲  乙 ", "甲 乙"),
        ("\n\n", ""),
    ],
)
def test_plain(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


def test_code_is_text_but_no_prose() -> None:
    reading = read_markdown("前 `code` 后\n\n```\nblock\n```\n\n尾")
    assert reading.text == "前 code 后\nblock\n尾"
    assert reading.story == "前 code 后\n尾"
    assert reading.prose == "前 后\n尾"


def test_a_line_that_names_a_sound_is_no_part_of_the_story() -> None:
    reading = read_markdown("文\n\n[♪ a.mp3](http://a.example/a.mp3)\n\n听[♪ b](b.mp3)")
    assert reading.text == "文\n♪ a.mp3\n听♪ b"
    assert reading.story == "文\n听♪ b"


def test_images_and_media() -> None:
    reading = read_markdown(
        "![图 **一**](a.png)[▶ 片](v.mp4)[♪ 歌](s.mp3)[▶](x)\n\n"
        '<img alt="二 &amp; 三" src="b.png?x=1&amp;y=2"> <img alt="no source">'
    )
    assert reading.images == [("a.png", "图 一"), ("b.png?x=1&y=2", "二 & 三")]
    assert reading.media == [("video", "v.mp4", "片"), ("audio", "s.mp3", "歌")]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p><!-- a -->b</p>", "b"),
        ("<p><!---->b<!--c--></p>", "b"),
        ("<p>a--><!--b-->c</p>", "a-->c"),
        ("<p><!-->a--></p>", ""),
        ("<p>a<!-- b</p>", "a<!-- b"),
    ],
)
def test_comments_are_no_text(html: str, text: str) -> None:
    assert plain_text(html) == text


PARAGRAPHS = st.lists(
    st.text(alphabet="甲乙a b。,!1)#-=*`\n", max_size=12), max_size=4
).map("\n\n".join)  # fmt: skip


@given(PARAGRAPHS)
def test_plain_is_the_text_of_the_page(markdown: str) -> None:
    """Without white space, on which paragraphs alone decide."""
    page = BeautifulSoup(PARSER.render(markdown), "html5lib").get_text()
    assert "".join(plain_text(markdown).split()) == "".join(page.split())


@pytest.mark.parametrize("digits", [1, 7, 19, 20, 5000])
def test_any_reference_is_a_character(digits: int) -> None:
    assert unescape(f"a&#{'9' * digits};&amp;lt;") == ("a\t&lt;" if digits == 1 else "a\ufffd&lt;")


@given(st.text(alphabet="&#x0189a;lt", max_size=12))
def test_references_are_those_of_html(text: str) -> None:
    assert unescape(text) == unescape_html(text)


def test_clean() -> None:
    codes = [*range(0x100), 0x4E00, *range(0xD7FE, 0xE002), *range(0xFFFC, 0x10002)]
    removed = {*range(0x20), 0x7F, 0xFFFE, 0xFFFF} - set(map(ord, "\t\n\r"))
    kept = [0xFFFD if 0xD800 <= code < 0xE000 else code for code in codes if code not in removed]
    assert clean("".join(map(chr, codes))) == "".join(map(chr, kept))
    given = {"a\x00": ["b\x07", 1, None, {"c": "\udfff"}]}
    assert clean_values(given) == {"a": ["b", 1, None, {"c": "\ufffd"}]}


@pytest.mark.parametrize(
    ("markdown", "text", "beside"),
    [
        ("a b\n\nc", None, None),
        ("a *b*", None, "a b"),
        ("a *b*", "known", "known"),
        ("a b", "a\nb", None),
    ],
)
def test_text_is_kept_beside_markdown_that_has_markup(
    markdown: str, text: str | None, beside: str | None
) -> None:
    assert text_beside(markdown, text) == beside


def test_links_that_no_page_has_are_named() -> None:
    links = "[a](https://a.example) [b](/b) [`c`](javascript:c) [d](mailto:d@a.example) [e](x:e)"
    assert read_markdown(links).unlinked == ["javascript:c", "x:e"]


def test_images_that_no_page_shows_are_their_text_and_named() -> None:
    reading = read_markdown(
        '`x` ![*a*](data:,x) ![b](/b.png)\n\n<p><img src="data:,y"><img src="/c.png"></p>'
    )
    assert (reading.text, reading.prose) == ("x a", "a")
    assert reading.images == [("/b.png", "b"), ("/c.png", "")]
    assert reading.unshown == ["data:,x"]
