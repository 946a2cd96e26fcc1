"""Edits of a document: where they are made, and which lines they leave alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.markup.edits import apply, has_html, region_edits, rewrite_lines
from loaders.markup.regions import regions_of
from loaders.markup.spans import SpanEdit
from loaders.mentions.marks import Segments
from newsdb.markup.parser import PARSER


@given(
    st.text("ab\n", max_size=12),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), st.sampled_from(["", "X", "YZ"]))),
)
def test_edits_that_do_not_overlap_are_made(text: str, wanted: list[tuple[int, int, str]]) -> None:
    edits = [SpanEdit(start, start + length, new) for start, length, new in wanted]
    edits = [edit for edit in edits if edit.end <= len(text)]
    expected, done = "", 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start >= done:
            expected, done = expected + text[done : edit.start] + edit.text, edit.end
    assert apply(text, edits) == expected + text[done:]


@pytest.mark.parametrize(
    ("text", "written", "edited"),
    [
        ("<p>a</p>", "A", "A"),
        ("x\n\n<p>a</p>\n\ny", "A\n\nB", "x\n\nA\n\nB\n\ny"),
        ("x\n\n<p>a</p>\n\ny", "", "x\n\ny"),
        ("> <pre>a</pre>\n> y", "A", "> A\n>\n> y"),
        ("> <pre>a</pre>\n> y", "A\n\nB  ", "> A\n>\n> B  \n>\n> y"),
        ("- <p>a</p>\n\n  y", "A\nB", "- A\n  B\n\n  y"),
        ("- <p>a</p>\n- y", "", "-\n\n- y"),
        ("# x\n<pre>a</pre>\n# y", "A", "# x\n\nA\n\n# y"),
        # Blank lines of code keep their spaces.
        ("- <pre>a</pre>", "A\n\n  \nB", "- A\n\n    \n  B"),
    ],
)
def test_markdown_in_the_place_of_regions(text: str, written: str, edited: str) -> None:
    regions = regions_of(PARSER.parse(text))
    assert len(regions) == 1
    assert apply(text, region_edits(text, regions, [written])) == edited


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("a <b>x</b> c", "a **x** c"),
        ("> - a<br>\n>   <i>x</i>", "> - a<br>\n>   *x*"),
        ("| <b>a</b> | <b>a</b> |\n|-|-|", "| **a** | **a** |\n|-|-|"),
        ("*a*", "*a*"),
        # The column that an item begins in stays, and its first line is not blank.
        ("- <wbr> <u> a</u>\n\n  b", "- a\n\n  b"),
        ("- <u></u>\n\n  a", "- <!-- -->\n\n  a"),
        # What is beside marks decides whether they are read.
        ("a)<span>*</span>2)<span>*</span>3", "a)<!-- -->*<!-- -->2)<!-- -->*<!-- -->3"),
        ("*<u> a</u>", "\\* a"),
        ("> a <p>b</p> c", "> a  b  c"),
        ("| <b>a</b> | a | <b>a</b> |\n|-|-|-|", "| **a** | a | **a** |\n|-|-|-|"),
        ("a*<u>b</u>*c <i>d</i>", "a*<!-- -->b<!-- -->*c *d*"),
        ("a_<u></u>_b", "a_<!-- -->_b"),
    ],
)
def test_html_in_lines_is_edited_where_it_stands(text: str, edited: str) -> None:
    found = rewrite_lines(text, PARSER.parse(text), [], lambda tree: Segments(), {})
    assert apply(text, [edit for each in found for edit in each.edits]) == edited


@pytest.mark.parametrize(
    ("text", "is_alone"),
    [
        ("<b>x</b> y", True),
        ("a <b>x</b>", True),
        ("<i>1</i>. x", True),
        ("<span>-</span> x", True),
        ("<span>_</span> a", False),
        ("<span>[</span>x", False),
        ("a\n<span></span>\nb", True),
        ("a\n<span></span>\n[b]", True),
        ("a\n<span></span>\n[b]: /u", False),
        ("<span></span>", False),
        ("*<u>[</u>x](y)", False),
        ("*a<u>b</u>", True),
        ("[<u>a</u>]", True),
        ("<u>[</u>a]: /u", False),
        ("[<u>x</u>] a", False),
        ("<b x></p>\na</b>", False),
    ],
)
def test_a_change_that_may_open_a_block_is_not_alone(text: str, is_alone: bool) -> None:
    (found,) = rewrite_lines(text, PARSER.parse(text), [], lambda tree: Segments(), {})
    assert found.alone is is_alone


@pytest.mark.parametrize(
    ("text", "is_alone"),
    [
        ("甲\n\n<u></u>\n\n乙", True),
        ("- 甲\n\n<u></u>\n\n乙", False),
        ("甲\n\n<u></u>", False),
        ("<u></u>\n\n甲", False),
        ("甲\n\n<u></u>\n\n# 乙", True),
        ("<div>甲</div>\n\n<u></u>\n\n乙", True),
        ("<div>甲</div>\n\n<u></u>\n\n  乙", False),
        ("甲\n\n<u></u>\n\n- 乙", False),
    ],
)
def test_a_paragraph_that_goes_is_alone_between_paragraphs(text: str, is_alone: bool) -> None:
    (found,) = rewrite_lines(text, PARSER.parse(text), [], lambda tree: Segments(), {})
    assert found.alone is is_alone


@pytest.mark.parametrize(("text", "html"), [("a <b>x</b>", True), ("a **x**", False)])
def test_has_html(text: str, html: bool) -> None:
    assert has_html(PARSER.parse(text)[1]) is html


@pytest.mark.parametrize(
    ("text", "is_whole", "texts"),
    [
        ("a <p>b *c*</p> d", True, ["a", "b ", "c", "d"]),
        ("a <svg>b</svg> c", True, ["a  c"]),
        ("x\n\na\n<b>y</b>", False, ["a", "", "y", ""]),
        ("a <x> y", False, ["a <x> y"]),
    ],
)
def test_a_token_becomes_what_was_written(text: str, is_whole: bool, texts: list[str]) -> None:
    (found,) = rewrite_lines(text, PARSER.parse(text), [], lambda tree: Segments(), {})
    contents = [child.content for child in found.children if child.type == "text"]
    assert (found.whole, found.changed, contents) == (is_whole, [], texts)


def test_a_mark_that_is_not_written_is_reported() -> None:
    text = "a <b>b"
    (found,) = rewrite_lines(text, PARSER.parse(text), [], lambda tree: Segments(), {})
    assert found.changed == ["marks are not those of the source: “strong” became “none”"]


@pytest.mark.parametrize(
    ("text", "edits", "changed"),
    [
        ("a<big>b</big>_- c_ <p>d</p>", ["", "<!-- -->", "\n\nd\n\n"], []),
        (
            "a<u>**<b>**[ <svg></svg>",
            ["", "<!-- -->", ""],
            [
                "marks are not those of the source: “strong” became “none”",
                "the text is not shown as in its source: “a[” became “a****[”",
            ],
        ),
    ],
)
def test_what_is_beside_an_element_stays_as_it_is_or_is_reported(
    text: str, edits: list[str], changed: list[str]
) -> None:
    (found,) = rewrite_lines(text, PARSER.parse(text), [], lambda tree: Segments(), {})
    assert [each.text for each in found.edits] == edits
    assert (found.whole, found.changed) == (True, changed)
