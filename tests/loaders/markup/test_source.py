"""Markdown with HTML in it: code stays, the author's lines stay, and the page shows the same."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.markup.source import INDENTED, convert_source
from loaders.mentions import Segments
from loaders.parsers.convert import convert_file
from newsdb.markup.parser import PARSER
from newsdb.models import Options, RawPost
from newsdb.text import read_markdown
from tests.paths import GOLDEN

PAIRS = GOLDEN / "conversion"
# What a browser would show in another way.
DIFFERENCES = {
    "indented-html-in-a-table": [INDENTED],
    "indented-html-in-a-wrapper": [INDENTED],
    "kept-in-a-figure": ["a block was kept as HTML, because Markdown would show it otherwise"],
    "nomarkdown": ["what is neither text nor an image was left out: script"],
    "placeholders": ["what looks like a tag, but is none, is shown as text: <T>, <branch>"],
    "tags-that-end-nowhere": [
        "what looks like a tag, but is none, is shown as text: <textarea>, <title>"
    ],
    "marks-that-meet": ["marks are not those of the source: “strong” became “none”"],
}
NAMES = sorted(path.name.removesuffix(".in.md") for path in PAIRS.glob("*.in.md"))


@pytest.mark.parametrize("name", NAMES)
def test_golden_pairs(name: str) -> None:
    source = (PAIRS / f"{name}.in.md").read_text("utf-8")
    converted = convert_file(RawPost("2024-03-01-a.md", source.encode()), Options())
    assert converted.post is not None
    assert f"{converted.post.body}\n" == (PAIRS / f"{name}.out.md").read_text("utf-8")
    assert [each.detail for each in converted.problems] == DIFFERENCES.get(name, [])


def test_there_is_a_pair_for_each_kind() -> None:
    assert len(NAMES) >= 14
    assert {path.name for path in PAIRS.iterdir()} == {
        f"{name}.{side}.md" for name in NAMES for side in ("in", "out")
    }


LINES = st.sampled_from(
    [
        *("央行宣布降息", "A *line* of text", "", "", "- item", "  - nested", "1. one", "> quote"),
        *("# head", "---", "| a | b |", "|-|-|", "```", "    code <b>", "`<p>` and <b>bold</b>"),
        *("<div>", "</div>", "<details>", "<summary>开</summary>", "</details>", "<p>段<br>落</p>"),
        *("<center>", "</center>", "<table>\n\n<tr><td>1</td><td>2</td></tr>\n\n</table>"),
        *("text <br> text", "<span>甲</span>乙", 'x <a href="https://a.example/">链接</a> y'),
        *("<ul><li>a</li></ul>", "- <b>x</b> y", "> <p>引</p>", "<!-- note -->", "a<sub>2</sub>"),
        *("see[^1]", "[^1]: note", "<https://a.example/>", "3 < 5", "<i> </i>", "- <div>块</div>"),
    ]
)


COMMENT = re.compile("<!--.*?-->", re.DOTALL)


def letters(markdown: str) -> str:
    html = COMMENT.sub("", PARSER.render(markdown))
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return "".join("".join(root.itertext()).split())


@pytest.mark.slow
@given(st.lists(LINES, max_size=10).map("\n".join))
@example("- <b>x</b> y\n<p>a</p>\n    code")
@example("| a | b |\n| a | b |\n<div>")
def test_the_page_shows_what_the_source_shows(text: str) -> None:
    source = convert_source(text, lambda tree: Segments())
    if not source.difference:
        assert letters(source.markdown) == letters(source.text)
    assert source.reading.text.split() == read_markdown(source.markdown).text.split()


@pytest.mark.slow
@given(st.lists(LINES, max_size=10).map("\n".join))
def test_code_stays_byte_for_byte(text: str) -> None:
    source = convert_source(text, lambda tree: Segments())
    assert code(source.markdown)[: len(code(text))] == code(text) or source.difference


def code(markdown: str) -> list[str]:
    return [token.content for token in PARSER.parse(markdown) if token.type == "fence"]


@given(st.text(st.characters(exclude_characters="<", exclude_categories=["Cs"])))
def test_a_text_without_html_is_stored_as_it_is(text: str) -> None:
    assert convert_source(text, lambda tree: Segments()).markdown == text


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("- a\n\n<p></p>\n\n- b", "- a\n\n<!-- -->\n\n- b"),
        ("- a\n\n<p></p>\n\n    b", "- a\n\n<!-- -->\n\n    b"),
        ("- a\n\n<p></p>\n\nb", "- a\n\nb"),
        ("a\n\n<p></p>\n\n- b", "a\n\n- b"),
        ("a\n\n<p></p>\n\n    b", "a\n\n    b"),
        ("- <p></p>", "-"),
        ("> <p>a</p>\n\nb <i>c</i>", "> a\n\nb *c*"),
        ("1. a\n\n<ol start=5><li>b</ol>", "1. a\n\n<!-- -->\n\n5. b"),
        ("- a\n\n<div><ul><li>b</ul></div>", "- a\n\n<!-- -->\n\n- b"),
        ("<div><ul><li>a</ul></div>\n\n- b", "- a\n\n<!-- -->\n\n- b"),
        ("<ol><li>a</ol>\n\n    b", "1. a\n\n<!-- -->\n\n    b"),
        ("<ul><li><p>a</p><p>b</p></ul>\n\n   c", "- a\n\n  b\n\n<!-- -->\n\n   c"),
        ("<ul><li>a</ul>\n\nb", "- a\n\nb"),
        ("<p>a</p>\n\n   b", "a\n\n   b"),
    ],
)
def test_a_comment_stays_only_where_it_keeps_blocks_apart(text: str, markdown: str) -> None:
    source = convert_source(text, lambda tree: Segments())
    assert (source.markdown, source.difference, source.fell_back) == (markdown, "", False)
