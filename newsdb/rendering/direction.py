"""The direction of writing, for texts in Arabic, Hebrew, Persian and other scripts."""

from __future__ import annotations

import re

from markdown_it.token import Token

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")
LETTER = re.compile(r"[^\W\d_]")
CONTAINERS = frozenset("bullet_list ordered_list list_item blockquote table dd".split())
"""Blocks of blocks: `auto` would not look into those that have a direction of their own."""
BLOCKS = frozenset("paragraph heading th td figcaption dt".split())

TAGS = frozenset("p h2 h3 h4 h5 h6 ul ol li blockquote table th td figcaption dt dd".split())
"""What these blocks are in HTML."""


def mark_direction(tokens: list[Token]) -> None:
    """Give each block a direction, if any part of a text is written from right to left.

    A browser finds out that of a block of text; a list, a quotation and a table have that of the
    first letter in them, which decides on which side their marks are.
    """
    if not any(RIGHT_TO_LEFT.search(token.content) for token in tokens):
        return
    within = "auto"
    for token in reversed(tokens):
        if token.type == "inline" and (letter := LETTER.search(token.content)):
            within = "rtl" if RIGHT_TO_LEFT.match(letter[0]) else "ltr"
        elif token.nesting == 1:
            kind = token.type.removesuffix("_open")
            if kind in CONTAINERS:
                token.attrs["dir"] = within
            elif kind in BLOCKS:
                token.attrs["dir"] = "auto"
