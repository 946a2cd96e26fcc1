"""Marks the words of a query in a title, and in the part of a body where they are closest.

A marked text is a list of pieces of the text as it was written, each with whether it matches.
Whoever shows them escapes each piece and puts `<mark>` around those that do.
"""

import re
from itertools import groupby

from newsdb.search.query import Query
from newsdb.search.spans import Span, folded_spans, spans
from newsdb.search.tokenizer import fold
from newsdb.search.words import whole_word

Pieces = list[tuple[str, bool]]

BLOCK = 20_000
"""Long texts are searched in blocks of this many characters,"""
BLOCKS = 10
"""and in this many blocks."""
MARGIN = 300
"""So much of the text on both sides of a match is looked at for where a snippet begins."""

SLACK = 24
"""How many characters shorter a snippet may be so that it ends with a clause."""
SENTENCE_ENDS = re.compile("[。！？；…]+[”’」』）》]*|[.!?;]+[)\"'”’]* ")
CLAUSE_ENDS = re.compile("[，、：—”」』）》]+|[,:)] ")


def mark_words(text: str, query: Query, title: bool = True) -> Pieces:
    """Return the whole text, with the query's words marked.

    `title` says whether it is one, so that words of `title:` are marked too.
    """
    return marked_part(text, spans(text, query, title), 0, len(text))


def snippet(text: str, query: Query, length: int = 90) -> Pieces:
    """Return about `length` characters of a plain text, where the query's words are closest.

    White space is single, and `…` replaces what is not shown. Without a match it is the
    beginning of the text.
    """
    before, after = around(text, query, length)
    piece = " ".join(text[before:after].split())
    found = spans(piece, query, title=False)
    begin, end = window(piece, found, length)
    return marked_part(piece, found, begin, end, before=before > 0, after=after < len(text))


def around(text: str, query: Query, length: int) -> tuple[int, int]:
    """Return roughly which part of a text to search: most texts are long, snippets are short."""
    for start in range(0, min(len(text), BLOCK * BLOCKS), BLOCK):
        block = text[start : start + BLOCK + length]
        for folding in (str.lower, fold):  # the first is faster, and mostly enough
            folded = folding(block)
            found = folded_spans(folded, query, title=False)
            if not found:
                continue
            begin, end = densest(found, length)
            room = MARGIN + abs(len(folded) - len(block))
            return max(0, start + begin - room), start + end + room
    return 0, length + MARGIN


def window(text: str, found: list[Span], length: int) -> tuple[int, int]:
    """Return the start and end of the part of a text to show.

    It begins and ends with a sentence, else a clause, else a word.
    """
    begin, covered = densest(found, length) if found else (0, 0)
    room = max(0, length - (covered - begin))
    earliest = max(0, begin - room)
    start = last_end(SENTENCE_ENDS, text, earliest, begin)
    if earliest and not start:
        start = last_end(CLAUSE_ENDS, text, earliest, begin)
        start = start or min(begin, whole_word(text, begin - room // 3))
    start += text[start : start + 1] == " "
    return start, end_of_snippet(text, start + length, covered, min(SLACK, length // 3))


def end_of_snippet(text: str, at: int, covered: int, slack: int) -> int:
    """Return where a snippet ends that may be `slack` characters shorter than up to `at`, or a
    third of that longer, but not shorter than `covered`."""
    latest = at + slack // 3
    if latest >= len(text):
        return len(text)
    for marks in (SENTENCE_ENDS, CLAUSE_ENDS):
        if end := last_end(marks, text, max(covered, at - slack), latest):
            return end
    return max(covered, whole_word(text, at))


def last_end(marks: re.Pattern[str], text: str, first: int, last: int) -> int:
    """Return where the last of some marks ends in a part of a text, 0 if there is none."""
    found = [mark.end() for mark in marks.finditer(text, max(0, first), last)]
    return found[-1] if found else 0


def densest(found: list[Span], length: int) -> tuple[int, int]:
    """Return the start and end of the matches within `length` that cover the most terms, most
    often."""
    best, begin, covered, last = (0, 0), 0, 0, 0
    for first, (start, _, _) in enumerate(found):
        while last < len(found) and found[last][1] <= start + length:
            last += 1
        inside = found[first : max(last, first + 1)]
        worth = len({term for _, _, term in inside}), len(inside)
        if worth > best:
            best, begin, covered = worth, start, max(end for _, end, _ in inside)
    return begin, covered


def marked_part(
    text: str, found: list[Span], begin: int, end: int, *, before: bool = False, after: bool = False
) -> Pieces:
    """Return the pieces of a text from `begin` to `end`; overlapping matches are merged."""
    pieces: Pieces = [("…", False)] if before or begin > 0 else []
    at = begin
    for start, stop, _ in found:
        start, stop = max(start, at), min(stop, end)
        if start < stop:
            pieces += [(text[at:start], False), (text[start:stop], True)]
            at = stop
    pieces.append((text[at:end], False))
    if after or end < len(text):
        pieces.append(("…", False))
    return joined(pieces)


def joined(pieces: Pieces) -> Pieces:
    """Return the pieces without empty ones, with adjacent pieces of a kind merged."""
    return [
        ("".join(text for text, _ in group), matches)
        for matches, group in groupby((p for p in pieces if p[0]), key=lambda piece: piece[1])
    ]
