"""Where code is in Markdown: what looks like a link or a tag there is none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

OPENING = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})|(?:(?<!`)|(?<=\\`))(?P<ticks>`+)", re.MULTILINE
)
CLOSING_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*$", re.MULTILINE)
TICKS = re.compile("(`+)")


def code_in(markdown: str) -> Callable[[int], bool]:
    """Return a function that says whether a position lies in fenced code or a code span.

    Only fences that are closed count, and only spans within one line.
    """
    fences, spans = _ends(CLOSING_FENCE, markdown), _ends(TICKS, markdown)
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while opening := OPENING.search(markdown, at):
        marks = opening["fence"] or opening["ticks"]
        end = None
        if opening["fence"] and (line_end := markdown.find("\n", opening.end())) >= 0:
            end = _after(fences, marks, line_end)
        if end is None:
            end = _after(spans, marks, opening.end())
            if end is not None and markdown.find("\n", opening.end(), end) >= 0:
                end = None
        if end is None:
            at = opening.start() + 1
        else:
            starts.append(opening.start())
            ends.append(end)
            at = end

    def is_code(position: int) -> bool:
        before = bisect_right(starts, position)
        return before > 0 and position < ends[before - 1]

    return is_code


def _ends(pattern: re.Pattern[str], markdown: str) -> dict[str, list[int]]:
    """Return the ends of all matches, by the marks that each has."""
    found: dict[str, list[int]] = {}
    for match in pattern.finditer(markdown):
        found.setdefault(match[1], []).append(match.end())
    return found


def _after(ends: dict[str, list[int]], marks: str, position: int) -> int | None:
    """Return the first end of these marks after a position, None if there is none."""
    of_marks = ends.get(marks, [])
    at = bisect_right(of_marks, position)
    return of_marks[at] if at < len(of_marks) else None
