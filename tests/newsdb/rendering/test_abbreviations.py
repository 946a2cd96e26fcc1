"""Abbreviations that a text explains."""

import pytest

from newsdb.rendering.render import render
from newsdb.text import plain_text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "按GDP计，GDPX 不是。\n\n*[GDP]: 国内生产总值\n",
            '<p>按<abbr title="国内生产总值">GDP</abbr>计，GDPX 不是。</p>',
        ),
        (
            '*[A]: "<b>x</b>\n\nA `A`',
            '<p><abbr title="&quot;&lt;b&gt;x&lt;/b&gt;">A</abbr> <code>A</code></p>',
        ),
        ("*[A]:\n\nA", "<p>A</p>"),
        ("*[A]: 甲\n*[B]: 乙\n\nA1B B", '<p>A1B <abbr title="乙">B</abbr></p>'),
        (
            '<abbr title="a&quot;b" onclick="x()">A</abbr> <abbr>B</abbr>',
            '<p><abbr title="a&quot;b">A</abbr> <abbr>B</abbr></p>',
        ),
    ],
)  # fmt: skip
def test_abbreviations(markdown: str, html: str) -> None:
    assert render(markdown) == html
    assert "abbr" not in plain_text(markdown)
