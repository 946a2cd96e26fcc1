"""Inline content put in order before it is written: marks that Markdown can say, spaces between.

Editors' HTML has marks that hold only a space or a break, neighbours with the same mark, and
marks whose edges are spaces. Each stretch of inline content is taken apart into runs (a text, a
break or an image, with the marks around it), the runs are put right, and elements are made of
them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from unicodedata import category

from lxml.html import HtmlElement

from loaders.markup.escape import RAISED, safe_url
from newsdb.markup.emphasis import goes_on

Mark: TypeAlias = tuple[str, str]
"""The element that stands for a mark, and the URL of a link or ''."""

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
DELIMITERS = {"strong": "*", "em": "*", "del": "~", "a": "[", "code": "`"}
ATOMS = ("img", "ruby", "abbr")
AS_HTML = "as-html"
"""The attribute of an emphasis that is written as HTML: Markdown's signs would not be read."""

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
    def blank(self) -> bool:
        """Return whether nothing is to be seen but space."""
        return self.kind == "break" or (self.kind == "text" and not self.text.strip(BLANK))


def order_inline(block: HtmlElement, is_block: frozenset[str]) -> None:
    """Rewrite the inline content of a block, between the blocks in it, as Markdown can say it."""
    if not len(block) and not _has_outer_marks(block):
        # Nothing but text, as most paragraphs are.
        block.text = _trimmed(joined_lines(block.text or "")) or None
        return
    outer = tuple(_outer_marks(block))
    before: HtmlElement | None = None
    runs = list(_text_runs(block.text, outer))
    block.text = None
    for child in list(block):
        if child.tag in is_block:
            _write(block, before, ordered(runs))
            before, runs = child, list(_text_runs(child.tail, outer))
        else:
            runs += _runs(child, outer)
            runs += _text_runs(child.tail, outer)
            block.remove(child)
        child.tail = None
    _write(block, before, ordered(runs))


def _has_outer_marks(block: HtmlElement) -> bool:
    return next(_outer_marks(block), None) is not None


def _outer_marks(block: HtmlElement) -> Iterator[Mark]:
    """Yield the marks that stand around a block, outermost last; see `tree.open_marks`."""
    for element in (block, *block.iterancestors()):
        if mark := element.get("mark"):
            yield mark, element.get("url") or ""


def _runs(element: HtmlElement, marks: tuple[Mark, ...]) -> Iterator[Run]:
    if element.tag == "br":
        yield Run("break", "\n", marks)
        return
    if element.tag in ATOMS:
        yield Run("atom", "", marks, element)
        return
    marks = _with_mark(element, marks)
    quote = element.tag == "q"
    yield from _text_runs("“" if quote else None, marks)
    yield from _text_runs(element.text, marks)
    for child in element:
        if isinstance(child.tag, str):
            yield from _runs(child, marks)
        yield from _text_runs(child.tail, marks)
    yield from _text_runs("”" if quote else None, marks)


def _with_mark(element: HtmlElement, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    name = MARKS.get(element.tag)
    if name is None or any(name == mark for mark, _ in marks):
        return marks
    url = safe_url(element.get("href") or "") if name == "a" else ""
    if name == "a" and not url:
        return marks
    # Code holds no marks, but for that of a link, which then stands around it.
    if ("code", "") in marks:
        return ((name, url), *marks) if name == "a" else marks
    return (*marks, (name, url))


def _text_runs(text: str | None, marks: tuple[Mark, ...]) -> Iterator[Run]:
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


def _trimmed(text: str) -> str:
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
        if not run.blank or not run.marks:
            continue
        before = next((each for each in runs[at::-1] if not each.blank), None)
        after = next((each for each in runs[at:] if not each.blank), None)
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
        elif not run.blank:
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


def _write(parent: HtmlElement, before: HtmlElement | None, runs: list[Run]) -> None:
    """Put runs as elements into a parent, behind one of its children or at its beginning."""
    position = parent.index(before) + 1 if before is not None else 0
    holder = parent.makeelement("span")
    writer = Writer(holder)
    for at in range(len(runs)):
        writer.write(runs, at)
    writer.close_all()
    if before is not None:
        before.tail = holder.text
    else:
        parent.text = holder.text
    for offset, child in enumerate(list(holder)):
        parent.insert(position + offset, child)


class Writer:
    """Makes elements of runs, and finds which emphasis has to be HTML."""

    def __init__(self, holder: HtmlElement) -> None:
        """Write into an empty element."""
        self.holder = holder
        self.open: list[tuple[Mark, HtmlElement]] = []
        self.last: HtmlElement | None = None

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
        closed = self.close_to(kept, _first_sign(run, ()))
        opened = [mark for mark in run.marks if mark not in [each for each, _ in self.open]]
        ends = {mark: _end_of(mark, runs, at) for mark in opened}
        opened.sort(key=lambda mark: (mark[0] == "code", -ends[mark], mark[0] != "a"))
        outside = "\n" if at == 0 else _last_sign(runs[at - 1])
        for number, mark in enumerate(opened):
            element = self.parent.makeelement(mark[0])
            if mark[1]:
                element.set("href", mark[1])
            inside = _first_sign(run, opened[number + 1 :], mark)
            if mark[0] in ("strong", "em", "del"):
                touches = closed or not flanks(outside, inside)
                if touches and not (number and outside == DELIMITERS[mark[0]]):
                    element.set(AS_HTML, "")
            self.parent.append(element)
            self.open.append((mark, element))
            if AS_HTML in element.attrib:
                outside = ">"
            elif mark[0] in DELIMITERS:
                outside = DELIMITERS[mark[0]]
            else:
                outside = ">"
        self.put(run)

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
        self.sign = _last_sign(run)

    def close_to(self, kept: int, outside: str) -> bool:
        """Close the elements that do not go on; return whether there were any."""
        closed = len(self.open) > kept
        inside = self.sign if closed else ""
        while len(self.open) > kept:
            (name, _), element = self.open.pop()
            if name in ("strong", "em", "del"):
                next_sign = outside if len(self.open) == kept else "*"
                if AS_HTML not in element.attrib and not flanks(next_sign, inside):
                    element.set(AS_HTML, "")
                inside = ">" if AS_HTML in element.attrib else inside
            else:
                inside = ")"
        return closed

    def close_all(self) -> None:
        """Close what is open."""
        if self.open:
            self.close_to(0, "\n")


def _end_of(mark: Mark, runs: list[Run], at: int) -> int:
    while at + 1 < len(runs) and mark in runs[at + 1].marks:
        at += 1
    return at


def _first_sign(run: Run, inner: Sequence[Mark], outer: Mark | None = None) -> str:
    """Return the character that a run begins with once its inner marks are written."""
    for name, _ in inner:
        sign = DELIMITERS.get(name, "<")
        if outer is None or sign != DELIMITERS.get(outer[0]):
            return sign
    return "!" if run.kind == "atom" else run.text[:1]


def _last_sign(run: Run) -> str:
    return ")" if run.kind == "atom" else run.text[-1:]


def flanks(outside: str, inside: str) -> bool:
    """Return whether any CommonMark parser takes the signs between two characters for a mark.

    https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
    """
    if inside.isspace():
        return False
    if category(inside)[0] not in "PS":
        return True
    return outside.isspace() or category(outside)[0] == "P"
