"""What differs between two versions of an article, as it is shown.

Texts are compared word by word. Of what is the same, only what is next to a change is shown.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from newsdb.text import plain_text
from newsdb.versions.content import Content
from newsdb.versions.diff import Change, diff

MAX_LENGTH = 200_000
"""In characters; longer texts are not compared."""
CONTEXT = 1
"""How many paragraphs without changes are shown before and after one with changes."""
MAX_EQUAL = 400
"""In characters: what is longer and the same within a paragraph is folded."""
KEPT = 120
"""How many characters of that stay beside a change, up to a pause near there."""
PAUSE = re.compile(r"[\s，。；！？、：]")
NEAR = 40
URL = re.compile(r"\]\(<?([^)\s>]+)")
BREAK = "\n"
"""In a piece of its own, the end of a paragraph that was deleted or inserted."""

Piece = tuple[str, str]
"""A tag and a text: `equal`, `del` (deleted), `ins` (inserted), or `folded`: equal, not shown."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a diff.

    `folded` is how many paragraphs without changes it replaces. `moved` is whether all of it was
    deleted here and inserted elsewhere, or the reverse.
    """

    pieces: tuple[Piece, ...] = ()
    folded: int = 0
    moved: bool = False

    @property
    def has_changes(self) -> bool:
        """Whether anything in it was deleted or inserted."""
        return any(tag in {"del", "ins"} for tag, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """What differs between two versions.

    Texts are diffs; `lists` have what was deleted from each list and inserted into it. With
    `too_long`, the texts were not compared.
    """

    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    text: tuple[Paragraph, ...]
    lists: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
    too_long: bool = False


def compare_versions(old: Content, new: Content) -> VersionDiff:
    """Return what differs between two versions."""
    too_long = max(len(old.body), len(new.body)) > MAX_LENGTH
    texts = ("", "") if too_long else (plain_text(old.body), plain_text(new.body))
    lists = {
        "source": (_named(old.source), _named(new.source)),
        "tags": (json.loads(old.tags), json.loads(new.tags)),
        "mentions": (json.loads(old.mentions), json.loads(new.mentions)),
        "links": (URL.findall(old.body), URL.findall(new.body)),
    }
    return VersionDiff(
        title=tuple(marked_pieces(diff(old.title, new.title))),
        summary=tuple(marked_pieces(diff(old.summary, new.summary))),
        text=tuple(folded(with_moves(paragraphs(marked_pieces(diff(*texts)))))),
        lists={
            name: (deleted, inserted)
            for name, (before, after) in lists.items()
            if (deleted := _without(before, after)) + (inserted := _without(after, before))
        },
        too_long=too_long,
    )


def marked_pieces(changes: Iterable[Change]) -> Iterator[Piece]:
    """Yield the pieces of a diff, each with `equal`, `del` or `ins`, in this order."""
    for change in changes:
        if change.is_equal:
            yield "equal", change.old
        else:
            yield from (each for each in (("del", change.old), ("ins", change.new)) if each[1])


def paragraphs(pieces: Iterable[Piece]) -> Iterator[Paragraph]:
    """Yield the paragraphs of marked pieces; where one was split or two were joined, with BREAK."""
    paragraph: list[Piece] = []
    for tag, text in pieces:
        if paragraph and tag != "equal" and not text.strip(BREAK):
            paragraph.append((tag, BREAK))
            if tag == "ins":
                yield Paragraph(tuple(paragraph))
                paragraph = []
            continue
        for at, line in enumerate(text.split("\n")):
            if at and paragraph:
                yield Paragraph(tuple(paragraph))
                paragraph = []
            if line:
                paragraph.append((tag, line))
    if paragraph:
        yield Paragraph(tuple(paragraph))


def with_moves(every: Iterable[Paragraph]) -> list[Paragraph]:
    """Return paragraphs; of those that were deleted or inserted whole, with which were moved."""
    whole = list(every)
    texts = Counter(piece for each in whole if len(each.pieces) == 1 for piece in each.pieces)
    moved = {text for tag, text in texts if tag == "del" and ("ins", text) in texts}
    return [
        replace(
            each, moved=len(each.pieces) == 1 and each.has_changes and each.pieces[0][1] in moved
        )
        for each in whole
    ]


def folded(every: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs; many in a row without changes, but those beside changes, become one."""
    whole = list(every)
    changed = [at for at, each in enumerate(whole) if each.has_changes]
    shown = {at for each in changed for at in range(each - CONTEXT, each + CONTEXT + 1)} or set(
        range(len(whole))
    )
    hidden = 0
    for at, each in enumerate(whole):
        if at not in shown:
            hidden += 1
            continue
        if hidden:
            yield Paragraph(folded=hidden)
            hidden = 0
        yield replace(each, pieces=tuple(_shortened(each.pieces)))
    if hidden:
        yield Paragraph(folded=hidden)


def comparison_json(comparison: VersionDiff) -> dict[str, Any]:
    """Return a comparison for programs."""
    return {
        "title": comparison.title,
        "summary": comparison.summary,
        "text": [
            {"folded": each.folded} if each.folded else each.pieces for each in comparison.text
        ],
        **{
            name: {"del": deleted, "ins": inserted}
            for name, (deleted, inserted) in comparison.lists.items()
        },
    }


def _shortened(pieces: tuple[Piece, ...]) -> Iterator[Piece]:
    """Yield the pieces of a paragraph; what is long and equal, only beside changes."""
    for at, (tag, text) in enumerate(pieces):
        if tag != "equal" or len(text) <= MAX_EQUAL:
            yield tag, text
            continue
        # A paragraph without changes has its beginning.
        start = _pause_before(text, KEPT) if at or len(pieces) == 1 else 0
        end = _pause_before(text, len(text) - KEPT) if at < len(pieces) - 1 else len(text)
        parts = (("equal", text[:start]), ("folded", text[start:end]), ("equal", text[end:]))
        yield from (part for part in parts if part[1])


def _pause_before(text: str, place: int) -> int:
    """Return the end of the last pause before a place, or the place if there is none near."""
    ends = (match.end() for match in PAUSE.finditer(text, place - NEAR, place))
    return max(ends, default=place)


def _named(source: str) -> list[str]:
    return [source] if source else []


def _without(names: list[str], others: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name not in set(others)))
