"""Trees in order: what each element says by itself then."""

from __future__ import annotations

import pytest
from lxml import etree

from loaders.markup.order import order
from loaders.markup.tree import tree_of


@pytest.mark.parametrize(
    ("html", "ordered"),
    [
        ("<p>a<b> </b>b<b>c</b><b>d</b></p>", "<p>a b<strong>cd</strong></p>"),
        ("<p>\u3000\u3000a <br></p>", "<p>a</p>"),
        (
            '<pre class="lang-py"><span>a</span><br>b</pre>',
            '<pre class="lang-py" language="py">a\nb</pre>',
        ),
        # A browser begins a line with each block in code.
        ("<pre>a<div>b</div><div>c\n</div><div>d</div>e</pre>", "<pre>a\nb\nc\nd\ne</pre>"),
        ("<pre><div>a\n</div>b<div>c</div>\nd</pre>", "<pre>a\nb\nc\nd</pre>"),
        ('<ol start="٣"><li value="٣">a</li></ol>', '<ol start="٣"><li value="٣">a</li></ol>'),
        (
            "<ul><li>a</li><ul><li>b</li></ul></ul>",
            '<ul><li>a<ul data-lost="ul"><li>b</li></ul></li></ul>',
        ),
        (
            "<ol><li>a</li></ol><ol><li>b</li></ol>",
            '<ol><li>a</li></ol><ol other="1"><li>b</li></ol>',
        ),
        ('<ol start="3"><li value="3">a</li></ol>', '<ol start="3"><li value="3">a</li></ol>'),
        (
            '<ol start="x"><li value="2">a</li></ol>',
            '<ol start="x" as-html=""><li value="2">a</li></ol>',
        ),
        (
            '<ol><li value="1">a</li><li value="2">b</li></ol>',
            '<ol><li value="1">a</li><li value="2">b</li></ol>',
        ),
        (
            '<ol><li>a</li><li value="3">b</li></ol>',
            '<ol as-html=""><li>a</li><li value="3">b</li></ol>',
        ),
        ('<ul><li value="3">a</li></ul>', '<ul><li value="3">a</li></ul>'),
        ("<ul><li>a</li></ul>x<ul><li>b</li></ul>", "<ul><li>a</li></ul>x<ul><li>b</li></ul>"),
        ("<ul><li>a</li></ul><ol><li>b</li></ol>", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        (
            "<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>",
            '<ul><li>a</li></ul><ul other="1"><li>b</li></ul><ul><li>c</li></ul>',
        ),
        ("<ul><ul><li>a</li></ul></ul>", '<ul><ul data-lost="ul"><li>a</li></ul></ul>'),
        ('<pre><code class="a lang-b">x</code></pre>', '<pre language="b">x</pre>'),
        ('<ol><li value="3">a</li></ol>', '<ol as-html=""><li value="3">a</li></ol>'),
    ],
)
def test_order(html: str, ordered: str) -> None:
    tree = tree_of(html)
    order(tree)
    assert etree.tostring(tree, encoding="unicode") == f"<body>{ordered}</body>"
