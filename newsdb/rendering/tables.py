"""Tables: scrollable regions, captions, and columns of numbers."""

from __future__ import annotations

import re

from markdown_it.token import Token

from newsdb.rendering.tokens import visible_text

MAX_CAPTION_LENGTH = 40
TABLE_CAPTION = re.compile(r"(?:附?表|图表)\s*[\d一二三四五六七八九十]*\s*[：: 　]")
NUMBER = re.compile(r"[-+−–~约<>≈]*[\d,.]+(?:[\s%‰％元万亿倍点股个美港bp]|bps)*|[-–—/]*", re.ASCII)
ALIGNED = re.compile(r"text-align:(right|center)")


def frame_tables(tokens: list[Token], label: str) -> None:
    """Wrap each table in a scrollable region, labelled with `label` and a number."""
    number = 0
    for start in [at for at, token in enumerate(tokens) if _is_table(token)][::-1]:
        end = start
        if tokens[start].type == "table_open":
            end = next(at for at in range(start, len(tokens)) if tokens[at].type == "table_close")
            _mark_columns(tokens[start:end])
        caption: list[Token] = []
        if end > start >= 3 and _is_table_caption(tokens[start - 3 : start]):
            caption = [
                Token("caption_open", "caption", 1, block=True),
                tokens[start - 2],
                Token("caption_close", "caption", -1, block=True),
            ]
        attributes: dict[str, str | int | float] = {
            "class": "scroll",
            "role": "region",
            "tabindex": "0",
        }
        frame = Token("div_open", "div", 1, attrs=attributes, block=True)
        tokens[end + 1 : end + 1] = [Token("div_close", "div", -1, block=True)]
        tokens[start + 1 : start + 1] = caption
        first = start - len(caption)
        tokens[first:start] = [frame]
    for token in tokens:
        if token.type == "div_open":
            number += 1
            token.attrs["aria-label"] = f"{label} {number}"


def _is_table(token: Token) -> bool:
    return token.type == "table_open" or (
        token.type == "html_block" and token.content.startswith("<table")
    )


def _is_table_caption(paragraph: list[Token]) -> bool:
    if paragraph[0].type != "paragraph_open" or paragraph[0].level:
        return False
    text = visible_text(paragraph[1])
    return len(text) <= MAX_CAPTION_LENGTH and bool(TABLE_CAPTION.match(text))


def _mark_columns(table: list[Token]) -> None:
    rows: list[list[tuple[Token, str, Token]]] = []
    for cell, inline, closing in zip(table, table[1:], table[2:], strict=False):
        if cell.type == "tr_open":
            rows.append([])
        elif cell.type in ("th_open", "td_open"):
            rows[-1].append((cell, visible_text(inline).strip(), closing))
    for cell, text, closing in rows[0]:
        if cell.type == "td_open":
            continue  # a table without a head
        if text:
            cell.attrs["scope"] = "col"
        else:
            cell.tag = closing.tag = "td"
    for column in zip(*rows, strict=False):
        values = [text for _, text, _ in column[1:]]
        numbers = any(values) and all(NUMBER.fullmatch(text) for text in values)
        for cell, _, _ in column:
            aligned = ALIGNED.match(f"{cell.attrs.pop('style', '')}")
            if aligned or numbers:
                cell.attrs["class"] = aligned[1] if aligned else "number"
