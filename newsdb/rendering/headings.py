"""Headings: from bold lines, and one below the other."""

from __future__ import annotations

import re

from markdown_it.token import Token

from newsdb.rendering.tokens import is_bold, visible_text

MAX_HEADING_LENGTH = 40
BOLD_LINE = 10
"""The rank of a heading made from a bold line: below all real headings."""

NO_HEADING_END = re.compile(r"[。；;，,、][”’」』）)]*$")


def make_headings(tokens: list[Token]) -> list[Token]:
    """Turn short paragraphs that are bold as a whole into headings.

    A bold line right below another is a subheading; the last line of a text is no heading.
    """
    for position, token in enumerate(tokens[:-3]):
        if token.type != "paragraph_open" or token.level:
            continue
        inline, closing = tokens[position + 1 : position + 3]
        text = visible_text(inline)
        if not is_bold(inline) or len(text) > MAX_HEADING_LENGTH or NO_HEADING_END.search(text):
            continue
        below = position and tokens[position - 1].meta.get("bold_line")
        token.type, closing.type = "heading_open", "heading_close"
        token.markup = closing.markup = ""
        token.meta["rank"] = BOLD_LINE + bool(below)
        closing.meta["bold_line"] = True
        inline.children = [
            child
            for child in inline.children or []
            if child.type not in ("strong_open", "strong_close")
        ]
    return tokens


def level_headings(tokens: list[Token]) -> list[Token]:
    """Give headings levels from 2 on without a gap, and drop empty ones.

    One that only shows images is a paragraph.
    """
    kept: list[Token] = []
    open_ranks: list[int] = []
    rest = iter(tokens)
    for token in rest:
        if token.type != "heading_open":
            kept.append(token)
            continue
        inline, closing = next(rest), next(rest)
        if visible_text(inline).strip():
            rank = token.meta.get("rank") or int(token.tag[1])
            while open_ranks and open_ranks[-1] >= rank:
                open_ranks.pop()
            open_ranks.append(rank)
            token.tag = closing.tag = f"h{min(len(open_ranks) + 1, 6)}"
        elif any(child.type == "image" for child in inline.children or []):
            token.type, closing.type = "paragraph_open", "paragraph_close"
            token.tag = closing.tag = "p"
        else:
            continue
        kept += [token, inline, closing]
    return kept
