"""Where the lines of a headline may break: between phrases, and never inside a Chinese word."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from newsdb.search.words import boundaries

MAX_LENGTH = 300
LONG_CLAUSE = 10
"""In characters: shorter ones fit on a line, so that only their ends are places to break."""
CLAUSE = re.compile(rf"\w{{{LONG_CLAUSE + 1},}}")
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
OTHER_SCRIPTS = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
"""Kana and Hangul: what is written with them is not Chinese."""
NOT_FIRST = frozenset("的了着吗呢吧们，。、；：？！）》」』”’…,.;:?!)]}% ")
"""What a line does not begin with: particles and closing punctuation."""
NOT_LAST = frozenset("（《「『“‘([{0123456789")
"""What a line does not end with: opening punctuation, and numbers, which keep their units."""


def units(text: str) -> list[str]:
    """Return a text in the parts between which a line may break."""
    found: list[str] = []
    ends = sorted(boundaries(text))
    for start, end in zip([0, *ends], ends, strict=False):
        part = text[start:end]
        kept = found and (part[0] in NOT_FIRST or found[-1][-1] in NOT_LAST)
        if kept:
            found[-1] += part
        else:
            found.append(part)
    return found


def breakable(title: str) -> Markup:
    """Return a headline as HTML, with `<wbr>` between the words of long Chinese clauses.

    The style sheet sets `word-break: keep-all`: lines break at spaces, at punctuation and there.
    """
    if not IDEOGRAPH.search(title) or OTHER_SCRIPTS.search(title) or len(title) > MAX_LENGTH:
        return escape(title)
    inside = {
        at for clause in CLAUSE.finditer(title) for at in range(clause.start() + 1, clause.end())
    }
    html, at = Markup(), 0
    for unit in units(title):
        html += (Markup("<wbr>") if at in inside else "") + unit
        at += len(unit)
    return html
