"""The quick way to Markdown gives exactly what markdownify gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from loaders import archive_rules
from loaders.decode import decode
from loaders.front_matter import split
from loaders.markup.converter import to_markdown
from loaders.markup.html import markdown_of
from loaders.markup.order import order
from loaders.markup.quick import Block, quick_markdown, says_the_same
from loaders.markup.tree import tree_of
from loaders.mentions import take_marks
from newsdb.exceptions import BinaryFileError
from newsdb.text import read_markdown
from tests.paths import TOP

TEXTS = st.sampled_from(
    [
        "央行",
        "据此。",
        " ",
        "  ",
        "\n",
        " \n ",
        "\u3000\u3000",
        "\xa0",
        "a",
        "A股 涨",
        "1. ",
        "1.",
        "# ",
        "-",
        "- x",
    ]
    + [
        "*",
        "_a_",
        "a_b",
        "&lt;b&gt;",
        "&amp;lt;",
        "[x](y)",
        "\\*",
        "![",
        ">",
        "> q",
        "===",
        "---",
        "|",
        "~~",
        "`",
    ]
    + ["2022年\n3月", "end ", " start", "+ 1", "2) x", "\t"]
)
IMAGES = st.sampled_from(
    [
        '<img src="https://a.example/1.jpg" alt="图 [1]">',
        '<img alt="none">',
        '<img src="javascript:x">',
    ]
    + ['<img data-src="/x y(1).png" src="data:x">']
)
INLINE = st.one_of(
    TEXTS,
    st.just("<br>"),
    IMAGES,
    st.lists(TEXTS, max_size=3).map(lambda each: f"<strong>{''.join(each)}</strong>"),
    st.lists(TEXTS, max_size=2).map(lambda each: f"<b>{''.join(each)}</b>"),
)
BLOCKS = st.tuples(st.sampled_from(["p", "center", "div", "dd"]), st.lists(INLINE, max_size=6)).map(
    lambda block: f"<{block[0]}>{''.join(block[1])}</{block[0]}>"
)
OTHERS = st.sampled_from(
    ["\n", " ", "\n\n ", "<ul><li>一</li></ul>", "<h2>题</h2>", "text", "<p>a<em>b</em></p>"]
)
CONTENTS = st.recursive(
    BLOCKS,
    lambda inner: st.lists(inner | OTHERS, max_size=3).map(lambda x: f"<div>{''.join(x)}</div>"),
)
BODIES = st.lists(CONTENTS | BLOCKS | BLOCKS | OTHERS, max_size=6).map("".join)


def slow_markdown(tree: HtmlElement) -> str:
    order(tree)
    return to_markdown(tree)


@pytest.mark.slow
@given(BODIES)
def test_quick_is_what_markdownify_gives(body: str) -> None:
    quick = quick_markdown(tree_of(body))
    if quick is not None:
        assert quick.markdown == slow_markdown(tree_of(body))
        assert quick.reading == read_markdown(quick.markdown)


def bodies() -> list[tuple[str, str]]:
    """Return each sample post's HTML, by the name of its file."""
    found = []
    for path in sorted((TOP / "posts").rglob("*-*.md")):
        try:
            text, _ = decode(path.read_bytes())
        except BinaryFileError:
            continue
        body = archive_rules.take_apart(split(text).body).text
        if body.startswith("<"):
            found.append((path.name, body))
    return found


@pytest.mark.slow
def test_quick_is_what_markdownify_gives_on_every_sample_post() -> None:
    quick_ones = 0
    for name, body in bodies():
        trees = tree_of(body), tree_of(body)
        for tree in trees:
            archive_rules.take_outlet(tree)
            take_marks(tree)
        quick = quick_markdown(trees[0])
        if quick is not None:
            quick_ones += 1
            assert quick.markdown == slow_markdown(trees[1]), name
            assert quick.reading == read_markdown(quick.markdown), name
    # All but those with tables.
    assert quick_ones == 128


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li>一</li></ul>",
        "<p>a<em>b</em></p>",
        "text",
        "<p><strong><b>x</b></strong></p>",
        "<p><strong>x<br></strong></p>",
        "<p><b>a</b><b>b</b></p>",
    ],
)
def test_what_is_not_simple_is_left_to_markdownify(body: str) -> None:
    assert quick_markdown(tree_of(body)) is None


