"""Which entries of an XML feed are whole: a document that was cut off has some that are not."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKUP = re.compile(r"<!--|<!\[CDATA\[|<\?|</?[A-Za-z_][\w.:-]*")
ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
ENTRY_ELEMENTS = ("item", "entry")
ROOTS = ("rss", "rdf", "feed")
"""Elements that a feed is in; before them, a server may print warnings as HTML."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """An XML feed without the entries that are not closed, and what is missing, '' if nothing."""

    text: str
    missing: str


def complete_entries(text: str) -> Completeness:
    """Return a feed without the entries that do not end, as those have of a truncated document.

    The text is read as markup alone, and need not be well-formed; this takes time in proportion
    to its length.
    """
    dropped: list[tuple[int, int]] = []
    start: int | None = None
    root, is_closed, position = "", False, 0
    while match := MARKUP.search(text, position):
        end = text.find(ENDS.get(match[0], ">"), match.end())
        if end < 0:
            text = text[: match.start()]
            break
        position = end + 1
        if match[0] in ENDS:
            continue
        other = text.find("<", match.end(), end)
        if other >= 0:  # the tag itself was cut off
            position = other
            continue
        name = match[0].strip("</")
        is_end = match[0].startswith("</")
        if not root and name.rpartition(":")[2].lower() in ROOTS:
            root = name
        elif is_end and name == root:
            is_closed = True
        if name.rpartition(":")[2].lower() not in ENTRY_ELEMENTS or text[end - 1] == "/":
            continue
        if is_end:
            start = None
        else:
            if start is not None:
                dropped.append((start, match.start()))
            start = match.start()
    if start is not None:
        dropped.append((start, len(text)))
    kept, position = [], 0
    for begin, end in dropped:
        kept.append(text[position:begin])
        position = end
    kept.append(text[position:])
    return Completeness("".join(kept), _missing(len(dropped), is_closed))


def root_name(text: str) -> str:
    """Return the local name of the root element, in lower case; '' if there is none."""
    position = 0
    while match := MARKUP.search(text, position):
        if match[0] not in ENDS:
            return match[0].strip("</").rpartition(":")[2].lower()
        position = text.find(ENDS[match[0]], match.end())
        if position < 0:
            break
    return ""


def _missing(dropped: int, is_closed: bool) -> str:
    if not dropped and is_closed:
        return ""
    cause = "" if is_closed else "the document ends too early"
    if not dropped:
        return cause
    entries = "1 entry does" if dropped == 1 else f"{dropped:,} entries do"
    return f"{cause or 'the document is damaged'}: {entries} not end, and {_were(dropped)} left out"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
