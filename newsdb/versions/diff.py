"""Word-level diffs of two texts.

Paragraphs are aligned first, then the words in those that differ; changes with next to nothing
between them are shown as one. Words are those of jieba in Chinese, and letters and digits in a row
elsewhere; a number is one word.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

MAX_CELLS = 100_000_000
"""How many pairs of parts are compared at most: each takes a bit of memory."""
MAX_GAP = 3
"""Changes with fewer letters between them than this are joined."""
PARAGRAPH = re.compile(r"[^\n]+\n*|\n+")
HAN = re.compile("[\u3400-\u9fff]")
LETTER = re.compile(r"\w")
NUMBER = r"\d+(?:[.,]\d+)+(?![A-Za-z])[%％]?"
"""One with a point or thousands: 8.1, 1,756.00."""
SPLIT_NUMBER = re.compile(f"({NUMBER})")
TOKEN = re.compile(rf"{NUMBER}|\w+(?:['’]\w+)*|\s+|.", re.DOTALL)


class Change(NamedTuple):
    """A piece of a diff: what the older text has (`old`) where the newer one has `new`.

    They are the same text where nothing changed.
    """

    old: str
    new: str

    @property
    def is_equal(self) -> bool:
        """Whether nothing changed in this piece."""
        return self.old == self.new


def diff(old: str, new: str) -> list[Change]:
    """Return the pieces of two texts in order; together they are exactly these texts."""
    changes: list[Change] = []
    for before, after in aligned(PARAGRAPH.findall(old), PARAGRAPH.findall(new)):
        if before == after or not before or not after:
            changes.append(Change(before, after))
        else:
            words = aligned(_words(before), _words(after))
            changes += _joined([Change(*pair) for pair in words])
    return [each for each in _slid(changes) if each.old or each.new]


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of texts: equal parts, and what is between them on both sides.

    Where more than MAX_CELLS pairs of parts would have to be compared, only the common beginning
    and end are equal.
    """
    start = _common_length(old, new)
    end = _common_length(old[start:][::-1], new[start:][::-1])
    ours, theirs = old[start : len(old) - end], new[start : len(new) - end]
    if len(ours) * len(theirs) > MAX_CELLS:
        for before, after in (
            (old[:start], old[:start]),
            (ours, theirs),
            (old[len(old) - end :], old[len(old) - end :]),
        ):
            if before or after:
                yield "".join(before), "".join(after)
        return
    numbers: dict[Hashable, int] = {}
    codes = [[numbers.setdefault(part, len(numbers)) for part in parts] for parts in (old, new)]
    before = after = ""
    for each in Indel.opcodes(*codes):
        ours, theirs = old[each.src_start : each.src_end], new[each.dest_start : each.dest_end]
        if each.tag != "equal":
            before += "".join(ours)
            after += "".join(theirs)
            continue
        if before or after:
            yield before, after
            before = after = ""
        yield "".join(ours), "".join(ours)
    if before or after:
        yield before, after


def _common_length(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(old), len(new)))


def _words(text: str) -> list[str]:
    if not HAN.search(text):
        return TOKEN.findall(text)
    import rjieba  # takes 0.1 s

    words: list[str] = []
    # rjieba takes thousands apart.
    for at, part in enumerate(SPLIT_NUMBER.split(text)):
        words += [part] if at % 2 else rjieba.cut(part)
    return words


def _joined(changes: list[Change]) -> list[Change]:
    """Join changes that have few letters between them, and no end of a paragraph."""

    def changes_at(at: int) -> bool:
        each = changes[at]
        is_between = 0 < at < len(changes) - 1 and "\n" not in each.old
        return not each.is_equal or (is_between and len(LETTER.findall(each.old)) < MAX_GAP)

    joined = []
    for _, run in groupby(range(len(changes)), changes_at):
        pieces = [changes[at] for at in run]
        olds, news = zip(*pieces, strict=True)
        joined.append(Change("".join(olds), "".join(news)))
    return joined


def _slid(changes: list[Change]) -> list[Change]:
    """Let whole paragraphs be deleted or inserted, not the end of one and most of the next.

    Where a piece begins with what also follows it, it may as well begin after that.
    """
    slid = list(changes)
    for at in range(1, len(slid) - 1):
        before, piece, after = slid[at - 1 : at + 2]
        head, line_end, rest = (piece.old or piece.new).partition("\n")
        one_sided = not (piece.old and piece.new) and before.is_equal and after.is_equal
        if one_sided and line_end and head and after.old.startswith(head):
            text = line_end + rest + head
            slid[at - 1] = Change(before.old + head, before.new + head)
            slid[at] = Change(text if piece.old else "", text if piece.new else "")
            slid[at + 1] = Change(after.old[len(head) :], after.new[len(head) :])
    return slid
