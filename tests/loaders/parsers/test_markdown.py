"""The quick way to Markdown gives exactly what markdownify gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.mentions import take_marks
from loaders.parsers import archive_rules, html, markdown
from loaders.parsers.decode import decode
from loaders.parsers.front_matter import split
from newsdb.exceptions import BinaryFileError
from tests.paths import TOP

TEXTS = st.sampled_from(
    [
        "央行",
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
BLOCKS = st.tuples(st.sampled_from(["p", "center", "div"]), st.lists(INLINE, max_size=6)).map(
    lambda block: f"<{block[0]}>{''.join(block[1])}</{block[0]}>"
)
OTHERS = st.sampled_from(
    ["\n", " ", "\n\n ", "<ul><li>一</li></ul>", "<h2>题</h2>", "text", "<p>a<em>b</em></p>"]
)
BODIES = st.lists(BLOCKS | BLOCKS | BLOCKS | OTHERS, max_size=6).map("".join)


@settings(max_examples=1500, deadline=None)
@given(BODIES)
def test_quick_is_what_markdownify_gives(body: str) -> None:
    tree = html.tree_of(body)
    quick = markdown.quick_markdown(tree)
    if quick is not None:
        assert markdown.finished(quick) == markdown.finished(markdown.slow_markdown(tree))


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


def test_quick_is_what_markdownify_gives_on_every_sample_post() -> None:
    quick_ones = 0
    for name, body in bodies():
        tree = html.tree_of(body)
        archive_rules.take_medium(tree)
        take_marks(tree)
        quick = markdown.quick_markdown(tree)
        if quick is not None:
            quick_ones += 1
            assert markdown.finished(quick) == markdown.finished(markdown.slow_markdown(tree)), name
    # All but those with tables.
    assert quick_ones == 106


@pytest.mark.parametrize(
    "body",
    ["<ul><li>一</li></ul>", "<p>a<em>b</em></p>", "text", "<p><strong><b>x</b></strong></p>"],
)
def test_what_is_not_simple_is_left_to_markdownify(body: str) -> None:
    assert markdown.quick_markdown(html.tree_of(body)) is None
