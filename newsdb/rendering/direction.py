"""The direction of writing, for texts in Arabic, Hebrew, Persian and other scripts."""

from __future__ import annotations

import re

from markdown_it.token import Token

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")
BLOCKS = frozenset(
    "paragraph heading bullet_list ordered_list list_item blockquote th td figcaption dt dd".split()
)

TAGS = frozenset("p h2 h3 h4 h5 h6 ul ol li blockquote th td figcaption dt dd".split())
"""What these blocks are in HTML."""


def mark_direction(tokens: list[Token]) -> None:
    """Let a browser find out the direction of each block, if any part of a text needs it."""
    if not any(RIGHT_TO_LEFT.search(token.content) for token in tokens):
        return
    for token in tokens:
        if token.nesting == 1 and token.type.removesuffix("_open") in BLOCKS:
            token.attrs["dir"] = "auto"
