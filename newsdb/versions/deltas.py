"""Deltas, which turn a version of a text into the one before it.

A delta is JSON: `[[start, length, "text"], …]`. Each entry replaces `length` characters (code
points, as `substr` in SQLite counts them) of the newer text from `start` on (0 is the first) with
the older text. They are in order and do not overlap; applied from the last to the first, the
positions stay valid.
"""

from __future__ import annotations

import json
import re

from newsdb.versions.diff import aligned

SENTENCE = re.compile(r"(?:[^。！？；\n.!?]|\.(?!\s))*(?:[。！？；\n!?]|\.(?=\s))*")


def make_delta(newer: str, older: str, *, whole: bool = False) -> str:
    """Return the delta from a newer text to an older one.

    With `whole`, it replaces all of the text by all of the older one, which it then contains.
    """
    if whole:
        return _json([(0, len(newer), older)])
    changes: list[tuple[int, int, str]] = []
    at = 0
    for old, new in aligned(SENTENCE.findall(older), SENTENCE.findall(newer)):
        if old != new:
            changes.append((at, len(new), old))
        at += len(new)
    return _json(changes)


def apply_delta(newer: str, delta: str) -> str:
    """Return the older text. Raises ValueError if it is not a delta."""
    pieces: list[str] = []
    at = 0
    for start, length, text in json.loads(delta):
        pieces += [newer[at:start], text]
        at = start + length
    return "".join([*pieces, newer[at:]])


def _json(changes: list[tuple[int, int, str]]) -> str:
    return json.dumps(changes, ensure_ascii=False, separators=(",", ":"))
