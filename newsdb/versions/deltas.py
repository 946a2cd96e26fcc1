"""Deltas, which turn a version of a text into the one before it.

A delta is JSON: `[[start, length, "text"], …]`. Each entry replaces `length` characters (code
points, as `substr` in SQLite counts them) of the newer text from `start` on (0 is the first) with
the older text. They are in order and do not overlap; applied from the last to the first, the
positions stay valid.
"""

from __future__ import annotations

import json
import re

from rapidfuzz.distance import Indel

SENTENCE = re.compile(r"(?:[^。！？；\n.!?]|\.(?!\s))*(?:[。！？；\n!?]|\.(?=\s))*")


def make_delta(newer: str, older: str, *, whole: bool = False) -> str:
    """Return the delta from a newer text to an older one.

    With `whole`, it replaces all of the text by all of the older one, which then stands in it.
    """
    if whole:
        return _json([[0, len(newer), older]])
    prefix = _common_prefix(newer, older)
    left, right = SENTENCE.findall(newer[prefix:]), SENTENCE.findall(older[prefix:])
    numbers: dict[str, int] = {}
    codes = [[numbers.setdefault(part, len(numbers)) for part in parts] for parts in (left, right)]
    starts = [0]
    for part in left:
        starts.append(starts[-1] + len(part))
    changes: list[list[int | str]] = []
    for tag, from_, to, other_from, other_to in Indel.opcodes(*codes).as_list():
        if tag == "equal":
            continue
        start, length = prefix + starts[from_], starts[to] - starts[from_]
        text = "".join(right[other_from:other_to])
        if changes and _end(changes[-1]) == start:
            changes[-1][1] += length  # type: ignore[operator]
            changes[-1][2] += text  # type: ignore[operator]
        else:
            changes.append([start, length, text])
    return _json(changes)


def apply_delta(newer: str, delta: str) -> str:
    """Return the older text. Raises ValueError if it is not a delta."""
    pieces, at = [], 0
    for start, length, text in json.loads(delta):
        pieces += [newer[at:start], text]
        at = start + length
    return "".join([*pieces, newer[at:]])


def _common_prefix(left: str, right: str) -> int:
    """Return how long the beginning is that two texts share, up to the end of a sentence."""
    end = 0
    for ours, theirs in zip(SENTENCE.finditer(left), SENTENCE.finditer(right), strict=False):
        if ours[0] != theirs[0]:
            break
        end = ours.end()
    return end


def _end(change: list[int | str]) -> int:
    return int(change[0]) + int(change[1])


def _json(changes: list[list[int | str]]) -> str:
    return json.dumps(changes, ensure_ascii=False, separators=(",", ":"))
