"""HTML and the Markdown that it becomes, one by one; how long and hostile HTML fares is beside."""

from __future__ import annotations

import pytest

from loaders.markup.html import markdown_of
from loaders.markup.quick import quick_markdown
from loaders.markup.tree import lost_in, tree_of

EXAMPLES = [
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c", []),
    ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", "- a\n  - b\n\n  c", []),
    ("<ul><li>a</li></ul><p>b</p>", "- a\n\nb", []),
    ('<ol start="9"><li>a<p>b</p></li><li>c</li></ol>', "9. a\n\n   b\n10. c", []),
    ('<ol start="x"><li>a</li></ol><ol><li>b</li></ol>', "1. a\n\n1) b", []),
    ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b", []),
    ("<ul><li> </li><li>a</li></ul>", "- a", []),
    (
        "<table><tr><td>a|b</td><td>c<br>d</td></tr><tr><td>e</td></tr></table>",
        "| a\\|b | c<br>d |\n| --- | --- |\n| e |",
        [],
    ),
    (
        "<table><tr><td>a</td></tr><tr><td>b</td><td>c</td><td>d</td></tr></table>",
        "| a |  |  |\n| --- | --- | --- |\n| b | c | d |",
        [],
    ),
    ("<table><tr><td>a</td></tr></table>", "a", ["table"]),
    (
        "<table><caption>t</caption><tr><th>a</th><th>b</th></tr></table>",
        "t\n\n| a | b |\n| --- | --- |",
        [],
    ),
    (
        '<table><tr><td colspan="1">a</td><td rowspan="01">b</td></tr></table>',
        "| a | b |\n| --- | --- |",
        [],
    ),
    (
        '<table><tr><td colspan="2">a</td><td>b</td></tr></table>',
        '<table><tbody><tr><td colspan="2">a</td><td>b</td></tr></tbody></table>',
        [],
    ),
    (
        "<table><tr><td><p>a</p>b</td><td><div>c</div><p>d</p></td></tr></table>",
        "| a<br>b | c<br>d |\n| --- | --- |",
        [],
    ),
    (
        "<table><tr><td><ul><li>a</li></ul></td><td>b</td></tr></table>",
        "<table><tbody><tr><td><ul><li>a</li></ul></td><td>b</td></tr></tbody></table>",
        [],
    ),
    ("<p><b>a</b><i>b</i></p>", "**a**<em>b</em>", []),
    ("<p><b>a<i>b</i></b></p>", "**a*b***", []),
    ("<p><i>a<b>b</b></i>c</p>", "*a**b***c", []),
    ("<p><code>a<b>b</b></code></p>", "`ab`", []),
    ("<p><b>a<code>b</code></b></p>", "**a`b`**", []),
    ('<p><a href="/x"><b>a</b>b</a></p>', "[**a**b](/x)", []),
    ('<p><b><a href="/x">a</a></b>b</p>', "[**a**](/x)b", []),
    ('<p><b><a href="/x">a</a>b</b></p>', "**[a](/x)b**", []),
    ("<p>a <b> b </b> c</p>", "a **b** c", []),
    ("<p><b>“a”</b>b</p>", "<strong>“a”</strong>b", []),
    ("<p><b>a。</b>b</p>", "<strong>a。</strong>b", []),
    ('<p><img src="/1.png">a<br><br>b<br></p>', "![](/1.png)a\n\nb", []),
    ("<p>a<br> <br>b</p>", "a\n\nb", []),
    ('<a href="/x"><div>a</div>b</a>', "[a](/x)\n\n[b](/x)", []),
    ("<pre>a```b</pre>", "````\na```b\n````", []),
    ('<pre>a <a href="/x">b</a></pre>', "```\na b\n```", ["pre"]),
    ("<div>a<p>b</p>c</div>", "a\n\nb\n\nc", []),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b", []),
    ("<h2>a<br>b</h2>", "## a b", []),
    ("<h3></h3><p>a</p>", "a", []),
    ('<video src="/a.mp4" title="t"></video>', "[▶ t](/a.mp4)", []),
    ('<iframe src="#x"></iframe>', "", ["iframe"]),
    ('<p><audio><source src="?a"><source src="/b.mp3"></audio>c</p>', "[♪ b.mp3](/b.mp3)c", []),
    ('<img srcset="/a.png, /b.png 2x" src="javascript:x">', "![](/a.png)", []),
    ('<img data-original="/o.png" src="/s.png" alt="x y">', "![x y](/o.png)", []),
    ('<p hidden>a</p><p style="display:none">b</p>c', "c", []),
    ("<h2><button>a</button></h2><button>b</button>", "## a", ["button"]),
    ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>", []),
    ("<p>1. a</p>", "1\\. a", []),
    ("<p>a<br>b</p>", "a\\\nb", []),
    ("<p><b>a</b> *b</p>", "**a** \\*b", []),
    ("<p># a</p>", "\\# a", []),
    ("<p><del>a</del><sub>2</sub><sup>n</sup></p>", "~~a~~<sub>2</sub>ⁿ", []),
    ("<li>a</li>", "a", ["li"]),
    ("<p>a<!-- b -->c<!-->d</p>", "acd", []),
    ("<p>a<!-- b</p>", "a\\<!-- b", []),
    (
        '<script src="https://gist.github.com/a.js"></script>',
        "[▶ gist.github.com/a.js](https://gist.github.com/a.js)",
        [],
    ),
    ("<p><strong>a</strong><strong>b</strong></p>", "**ab**", []),
    ("<p><strong>a </strong>b</p>", "**a** b", []),
    ("<p><strong>a</strong> b <strong>c </strong></p>", "**a** b **c**", []),
    ("<p>a<strong>，b</strong></p>", "a<strong>，b</strong>", []),
    ("<p><strong>1. a</strong></p>", "**1\\. a**", []),
    ("<p>a*b_c</p>", "a\\*b_c", []),
]
QUICK = [
    "<p><b>a</b> *b</p>",
    "<p>a<br>b</p>",
    "<p><b>“a”</b>b</p>",
    "<p><b>a。</b>b</p>",
    "<p>1. a</p>",
    "<p># a</p>",
    "<li>a</li>",
    "<p>a<!-- b -->c<!-->d</p>",
    "<p>a<!-- b</p>",
    "<p><strong>a</strong> b <strong>c </strong></p>",
    "<p>a<strong>，b</strong></p>",
    "<p><strong>1. a</strong></p>",
    "<p>a*b_c</p>",
    "<table><tr><td>a</td></tr></table>",
]


@pytest.mark.parametrize(("html", "markdown", "lost"), EXAMPLES)
def test_what_html_becomes(html: str, markdown: str, lost: list[str]) -> None:
    tree = tree_of(html)
    assert lost_in(tree) == lost
    written = markdown_of(tree)
    assert (written.markdown, written.difference, written.fell_back) == (markdown, "", False)


@pytest.mark.parametrize(("html", "markdown"), [(html, markdown) for html, markdown, _ in EXAMPLES])
def test_what_the_quick_way_knows(html: str, markdown: str) -> None:
    found = quick_markdown(tree_of(html))
    assert (found and found.markdown) == (markdown if html in QUICK else None)
