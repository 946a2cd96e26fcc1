"""The table of contents of a long text, from its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

MIN_HEADINGS = 3
MIN_LENGTH = 3000
"""In characters of HTML; shorter texts need no table of contents."""
MAX_HEADINGS = 100
HEADING = re.compile(r'<h([2-6])(?: id="([^"]*)")?>(.*?)</h\1>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first or second level in a text: its id, and its words."""

    id: str
    text: str
    level: int


def list_headings(html: str) -> tuple[str, tuple[Heading, ...]]:
    """Return rendered HTML whose headings all have ids, and its table of contents.

    The table is empty for a short text, or one with few headings. The HTML is that of `render`.
    """
    found = list(HEADING.finditer(html))
    if len(html) < MIN_LENGTH or len(found) < MIN_HEADINGS:
        return html, ()
    taken = {match[2] for match in found}
    pieces: list[str] = []
    headings: list[Heading] = []
    end = 0
    for number, match in enumerate(found, 1):
        anchor = match[2]
        if not anchor:
            anchor = f"section-{number}"
            while anchor in taken:
                anchor += "-"
        pieces += [
            html[end : match.start()],
            f'<h{match[1]} id="{anchor}">{match[3]}</h{match[1]}>',
        ]
        end = match.end()
        if int(match[1]) <= 3 and len(headings) < MAX_HEADINGS:
            text = " ".join(unescape(TAG.sub("", match[3])).split())
            headings.append(Heading(unescape(anchor), text, int(match[1])))
    return "".join([*pieces, html[end:]]), tuple(headings)
