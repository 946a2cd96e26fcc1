"""Paragraphs that a block within them parts: what follows the block begins a paragraph."""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.markup.escape import escape_opener
from loaders.markup.spans import SpanEdit

NUMBER = re.compile(r"\d{1,9}(?=[.)])")
BLANKS = re.compile(r"[ \t]*\n?[ \t]*")


def begin_paragraphs(text: str, edits: list[SpanEdit]) -> list[SpanEdit]:
    """Return edits of a text, in order, after which what follows a block is text at the left.

    Indented, it would belong to a list that the block is; a mark may open a list or a heading.
    """
    kept: list[SpanEdit] = []
    for edit in edits:
        if not kept or not kept[-1].text.endswith("\n\n"):
            kept.append(edit)
        elif not edit.text.strip() and not text[kept[-1].end : edit.start].strip():
            kept[-1] = replace(kept[-1], end=edit.end)  # a tag that goes
        else:
            kept[-1] = _to_text(text, kept[-1], edit.start)
            kept.append(edit)
    if kept and kept[-1].text.endswith("\n\n"):
        kept[-1] = _to_text(text, kept[-1], len(text))
    return kept


def _to_text(text: str, edit: SpanEdit, stop: int) -> SpanEdit:
    """Return an edit up to the text behind it, of which the mark that opens a block is escaped."""
    blanks = BLANKS.match(text, edit.end, stop)
    end = blanks.end() if blanks else edit.end
    line = text[end:stop].partition("\n")[0]
    if escape_opener(line) == line and line[:2].strip() != "*":
        return replace(edit, end=end)
    number = NUMBER.match(line)
    kept = number[0] if number else ""
    return replace(edit, end=end + len(kept), text=f"{edit.text}{kept}\\")
