"""The first sentences of a plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_LABEL_LENGTH = 30
ENDED = re.compile(r"[。！？!?…][”’」』）)]*\Z")
# A question mark within a URL ends no sentence.
SENTENCE_END = re.compile(
    r"https?://[!-~]*[A-Za-z0-9/=&_-]|(?P<end>[。！？!?…]+[”’」』）)]*|\.(?=\s)|\n)"
)


def lead(text: str) -> str:
    """Return a plain text from its first sentence on: not from a line of bylines or labels."""
    lines = text.split("\n")
    for position, line in enumerate(lines):
        if len(line) > MAX_LABEL_LENGTH or any(sentence_ends(line, 0, len(line))):
            return "\n".join(lines[position:])
    return text


def first_sentences(text: str, least: int = 40, most: int = 160) -> str:
    """Return the first sentences of a plain text: at least `least` characters where it has
    them, never more than `most`; a longer first sentence is cut and ends in `…`."""
    end = 0
    for place in sentence_ends(text, 0, most + 40):
        if place > most:
            break
        end = place
        if end >= least:
            break
    # A text without sentences, such as a list or a table, is taken to its end.
    if end < least and len(text) <= most and not ENDED.search(text[:end].rstrip()):
        end = len(text)
    if text and not end:
        return text[: most - 1].rstrip() + "…"
    return " ".join(text[:end].split())


def sentence_ends(text: str, start: int, stop: int) -> Iterator[int]:
    """Yield where sentences end in a part of a text."""
    return (match.end() for match in SENTENCE_END.finditer(text, start, stop) if match["end"])
