"""Where the lines of a headline may break: between phrases, and never inside a Chinese word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from newsdb.search.words import boundaries

MAX_LENGTH = 300
LONG_CLAUSE = 10
"""In characters: shorter ones fit on a line, so that only their ends are places to break."""
STOPS = "，。、；：？！…—｜,;:?!|"
CLAUSE = re.compile(rf"([^\s{STOPS}]{{{LONG_CLAUSE + 1},}})([{STOPS}]*)")
"""A long clause, and the punctuation at its end."""
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
OTHER_SCRIPTS = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
"""Kana and Hangul: what is written with them is not Chinese."""
PARTICLES = frozenset("的了着吗呢吧们")
NOT_FIRST = PARTICLES | frozenset("，。、；：？！）》」』”’…,.;:?!)]}% ")
"""What a line does not begin with: particles and closing punctuation."""
NOT_LAST = frozenset("（《「『“‘([{0123456789")
"""What a line does not end with: opening punctuation, and numbers, which keep their units."""


SENTENCE_END = re.compile(r"[^\w\s]*(?:[。！？…]|[.!?](?=\s|\Z)|\n|\Z)\s*")
"""What follows a sentence or line: closing quotation marks, and its end."""


def without_headline(text: str, headline: str) -> str:
    """Return a text without the sentence or line at its beginning that is its headline, '' if the
    headline says all of it. Only letters and digits are compared."""
    letters = _letters(headline)
    if not letters:
        return text
    if _letters(text) in letters:
        return ""
    beginning = re.match(r"[\W_]*" + r"[\W_]*".join(map(re.escape, letters)), text, re.IGNORECASE)
    end = SENTENCE_END.match(text, beginning.end()) if beginning else None
    return text[end.end() :] if end else text


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def units(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return a text in the parts between which a line may break.

    They are words. A character that is no word with others stays beside both of its neighbours:
    it is often a part of a name that no dictionary has. `names` are known, and stay whole.
    """
    ends = boundaries(text)
    for name in filter(None, names):
        for match in re.finditer(re.escape(name), text):
            ends -= set(range(match.start() + 1, match.end()))
    places = sorted(ends)
    words = [text[start:end] for start, end in zip([0, *places], places, strict=False)]
    found: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        if found and _stay_together(before, word):
            found[-1] += word
        else:
            found.append(word)
    return found


def _stay_together(before: str, word: str) -> bool:
    return (
        word[0] in NOT_FIRST
        or before[-1] in NOT_LAST
        or (len(word) == 1 and IDEOGRAPH.match(word) is not None)
        or (len(before) == 1 and before not in PARTICLES and IDEOGRAPH.match(before) is not None)
    )


def breakable(title: str, names: Iterable[str] = ()) -> Markup:
    """Return a headline as HTML, with `<wbr>` between the words of its long Chinese clauses.

    The style sheet sets `word-break: keep-all`: lines break at spaces, at punctuation and there.
    A long clause is a box, which begins a line of its own rather than break.
    """
    if not IDEOGRAPH.search(title) or OTHER_SCRIPTS.search(title) or len(title) > MAX_LENGTH:
        return escape(title)
    html, at = Markup(), 0
    for clause in CLAUSE.finditer(title):
        words = Markup("<wbr>").join(units(clause[1], names))
        html += title[at : clause.start()]
        html += Markup('<span class="clause">{}{}</span>').format(words, clause[2])
        at = clause.end()
    return html + title[at:]
