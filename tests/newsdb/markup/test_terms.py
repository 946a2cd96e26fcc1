"""Several terms before one definition."""

import pytest

from newsdb.markup.parser import PARSER


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "甲\n乙\n: 定义 **一**\n\n丙\n: 二\n",
            "<dl>\n<dt>甲</dt>\n<dt>乙</dt>\n<dd>定义 <strong>一</strong></dd>\n"
            "<dt>丙</dt>\n<dd>二</dd>\n</dl>\n",
        ),
        (
            "- [甲](/a)\n  乙\n  : 一\n",
            '<ul>\n<li>\n<dl>\n<dt><a href="/a">甲</a></dt>\n<dt>乙</dt>\n<dd>一</dd>\n</dl>\n'
            "</li>\n</ul>\n",
        ),
        ("甲\n: 定义\n", "<dl>\n<dt>甲</dt>\n<dd>定义</dd>\n</dl>\n"),
        ("甲\n乙\n:没有空格\n", "<p>甲\n乙\n:没有空格</p>\n"),
        ("# 甲\n乙\n\n文\n", "<h1>甲</h1>\n<p>乙</p>\n<p>文</p>\n"),
    ],
)
def test_terms(markdown: str, html: str) -> None:
    assert PARSER.render(markdown) == html
