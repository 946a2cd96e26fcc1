"""Inline content as runs: a text, a break or an image, with the marks around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lxml.html import HtmlElement

from loaders.markup.escape import RAISED, safe_url
from newsdb.markup.emphasis import goes_on

Mark: TypeAlias = tuple[str, str]
"""The element of a mark, and the URL of a link or ''."""

MARKS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "del": "del",
    "s": "del",
    "strike": "del",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "a": "a",
    "sub": "sub",
    "sup": "sup",
    "ins": "ins",
    "mark": "mark",
}
ATOMS = ("img", "ruby", "abbr")
SPACE = re.compile(r"[ \t\r\n\f]+")
BLANK = " \xa0\u3000"


@dataclass(slots=True)
class Run:
    """A text, a break (`\\n`) or an element that stays whole, and the marks around it."""

    kind: Literal["text", "break", "atom"]
    text: str
    marks: tuple[Mark, ...]
    element: HtmlElement | None = None

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is to be seen but space."""
        return self.kind == "break" or (self.kind == "text" and not self.text.strip(BLANK))


def element_runs(element: HtmlElement, marks: tuple[Mark, ...]) -> Iterator[Run]:
    """Yield the runs of an inline element, without its tail, inside some marks."""
    if element.tag == "br":
        yield Run("break", "\n", marks)
        return
    if element.tag in ATOMS:
        yield Run("atom", "", marks, element)
        return
    marks = _with_mark(element, marks)
    quote = element.tag == "q"
    yield from text_runs("“" if quote else None, marks)
    yield from text_runs(element.text, marks)
    for child in element:
        if isinstance(child.tag, str):
            yield from element_runs(child, marks)
        yield from text_runs(child.tail, marks)
    yield from text_runs("”" if quote else None, marks)


def _with_mark(element: HtmlElement, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    name = MARKS.get(element.tag)
    if name is None or any(name == mark for mark, _ in marks):
        return marks
    url = safe_url(element.get("href") or "") if name == "a" else ""
    if name == "a" and not url:
        return marks
    # Code holds no marks, but for that of a link, which is then around it.
    if ("code", "") in marks:
        return ((name, url), *marks) if name == "a" else marks
    return (*marks, (name, url))


def text_runs(text: str | None, marks: tuple[Mark, ...]) -> Iterator[Run]:
    """Yield the run of a text in some marks, if there is any text."""
    if not text:
        return
    if ("sup", "") in marks and all(ord(character) in RAISED for character in text):
        # Raised digits have characters of their own: 10⁸ is not 108.
        marks = tuple(mark for mark in marks if mark[0] != "sup")
        text = text.translate(RAISED)
    yield Run("text", text, marks)


def ordered(runs: Sequence[Run]) -> list[Run]:
    """Return runs with single spaces, each mark around a text, and equal neighbours joined."""
    cut = list(_with_edges(_collapsed(runs)))
    _settle_blanks(cut)
    return _joined(_without_outer_blanks(cut))


def joined_lines(text: str) -> str:
    """Return a text with one space for white space, and none for a line end in Chinese text."""
    if "\n" not in text and "  " not in text and "\t" not in text and "\r" not in text:
        return text

    def between(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        return "" if "\n" in match[0] and goes_on(before, after) else " "

    return SPACE.sub(between, text)


def trimmed(text: str) -> str:
    """Return a text without the white space at its edges, the Chinese indent included."""
    return text.strip(BLANK + "\n\t\r\f")


def _collapsed(runs: Sequence[Run]) -> Iterator[Run]:
    after_space = True
    for run in runs:
        if run.kind == "text":
            text = joined_lines(run.text)
            text = text.lstrip(" ") if after_space else text
            if not text:
                continue
            after_space = text[-1] == " "
            yield Run("text", text, run.marks)
        else:
            after_space = run.kind == "break"
            yield run


def _with_edges(runs: Iterator[Run]) -> Iterator[Run]:
    """Yield runs with the blanks at the edges of marked texts as runs of their own."""
    for run in runs:
        if run.kind != "text" or not run.marks:
            yield run
            continue
        inner = run.text.strip(BLANK)
        start = len(run.text) - len(run.text.lstrip(BLANK))
        for piece in (run.text[:start], inner, run.text[start + len(inner) :] if inner else ""):
            if piece:
                yield Run("text", piece, run.marks)


def _settle_blanks(runs: list[Run]) -> None:
    """Leave a blank or a break only the marks that the texts on both its sides have."""
    for at, run in enumerate(runs):
        # To look at the neighbours of thousands of breaks would take long.
        if not run.is_blank or not run.marks:
            continue
        before = next((each for each in runs[at::-1] if not each.is_blank), None)
        after = next((each for each in runs[at:] if not each.is_blank), None)
        if before is None or after is None:
            run.marks = ()
        else:
            run.marks = tuple(
                mark
                for mark in run.marks
                if mark in before.marks
                and mark in after.marks
                and not (run.kind == "break" and mark[0] == "code")
            )
    # Two breaks end a paragraph, and its marks.
    for first, second in _break_pairs(runs):
        first.marks = second.marks = ()


def _break_pairs(runs: list[Run]) -> Iterator[tuple[Run, Run]]:
    last: Run | None = None
    for run in runs:
        if run.kind == "break":
            if last is not None:
                yield last, run
            last = run
        elif not run.is_blank:
            last = None


def _without_outer_blanks(runs: list[Run]) -> list[Run]:
    """Return runs without spaces at their edges and around breaks."""
    kept: list[Run] = []
    for run in runs:
        if run.kind == "text":
            opens = not kept or kept[-1].kind == "break"
            run.text = run.text.lstrip(BLANK) if opens else run.text
            if run.text:
                kept.append(run)
            continue
        if run.kind == "break":
            _strip_end(kept)
            if not kept:
                continue
        kept.append(run)
    while kept and (_strip_end(kept) or (kept and kept[-1].kind == "break")):
        if kept and kept[-1].kind == "break":
            kept.pop()
    return kept


def _strip_end(runs: list[Run]) -> bool:
    """Take the space at the end away; return whether there may be more."""
    if not runs or runs[-1].kind != "text":
        return False
    runs[-1].text = runs[-1].text.rstrip(BLANK)
    if runs[-1].text:
        return False
    runs.pop()
    return True


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        same = last is not None and last.kind == run.kind == "text"
        if last is not None and same and set(last.marks) == set(run.marks):
            last.text += run.text
        else:
            joined.append(run)
    return joined
