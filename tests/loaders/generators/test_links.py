"""Addresses in Markdown are found, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from loaders.generators.links import replace_urls


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[a](b)", "[a](X)"),
        ("[a]: b", "[a]: X"),
        ("[a]:b.html\n[b]:/c", "[a]:X\n[b]:X"),
        ("[a]:b of the text", None),
        ("[问]:谁", None),
        ('<a href="b">a</a>', '<a href="X">a</a>'),
        ("[^1]: b is the first word of a footnote", None),
        ("[^1]: see [a](b)", "[^1]: see [a](X)"),
        ("`[a](b)`", None),
    ],
)
def test_addresses(markdown: str, expected: str | None) -> None:
    assert replace_urls(markdown, lambda _: "X") == (expected or markdown)
