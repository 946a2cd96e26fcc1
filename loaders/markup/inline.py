"""Inline content put in order before it is written: marks that Markdown can say, spaces between.

Editors' HTML has marks that hold only a space or a break, neighbours with the same mark, and
marks whose edges are spaces. Each stretch of inline content is taken apart into runs, the runs are
put right, and elements are made of them again.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from loaders.markup.inline_elements import InlineWriter
from loaders.markup.inline_runs import (
    Mark,
    Run,
    element_runs,
    joined_lines,
    ordered,
    text_runs,
    trimmed,
)


def order_inline(block: HtmlElement, is_block: frozenset[str]) -> None:
    """Rewrite the inline content of a block, between the blocks in it, as Markdown can say it."""
    if not len(block) and not _has_outer_marks(block):
        # Nothing but text, as most paragraphs are.
        block.text = trimmed(joined_lines(block.text or "")) or None
        return
    outer = tuple(_outer_marks(block))
    before: HtmlElement | None = None
    runs = list(text_runs(block.text, outer))
    block.text = None
    for child in list(block):
        if child.tag in is_block:
            _write(block, before, ordered(runs))
            before, runs = child, list(text_runs(child.tail, outer))
        else:
            runs += element_runs(child, outer)
            runs += text_runs(child.tail, outer)
            block.remove(child)
        child.tail = None
    _write(block, before, ordered(runs))


def _has_outer_marks(block: HtmlElement) -> bool:
    return next(_outer_marks(block), None) is not None


def _outer_marks(block: HtmlElement) -> Iterator[Mark]:
    """Yield the marks around a block, outermost last; see `tree.open_marks`."""
    for element in (block, *block.iterancestors()):
        if mark := element.get("mark"):
            yield mark, element.get("url") or ""


def _write(parent: HtmlElement, before: HtmlElement | None, runs: list[Run]) -> None:
    """Put runs as elements into a parent, behind one of its children or at its beginning."""
    position = parent.index(before) + 1 if before is not None else 0
    holder = parent.makeelement("span")
    writer = InlineWriter(holder)
    for at in range(len(runs)):
        writer.write(runs, at)
    writer.close_all()
    if before is not None:
        before.tail = holder.text
    else:
        parent.text = holder.text
    for offset, child in enumerate(list(holder)):
        parent.insert(position + offset, child)
