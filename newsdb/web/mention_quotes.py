"""Quotes: the sentence in which an article names a security."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from newsdb.models import Kind, Security
from newsdb.search import PLAIN_TEXT
from newsdb.securities.places import find_places
from newsdb.sentences import sentence_ends
from newsdb.web.securities import SecurityDetail

MAX_SENTENCE_LENGTH = 120
FARTHEST_BEGINNING = 400
"""How far before a name its sentence is looked for, in characters."""
MAX_READ_LENGTH = 50_000
"""How much of a text is searched for a name, in characters."""

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that names a security, and where in it the names begin and end."""

    text: str
    names: Spans


def quotes(
    connection: sqlite3.Connection, security: SecurityDetail, ids: Sequence[int]
) -> dict[int, Sentence]:
    """Return the first sentence that names a security, for each of some articles by id.

    Articles whose text does not contain the name are left out: it is only in the title, or on a
    chart.
    """
    marks = ", ".join("?" * len(ids))
    rows = connection.execute(
        f"select posts.id, summary, {PLAIN_TEXT}, named.name from posts "  # noqa: S608
        f"join post_securities as named on named.post_id = posts.id and named.code = ? "
        f"where posts.id in ({marks})",
        (security.code, *ids),
    )
    known = [*(name.name for name in security.names), security.code.partition(".")[0]]
    found = {
        id: naming_sentence(text[:MAX_READ_LENGTH], [name, *known], security.kind)
        or naming_sentence(summary, [name, *known], security.kind)
        for id, summary, text, name in rows
    }
    return {id: sentence for id, sentence in found.items() if sentence}


def naming_sentence(
    text: str, names: Sequence[str], kind: Kind = "share", most: int = MAX_SENTENCE_LENGTH
) -> Sentence | None:
    """Return the first sentence of a plain text that contains a name.

    A sentence of more than `most` characters is cut around the name. None if no name is
    in the text.
    """
    named = {name: Security("", name, kind, "", "") for name in names}
    places = sorted((place.start, place.end) for place in find_places(text, [], named))
    if not places:
        # A name may be only in another word that was marked.
        places = [(at, at + len(name)) for name in names if (at := text.find(name)) >= 0][:1]
    if not places:
        return None
    first, end = places[0]
    farthest = max(0, first - FARTHEST_BEGINNING)
    start = max(sentence_ends(text, farthest, first), default=farthest)
    stop = next(sentence_ends(text, end, len(text)), len(text))
    before, after = "", ""
    if stop - start > most:
        if first - start > most // 2:
            start, before = first - most // 3, "…"
        if stop - start > most:
            stop, after = max(start + most, end), "…"
    sentence = text[start:stop].strip()
    start += len(text[start:stop]) - len(text[start:stop].lstrip())
    offset = len(before) - start
    inside = tuple(
        (left + offset, right + offset)
        for left, right in places
        if left >= start and right <= start + len(sentence)
    )
    return Sentence(before + sentence + after, inside)
