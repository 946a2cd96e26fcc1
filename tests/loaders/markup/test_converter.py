"""Trees in order, written as Markdown. What is proven of it as a whole stands in test_html.py."""

from __future__ import annotations

import pytest

from loaders.markup import converter
from loaders.markup.converter import finished, to_markdown
from loaders.markup.order import order
from loaders.markup.tree import tree_of
from newsdb.exceptions import TooComplexError


def written(html: str) -> str:
    tree = tree_of(html)
    order(tree)
    return to_markdown(tree)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>a<br>b</h2><h6>c #</h6><h3> </h3>", "## a b\n\n###### c \\#"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p>a<code>`b`</code></p>", "a`` `b` ``"),
        ('<pre class="lang-py">a\n```\nb</pre>', "````py\na\n```\nb\n````"),
        ("<ol start=3><li>a</li><li> </li><li>b<p>c</p></li></ol>", "3. a\n4.\n5. b\n\n   c"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<ol><li>a</li></ol><p>b</p><ol start=2><li>c</li></ol>", "1. a\n\nb\n\n2. c"),
        ("<ol start=9><li>a</li><li>b</li></ol>", "9. a\n10. b"),
        ("<ol><li value=1>a</li><li value=2>b</li></ol>", "1. a\n2. b"),
        ("<ol><li>a</li><li value=5>b</li></ol>", '<ol><li>a</li><li value="5">b</li></ol>'),
        ("<ul><li>a</li><ol><li>b</li></ol><li>c</li></ul>", "- a\n  1. b\n- c"),
        ("<ul><li>a</li></ul>b<ul><li>c</li></ul>", "- a\n\nb\n\n- c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>", "- a\n\n* b\n\n- c"),
        ("<ul><li></li><li>a</li></ul>", "- a"),
        ("<ol><li>a</li><li></li></ol>", "1. a"),
        ("<blockquote>a<ul><li>b</li></ul></blockquote>", "> a\n>\n> - b"),
        ("<pre>1. a*b</pre>", "```\n1. a*b\n```"),
        ("<pre>  a\n\n b</pre>", "```\n  a\n\n b\n```"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        (
            "<details open><summary>s <b>t</b></summary>a</details>",
            "<details open>\n<summary>s <strong>t</strong></summary>\n\na\n\n</details>",
        ),
        ("<details><p>a</p></details>", "a"),
        ("<details><summary># s</summary></details>", "\\# s"),
        ("<summary>x</summary>", "x"),
        ("<table><tr><td>a</td></tr></table>", "a"),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "| a<br>b | c |\n| --- | --- |"),
        ('<a href="/x"><img src="/1.png"></a>', "[![](/1.png)](/x)"),
        ('<p>a<img alt="b">c</p>', "ac"),
        ("<p>1. a</p><p>+ b</p><p>&gt; d</p>", "1\\. a\n\n\\+ b\n\n\\> d"),
        ("<dl><dt>x</dt><dd>y</dd></dl>", "<dl><dt>x</dt><dd>y</dd></dl>"),
        ("<ul><li>a<dl><dt>x</dt><dd>y</dd></dl></li></ul>", "- a\n\n  x\n\n  y"),
        ("<h2>a<dl><dt>x</dt><dd>y</dd></dl></h2>", "## a x y"),
        # What would open a list or a heading is escaped at the begin of a line only.
        ("<div><p>a</p>* b</div>", "a\n\n\\* b"),
        ("<p><b>b</b># c</p>", "**b**# c"),
        ("<p>a<br># c</p>", "a\\\n\\# c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ('<img src="/a b.png" alt="[图] *">', "![\\[图\\] \\*](/a%20b.png)"),
        ('<a href="/x_(1)">y</a>', "[y](</x_(1)>)"),
        ('<p><a href="/x">a]b</a></p>', "[a\\]b](/x)"),
        ("<p>a]b</p>", "a]b"),
        ("<a href=/x>[a]</a>", "[[a]](/x)"),
        ("<p>a<code> </code>b</p>", "a b"),
        ("<strong><p>a</p></strong><p>b</p>", "**a**\n\nb"),
        ("<code><p>a</p></code>", "a"),
        ("<del>x<div>y</div></del>", "~~x~~\n\n~~y~~"),
        ("<b>a<br> <br>b</b>", "**a**\n\n**b**"),
        ("<b>a<br>c<br>b</b>", "**a\\\nc\\\nb**"),
        ("<p>a&#13;b</p>", "a b"),
        ("<p><del>a</del> <ins>b</ins></p>", "~~a~~ <ins>b</ins>"),
        ("<ruby>汉<rt>hàn</rt></ruby>", "<ruby>汉<rt>hàn</rt></ruby>"),
        (
            "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>",
            "| a | b\\|c |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        ),
    ],
)  # fmt: skip
def test_elements(html: str, markdown: str) -> None:
    assert written(html) == markdown


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("a\n\n\n\nb  \n", "a\n\nb"),
        ("a\\\n\\\nb\\", "a\n\nb"),
        ("a\\\\", "a\\\\"),
        ("> a\n> \n> \n> b", "> a\n>\n>\n> b"),
        ("```\na\n\n\nb  \n```\n\n\nc", "```\na\n\n\nb  \n```\n\nc"),
        ("````\n```\n\n\n````\n\n\nx", "````\n```\n\n\n````\n\nx"),
        ("", ""),
    ],
)
def test_blocks_are_one_blank_line_apart(markdown: str, expected: str) -> None:
    assert finished(markdown) == expected


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tree_of("<p>a</p><p>b</p>")
    monkeypatch.setattr(converter, "MAX_ELEMENTS", 3)
    assert to_markdown(tree) == "a\n\nb"
    monkeypatch.setattr(converter, "MAX_ELEMENTS", 2)
    with pytest.raises(TooComplexError):
        to_markdown(tree)
