"""Where lines, and what stands in them, are in a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from markdown_it.token import Token


def line_starts(text: str) -> list[int]:
    """Return where each line of a text begins, and the end of the text plus one."""
    return list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))


def find_places(
    token: Token, lines: list[str], starts: list[int], cell_ends: dict[int, int], *, cell: bool
) -> Callable[[int], int] | None:
    """Return how to find a place of an inline text in the document, None if it is not there.

    A line of the text is a line of the document without what precedes it: the marks of
    quotations and lists.
    """
    first = (token.map or [0])[0]
    content = token.content.split("\n")
    content_starts = line_starts(token.content)
    sources = lines[first : first + len(content)]
    if len(sources) < len(content):
        return None
    offsets: list[int] = []
    for line, source, start in zip(content, sources, starts[first:], strict=False):
        column = source.find(line, cell_ends.get(first, 0)) if cell else source.rfind(line)
        if column < 0:
            return None
        cell_ends[first] = column + len(line)
        offsets.append(start + column)

    def place(position: int) -> int:
        number = bisect_right(content_starts, position, hi=len(content)) - 1
        return offsets[number] + position - content_starts[number]

    return place
