"""HTML to Markdown and back: what a reader sees stays, whatever is in whatever."""

from __future__ import annotations

import re
import unicodedata
from html import escape

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loaders.markup.html import markdown_of, visible
from loaders.markup.order import order
from loaders.markup.tree import tree_of
from loaders.markup.visible import visible_in_tree
from newsdb.markup.parser import PARSER
from newsdb.rendering.render import render

TEXTS = st.sampled_from(
    [
        *"央行|A股|涨 跌|1. |# 题|- |*|_a_|a_b|<b>|&lt;|[x](y)|\\|> 引|---|===|~~|`|（注）".split(
            "|"
        ),
        *"“引”|5%|![|*ST海澜|\u3000\u3000段|2）| |\xa0|\n|[^1]|[ ] |$$|{: x}|: d|~ d|~~~".split(
            "|"
        ),
        *"!|a.b|AT&T|[a]: b|+ 1|```".split("|"),
        "|",
        "",
    ]
)
INLINE = "strong em b i del s span a code sup sub u ins mark font q kbd small".split()
BLOCKS = "p div blockquote section article center details figure pre h2 h6".split()
LEAVES = (
    TEXTS.map(escape)
    | st.just("上<br>下")
    | st.just("<br>")
    | st.just('<img src="https://a.example/1.png" alt="图">')
)


def _element(names: list[str], inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def written(pair: tuple[str, str]) -> str:
        address = ' href="https://a.example/x_(1)?a=1&amp;b=*"' if pair[0] == "a" else ""
        return f"<{pair[0]}{address}>{pair[1]}</{pair[0]}>"

    return st.tuples(st.sampled_from(names), inside).map(written)


def _around(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, max_size=4).map("".join)
    items = st.lists(inside.map(lambda text: f"<li>{text}</li>"), max_size=3).map("".join)
    cells = st.lists(
        st.tuples(st.sampled_from(["td", "th", 'td colspan="2"', 'td rowspan="2"']), inside).map(
            lambda cell: f"<{cell[0]}>{cell[1]}</{cell[0][:2]}>"
        ),
        min_size=2,
        max_size=3,
    ).map(lambda row: f"<tr>{''.join(row)}</tr>")
    tables = st.lists(cells, min_size=1, max_size=3).map(
        lambda rows: f"<table>{''.join(rows)}</table>"
    )
    definitions = st.tuples(inside, inside).map(
        lambda pair: f"<dl><dt>{pair[0]}</dt><dd>{pair[1]}</dd></dl>"
    )
    lists = st.tuples(st.sampled_from(["ul", "ol", 'ol start="7"']), items).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0][:2]}>"
    )
    return (
        _element(INLINE, inside)
        | _element(INLINE, inside)
        | _element(BLOCKS, inside)
        | lists
        | tables
        | definitions
    )


TREES = st.lists(st.recursive(LEAVES, _around, max_leaves=8), max_size=4).map("".join)
QUOTES = str.maketrans("", "", "“”")


def letters(html: str) -> str:
    """Return the text of HTML as a browser's parser reads it, without white space.

    Raised digits are digits, and quotation marks, which take the place of `q`, are left out.
    """
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    text = unicodedata.normalize("NFKC", "".join(root.itertext()))
    return "".join(text.split()).translate(QUOTES)


@pytest.mark.slow
@given(TREES)
@example("<p><strong>快讯<br></strong></p>")
@example("care<b> </b>now")
@example("<p>\u3000\u30001. 一<br>\u3000\u3000- 5%</p>")
@example("<pre>a<br>b</pre>")
def test_the_page_shows_what_the_html_shows(html: str) -> None:
    written = markdown_of(tree_of(html))
    page = PARSER.render(written.markdown)
    assert written.difference == ""
    assert letters(page) == letters(html)
    assert letters(escape(written.reading.text)) == letters(page)


@pytest.mark.slow
@given(TREES)
def test_marks_are_on_the_same_characters(html: str) -> None:
    written = markdown_of(tree_of(html))
    tree = tree_of(html)
    order(tree)
    assert visible(written.markdown) == visible_in_tree(tree)