def test_bold_text_that_only_html_sets_off_is_quick() -> None:
    quick = quick_markdown(tree_of("<p>甲<b>“乙”</b>丙</p>"))
    assert quick is not None
    assert quick.markdown == slow_markdown(tree_of("<p>甲<b>“乙”</b>丙</p>"))
    assert quick.markdown == "甲<strong>“乙”</strong>丙"


@pytest.mark.slow
def test_what_is_quick_says_what_the_html_says() -> None:
    for name, body in bodies():
        assert markdown_of(tree_of(body)).difference == "", name


@pytest.mark.parametrize(
    ("rows", "markdown"),
    [
        (["<th>a</th><th>b c</th>", "<td># 1</td><td></td>"],
         "| a | b c |\n| --- | --- |\n| # 1 |  |"),
        (["<td>a</td>", "<td>b</td>"], "a\n\nb"),
        (["<td>a</td><td>b</td>", "<td>c</td>"], None),
        (["<td></td><td></td>", "<td>a</td><td>b</td>"], None),
        (["<td>a|b</td><td>c</td>"], None),
        (["<td>a\nb</td><td>c</td>"], None),
        (["<td> a \n</td><td>c</td>"], "| a | c |\n| --- | --- |"),
        (["<td>*a*</td><td>c</td>"], None),
        (["<td><b>a</b></td><td>c</td>"], None),
    ],
)  # fmt: skip
def test_tables_of_plain_cells_are_quick(rows: list[str], markdown: str | None) -> None:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    quick = quick_markdown(tree_of(f"<table><tbody>{body}</tbody></table>"))
    assert (quick.markdown if quick else None) == (markdown and markdown.replace("# 1", "\\# 1"))
    assert quick_markdown(tree_of(f"<table><tbody>{body}</tbody></table>x")) is None


@pytest.mark.parametrize(
    ("block", "is_same"),
    [
        (Block("甲 乙", "甲\n乙"), True),
        (Block("甲", "乙"), False),
        (Block("**甲**", "甲", bold=1), True),
        (Block("**甲**", "甲"), False),
        (Block("甲", "甲", bold=1), False),
        (Block("*甲*", "甲"), False),
        (Block("![甲](/a.png)", images=[("/a.png", "甲")]), True),
        (Block("![甲](/a.png)", images=[("/b.png", "甲")]), False),
    ],
)
def test_a_block_that_is_read_otherwise_than_it_was_written(block: Block, is_same: bool) -> None:
    assert says_the_same(block) is is_same


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("<p>a<b>“c</b>d</p>", "a<strong>“c</strong>d"),
        ("<p>a<b>c”</b>d</p>", "a<strong>c”</strong>d"),
        ("<p>a<b>c”</b>，</p>", "a**c”**，"),
        ("<p> a <br></p>", "a"),
        ("<p>a <b>c</b></p>", "a **c**"),
        ("<p><b></b>a</p>", None),
        ("<p><b>a\nb</b></p>", None),
        ("<p><b> a</b></p>", None),
        ("<table><tbody><tr><td rowspan=2>a<td>b<tr><td>c</table>", None),
        ("<table><tr><td>a<td>b<tfoot><tr><td>c<td>d</table>", None),
    ],
)
def test_bold_and_tables_are_quick_only_where_they_are_simple(
    body: str, markdown: str | None
) -> None:
    quick = quick_markdown(tree_of(body))
    assert (quick and quick.markdown) == markdown


def test_an_image_is_read_with_its_text() -> None:
    quick = quick_markdown(tree_of("<p><img src=/a.png alt='x  y'> </p>"))
    assert quick is not None
    assert (quick.markdown, quick.reading.images) == ("![x y](/a.png)", [("/a.png", "x y")])
