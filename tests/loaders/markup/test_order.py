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
        ("<pre>a<div>b</div><div>c\n</div><p>d</p>e</pre>", "<pre>a\nb\nc\nd\ne</pre>"),
    ],
)
def test_order(html: str, ordered: str) -> None:
    tree = tree_of(html)
    order(tree)
    assert etree.tostring(tree, encoding="unicode") == f"<body>{ordered}</body>"