@pytest.mark.slow
@given(TREES)
def test_converting_again_changes_nothing(html: str) -> None:
    markdown = markdown_of(tree_of(html)).markdown
    again = markdown_of(tree_of(PARSER.render(markdown))).markdown
    assert visible(again) == visible(markdown)


@pytest.mark.slow
@given(TREES)
def test_pages_never_run_anything(html: str) -> None:
    shown = render(markdown_of(tree_of(html + "<script>x</script>")).markdown)
    assert "<script" not in shown
    assert not re.search(r"<[^>]*\son\w+=", shown)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>前<b> </b>后 a<i>&nbsp;</i>b</p>", "前 后 a\xa0b"),
        ("<p><b>快讯<br></b></p><p>甲<b>乙<br></b>丙</p>", "**快讯**\n\n甲**乙**\\\n丙"),
        ("<p><b>青</b><strong>禾</strong>银行</p>", "**青禾**银行"),
        (
            "<p>the<b>“big”</b>one <b>Note:</b>x</p>",
            "the<strong>“big”</strong>one <strong>Note:</strong>x",
        ),
        ("<p>\u3000\u3000- 5%<br>\u3000\u30001. 一</p>", "\\- 5%\\\n1\\. 一"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b"),
        ('<ol><li value="4">a</li></ol>', '<ol><li value="4">a</li></ol>'),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td><code>x|y</code></td><td>1<br>2</td></tr></table>",
            "| a | b |\n| --- | --- |\n| `x\\|y` | 1<br>2 |",
        ),
        (
            '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>',
            '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr>'
            "<tr><td>c</td></tr></tbody></table>",
        ),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        (
            '<video src="https://v.example/1.mp4"></video>',
            "[▶ v.example/1.mp4](https://v.example/1.mp4)",
        ),
        (
            '<p>x <iframe title="讲座" src="//v.example/2"></iframe></p>',
            "x [▶ 讲座](https://v.example/2)",
        ),
        (
            '<script src="https://gist.example/1.js"></script>',
            "[▶ gist.example/1.js](https://gist.example/1.js)",
        ),
        ("<p><code>a<br>b</code></p>", "`a`\\\n`b`"),
        ("<p><a href='/x'>关于]事项</a></p>", "[关于\\]事项](/x)"),
        ("<pre><code class='language-py'>a\n\n\nb</code></pre>", "```py\na\n\n\nb\n```"),
        ("<p>&gt;</p>", "\\>"),
        ("<p>a&#1;&#x1f;&#12;&#xFFFE;b</p>", "ab"),
        (f"<p>a&#{'1' * 5000};b</p>", "a\ufffdb"),
        ("<p>10<sup>8</sup> H<sub>2</sub>O</p>", "10⁸ H<sub>2</sub>O"),
    ],
)
def test_html_is_written_as(html: str, markdown: str) -> None:
    written = markdown_of(tree_of(html))
    assert (written.markdown, written.difference) == (markdown, "")


LINKS = '<a href="/x">[i]</a><a href="/x">[i]</a>'
"""What Markdown would show otherwise."""
KEPT = '<p><a href="/x">[i][i]</a></p>'


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (LINKS, KEPT),
        (f"甲<b>乙</b>丙<hr>{LINKS}", f"甲**乙**丙\n\n---\n\n{KEPT}"),
        (f"<b>乙</b>丙<hr>丁<hr><p>{LINKS}</p>", f"**乙**丙\n\n---\n\n丁\n\n---\n\n{KEPT}"),
        (f"{LINKS}<p>甲</p>乙<b>丙</b>丁<p>戊</p>", f"{KEPT}\n\n甲\n\n乙**丙**丁\n\n戊"),
        (f"<p>甲</p> \n {LINKS}", f"甲\n\n{KEPT}"),
        (f"<div>甲<hr>{LINKS}</div>乙", f"甲\n\n---\n\n{KEPT}\n\n乙"),
    ],
)
def test_only_the_block_that_markdown_would_show_otherwise_is_html(
    html: str, markdown: str
) -> None:
    written = markdown_of(tree_of(html))
    assert (written.markdown, written.difference, written.fell_back) == (markdown, "", True)
