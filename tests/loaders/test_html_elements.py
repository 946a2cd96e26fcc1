"""Which elements begin and end a line, against the HTML standard as html5lib implements it."""

from __future__ import annotations

import html5lib
from html5lib.constants import namespaces, specialElements

from loaders.html_elements import BLOCK

OBSOLETE = {"dir", "listing", "menu", "plaintext", "xmp"}
WITHOUT_PARAGRAPHS = frozenset(
    "html head body table thead tbody tfoot tr td th iframe script style".split()
)
"""Parts of documents and tables, and elements that hold no text; in none of them is a paragraph
closed."""


def closes_paragraphs(name: str) -> bool:
    """Return whether a paragraph ends where an element begins."""
    body = html5lib.parse(f"<p>a<{name}>b", namespaceHTMLElements=False).find("body")
    return body.find(name) is not None and body.find(f"p//{name}") is None


def test_blocks_are_what_closes_a_paragraph() -> None:
    special = {name for space, name in specialElements if space == namespaces["html"]}
    closing = {name for name in special | BLOCK if closes_paragraphs(name)}
    assert closing - OBSOLETE == BLOCK - WITHOUT_PARAGRAPHS
