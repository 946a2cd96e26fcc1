"""Markdown with HTML, and the Markdown that it becomes, one by one."""

from __future__ import annotations

import pytest

from loaders.markup.source import convert_source
from loaders.mentions import take_marks


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a <b>x</b>\n<b>1</b>. y", "a **x**\n**1**. y"),
        ("<span>1</span>. a", "1\\. a"),
        ("<span>#</span> a", "\\# a"),
        ("a\n<b></b># b", "a\n\\# b"),
        ("- <b>a</b>\n  <i>b</i>", "- **a**\n  *b*"),
        ("- [ ] <b>a</b>", "- [ ] **a**"),
        ("> <b>a</b>\n> b<br>c", "> **a**\n> b<br>c"),
        (
            "| <b>a</b> | b<br>c |\n|-|-|\n| <i>d</i> | <i>d</i> |",
            "| **a** | b<br>c |\n|-|-|\n| *d* | *d* |",
        ),
        ("<p>a</p>\n\n<b>b</b> c", "a\n\n**b** c"),
        ("a\n\n<div>\n\n<b>b</b>\n\n</div>\n\nc", "a\n\n**b**\n\nc"),
        ("1. <p>a</p>\n2. b", "1. a\n\n2. b"),
        ("> <p>a</p>\n\nb", "> a\n\nb"),
        ("a <span></span>\n\n<p></p>\n\nb", "a \n\nb"),
        ("# <b>a</b>", "# **a**"),
        (
            "<details>\n<summary>a</summary>\n\n<b>b</b>\n\n</details>",
            "<details>\n<summary>a</summary>\n\n**b**\n\n</details>",
        ),
        ("<span>x</span>- a\n<span></span>- b", "x- a\n\\- b"),
        ("**a**<span></span>**b**", "**a**<!-- -->**b**"),
        ('a <abbr title="t">b</abbr> <abbr>c</abbr>', 'a <abbr title="t">b</abbr> c'),
        ('<a href="/x">a [b</a> <a href="/y">c</a>', '<a href="/x">a [b</a> [c](/y)'),
        ("a <svg>b</svg> c <canvas>d</canvas>", "a  c "),
        ("a  \n<b>b</b>", "a  \n**b**"),
        ("```\n<b>a</b>\n```\n\n<b>b</b>", "```\n<b>a</b>\n```\n\n**b**"),
    ],
)
def test_what_html_in_markdown_becomes(text: str, markdown: str) -> None:
    written = convert_source(text, take_marks)
    assert (written.markdown, written.difference) == (markdown, "")
