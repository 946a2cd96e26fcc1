"""Where code is in Markdown: what looks like a link or a tag there is none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

# Both begin with a character, so that `re` skips all others.
RUN = re.compile("``*|~~~~*")
BLANK_REST = re.compile(r"[ \t]*$", re.MULTILINE)
MIN_FENCE = 3
MAX_INDENT = 3


def code_in(markdown: str) -> Callable[[int], bool]:
    """Return a function that says whether a position lies in fenced code or a code span.

    Only fences that are closed count, and only spans within one line.
    """
    runs = list(RUN.finditer(markdown))
    spans: dict[str, list[int]] = {}
    fences: dict[str, list[int]] = {}
    lines: dict[int, int] = {}
    for run in runs:
        if run[0][0] == "`":
            spans.setdefault(run[0], []).append(run.end())
        if len(run[0]) >= MIN_FENCE and (line := _line_start(markdown, run.start())) is not None:
            lines[run.start()] = line
            if rest := BLANK_REST.match(markdown, run.end()):
                fences.setdefault(run[0], []).append(rest.end())
    found: list[tuple[int, int]] = []
    for run in runs:
        start = lines.get(run.start(), run.start())
        if found and start < found[-1][1]:
            continue
        end = None
        if run.start() in lines and (line_end := markdown.find("\n", run.end())) >= 0:
            end = _after(fences, run[0], line_end)
        if end is None:
            end = _end_of_span(markdown, spans, run[0], run.end())
        if end is None and markdown[start - 1 : start] == "\\":
            # The first one is escaped.
            start += 1
            end = _end_of_span(markdown, spans, run[0][1:], run.end())
        if end is not None:
            found.append((start, end))
    return within(found)


def within(ranges: list[tuple[int, int]]) -> Callable[[int], bool]:
    """Return a function that says whether a position lies in one of the ranges, which are in order
    and do not overlap."""
    starts = [start for start, _ in ranges]

    def is_within(position: int) -> bool:
        before = bisect_right(starts, position)
        return before > 0 and position < ranges[before - 1][1]

    return is_within


def _line_start(markdown: str, position: int) -> int | None:
    """Return where the line of a position begins, None if more than an indent precedes it."""
    before = markdown[max(0, position - MAX_INDENT - 1) : position]
    start = position - (len(before) - len(before.rstrip(" ")))
    is_start = position - start <= MAX_INDENT and markdown[start - 1 : start] in ("", "\n")
    return start if is_start else None


def _end_of_span(
    markdown: str, ends: dict[str, list[int]], marks: str, position: int
) -> int | None:
    """Return the end of a code span whose marks end at a position, None if it has none."""
    end = _after(ends, marks, position)
    return None if end is None or "\n" in markdown[position:end] else end


def _after(ends: dict[str, list[int]], marks: str, position: int) -> int | None:
    """Return the first end of these marks after a position, None if there is none."""
    of_marks = ends.get(marks, [])
    at = bisect_right(of_marks, position)
    return of_marks[at] if at < len(of_marks) else None
