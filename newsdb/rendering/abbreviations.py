"""Abbreviations that a text explains: `*[GDP]: 国内生产总值` gives each GDP its meaning.

https://kramdown.gettalong.org/syntax.html#abbreviations
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from markdown_it.token import Token

from newsdb.markup.extensions import ABBREVIATION
from newsdb.rendering.tokens import html_token, text_token

MAX_ABBREVIATIONS = 200


def explain_abbreviations(tokens: list[Token]) -> list[Token]:
    """Put each abbreviation that is explained into an `abbr` with its meaning as the title."""
    meanings: dict[str, str] = {}
    for token in tokens:
        if token.type == "attributes" and (match := ABBREVIATION.match(token.content)):
            meanings.setdefault(match[1].strip(), match[2].strip())
    known = [name for name, meaning in meanings.items() if name and meaning][:MAX_ABBREVIATIONS]
    if not known:
        return tokens
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    pattern = re.compile(rf"(?<![0-9A-Za-z_])(?:{names})(?![0-9A-Za-z_])")
    for token in tokens:
        if token.type == "inline":
            token.children = [
                each
                for child in token.children or []
                for each in _explained(child, pattern, meanings)
            ]
    return tokens


def _explained(text: Token, pattern: re.Pattern[str], meanings: Mapping[str, str]) -> list[Token]:
    if text.type != "text":
        return [text]
    pieces: list[Token] = []
    done = 0
    for match in pattern.finditer(text.content):
        opening = f'<abbr title="{escape(meanings[match[0]])}">'
        pieces += [
            text_token(text.content[done : match.start()]),
            html_token(opening),
            text_token(match[0]),
            html_token("</abbr>"),
        ]
        done = match.end()
    return [*pieces, text_token(text.content[done:])] if pieces else [text]
