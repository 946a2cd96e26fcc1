"""What changed between two versions of an article, and what kind of edit that is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from newsdb.text import plain_text
from newsdb.versions.content import NOTHING, Content
from newsdb.versions.diff import HAN, Change, diff

KINDS = (
    *("first", "typo", "small", "addition", "cut", "rewrite", "edit"),
    *("format", "details", "removed", "returned"),
)
"""What a version is, compared with the one before it."""
EDITS = tuple(kind for kind in KINDS if kind != "first")
PARTS = ("title", "summary", "text", "format", "source", "tags", "mentions", "numbers")
"""What may change. `format` is the Markdown of the text alone: emphasis, links and images."""

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?\s*[%％‰]?\s*[万亿]*|[一二三四五六七八九十百千]+[万亿成倍]")
REWRITTEN = 0.4
"""From this part of its letters on, a text is rewritten."""
LONG = 20
"""An addition or a cut has more letters than this."""
MANY_TIMES = 4
"""An addition has this many times as many new letters as removed ones; a cut the reverse."""
MAX_SMALL, MAX_SMALL_CHANGES = 30, 3
LONG_WORD = 5
"""In letters: in shorter words, one letter makes another word."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The difference between two versions.

    `changes` are those of PARTS that differ; `added` and `removed` count the characters of title
    and text, without white space.
    """

    kind: str
    changes: tuple[str, ...]
    added: int
    removed: int


def find_edit(old: Content, new: Content, *, is_first: bool = False) -> Edit:
    """Return what changed from one version to the next.

    NOTHING on either side is an article that is not there; with `is_first`, it was never there.
    """
    texts = [
        f"{each.title}\n{plain_text(each.body)}" if each != NOTHING else "" for each in (old, new)
    ]
    pieces = [piece for piece in diff(*texts) if not piece.is_equal]
    removed, added = (
        (sum(map(_length, side)) for side in zip(*pieces, strict=True)) if pieces else (0, 0)
    )
    if old == NOTHING or new == NOTHING:
        kind = "removed" if new == NOTHING else "first" if is_first else "returned"
        return Edit(kind, (), added, removed)
    old_text, new_text = (text.partition("\n")[2] for text in texts)
    differs = {
        "title": old.title != new.title,
        "summary": old.summary != new.summary,
        "text": old_text != new_text,
        "format": old.body != new.body and old_text == new_text,
        "source": old.source != new.source,
        "tags": old.tags != new.tags,
        "mentions": old.mentions != new.mentions,
        "numbers": _numbers(f"{texts[0]}\n{old.summary}") != _numbers(f"{texts[1]}\n{new.summary}"),
    }
    changes = tuple(part for part in PARTS if differs[part])
    longer = max(map(_length, texts))
    return Edit(_kind(pieces, changes, added, removed, longer), changes, added, removed)


def _kind(
    pieces: list[Change], changes: tuple[str, ...], added: int, removed: int, longer: int
) -> str:
    """Return the kind of an edit, the first that applies."""
    if not {"title", "text"} & set(changes):
        return "format" if "format" in changes else "details"
    if not any(_letters(piece.old) != _letters(piece.new) for piece in pieces):
        return "format"
    if (added + removed) / (2 * longer) > REWRITTEN:
        return "rewrite"
    if removed > LONG and removed > MANY_TIMES * added:
        return "cut"
    if added > LONG and added > MANY_TIMES * removed:
        return "addition"
    if added + removed <= MAX_SMALL and len(pieces) <= MAX_SMALL_CHANGES:
        is_typo = "numbers" not in changes and all(map(_is_typo, pieces))
        return "typo" if is_typo else "small"
    return "edit"


def _is_typo(piece: Change) -> bool:
    """Return whether a word is the same, misspelt: with one letter in a long word otherwise, or
    with Chinese characters of the same sound.

    Another character may be another name, or the opposite (突破, 跌破).
    """
    old, new = _letters(piece.old), _letters(piece.new)
    if HAN.search(old + new):
        if len(old) != len(new):
            return False
        from pypinyin import lazy_pinyin  # slow import

        return lazy_pinyin(old) == lazy_pinyin(new)
    return min(len(old), len(new)) >= LONG_WORD and OSA.distance(old, new) <= 1


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _length(text: str) -> int:
    return len("".join(text.split()))


def _numbers(text: str) -> Counter[str]:
    return Counter("".join(number.split()) for number in NUMBER.findall(text))
