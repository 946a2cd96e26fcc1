"""Tables: scrollable regions, captions, and columns of numbers."""

from __future__ import annotations

import re

from markdown_it.token import Token

from newsdb.rendering.tokens import element, visible_text

MAX_CAPTION_LENGTH = 40
TABLE_CAPTION = re.compile(r"(?:附?表|图表)\s*[\d一二三四五六七八九十]*\s*[：: 　]")
NUMBER = re.compile(r"[-+−–~约<>≈]*[\d,.]+(?:[\s%‰％元万亿倍点股个美港bp]|bps)*|[-–—/]*", re.ASCII)
ALIGNED = re.compile(r"text-align:(right|center)")


def frame_tables(tokens: list[Token], label: str) -> None:
    """Wrap each table in a scrollable region, labelled with `label` and a number."""
    for start in [at for at, token in enumerate(tokens) if _is_table(token)][::-1]:
        end = start
        if tokens[start].type == "table_open":
            end = next(at for at in range(start, len(tokens)) if tokens[at].type == "table_close")
            _mark_columns(tokens[start:end])
        caption: list[Token] = []
        if end > start >= 3 and _is_table_caption(tokens[start - 3 : start]):
            opening, closing = element("caption", "caption", is_block=True)
            caption = [opening, tokens[start - 2], closing]
        frame, frame_end = element("div", "div", is_block=True)
        frame.attrs = {"class": "scroll", "role": "region", "tabindex": "0"}
        table = tokens[start : end + 1]
        tokens[start - len(caption) : end + 1] = [frame, table[0], *caption, *table[1:], frame_end]
    frames = (token for token in tokens if token.type == "div_open")
    for number, frame in enumerate(frames, 1):
        frame.attrs["aria-label"] = f"{label} {number}"


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
