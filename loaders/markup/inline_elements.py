"""Writes runs of inline content as elements; emphasis that Markdown would misread stays HTML."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from lxml.html import HtmlElement

from loaders.markup.inline_runs import Mark, Run

DELIMITERS = {"strong": "*", "em": "*", "del": "~", "a": "[", "code": "`"}
AS_HTML = "as-html"
"""The attribute of an emphasis that is written as HTML: Markdown's delimiters would not be read."""


class InlineWriter:
    """Makes elements of runs, and finds which emphasis has to be HTML."""

    def __init__(self, holder: HtmlElement) -> None:
        """Write into an empty element."""
        self.holder = holder
        self.open: list[tuple[Mark, HtmlElement]] = []
        self.last_character = ""

    @property
    def parent(self) -> HtmlElement:
        """The innermost element that is open."""
        return self.open[-1][1] if self.open else self.holder

    def write(self, runs: list[Run], at: int) -> None:
        """Write one of the runs, after those before it."""
        run = runs[at]
        kept = 0
        while kept < len(self.open) and self.open[kept][0] in run.marks:
            kept += 1
        # Code holds no other marks: what has more or fewer of them is code of its own.
        if kept and self.open[kept - 1][0][0] == "code" and kept < len(run.marks):
            kept -= 1
        kept = self._kept_around_link(runs, at, kept)
        closed = self.close_to(kept, _first_character(run))
        opened = [mark for mark in run.marks if mark not in [each for each, _ in self.open]]
        ends = {mark: _end_of(mark, runs, at) for mark in opened}
        opened.sort(key=lambda mark: (mark[0] == "code", -ends[mark], mark[0] != "a"))
        outside = "\n" if at == 0 else _last_character(runs[at - 1])
        for number, mark in enumerate(opened):
            element = self.parent.makeelement(mark[0])
            if mark[1]:
                element.set("href", mark[1])
            inside = _first_character(run, opened[number + 1 :], DELIMITERS.get(mark[0]))
            if mark[0] in ("strong", "em", "del"):
                touches = closed or not flanks_anywhere(outside, inside)
                if touches and not (number and outside == DELIMITERS[mark[0]]):
                    element.set(AS_HTML, "")
            self.parent.append(element)
            self.open.append((mark, element))
            outside = ">" if AS_HTML in element.attrib else DELIMITERS.get(mark[0], ">")
        self.put(run)

    def _kept_around_link(self, runs: list[Run], at: int, kept: int) -> int:
        """Return how many of the `kept` open marks may stay around a link that begins here.

        A mark that ends within the link is opened again in it, so that the link stays one.
        """
        opened = [mark for mark, _ in self.open[:kept]]
        links = [mark for mark in runs[at].marks if mark[0] == "a" and mark not in opened]
        if links:
            end = _end_of(links[0], runs, at)
            return next((n for n, mark in enumerate(opened) if _end_of(mark, runs, at) < end), kept)
        return kept

    def put(self, run: Run) -> None:
        """Write what a run holds into the innermost element."""
        parent = self.parent
        if run.kind == "text":
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + run.text
            else:
                parent.text = (parent.text or "") + run.text
        elif run.element is not None:
            run.element.tail = None
            parent.append(run.element)
        else:
            parent.append(parent.makeelement("br"))
        self.last_character = _last_character(run)

    def close_to(self, kept: int, outside: str) -> bool:
        """Close the elements that do not go on; return whether there were any."""
        closed = len(self.open) > kept
        inside = self.last_character if closed else ""
        while len(self.open) > kept:
            (name, _), element = self.open.pop()
            if name in ("strong", "em", "del"):
                next_character = outside if len(self.open) == kept else "*"
                if AS_HTML not in element.attrib and not flanks_anywhere(next_character, inside):
                    element.set(AS_HTML, "")
                inside = ">" if AS_HTML in element.attrib else inside
            else:
                inside = ")"
        return closed

    def close_all(self) -> None:
        """Close what is open."""
        self.close_to(0, "\n")


def _end_of(mark: Mark, runs: list[Run], at: int) -> int:
    while at + 1 < len(runs) and mark in runs[at + 1].marks:
        at += 1
    return at


def _first_character(run: Run, inner: Sequence[Mark] = (), outer: str | None = None) -> str:
    """Return the character that a run begins with once its inner marks are written.

    `outer` is the delimiter around them, with which the same ones are one run of delimiters.
    """
    delimiters = (DELIMITERS.get(name, "<") for name, _ in inner)
    text = "!" if run.kind == "atom" else run.text[:1]
    return next((each for each in delimiters if each != outer), text)


def _last_character(run: Run) -> str:
    return ")" if run.kind == "atom" else run.text[-1:]


def flanks_anywhere(outside: str, inside: str) -> bool:
    """Return whether any CommonMark parser takes a delimiter between two characters for a mark.

    https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
    """
    if inside.isspace():
        return False
    if category(inside)[0] not in "PS":
        return True
    return outside.isspace() or category(outside)[0] == "P"
