"""A search's words marked in an article's clean HTML."""

from __future__ import annotations

from itertools import chain

from lxml.html import HtmlElement, fragment_fromstring, tostring
from lxml.html.builder import E

from newsdb.search import Query, mark_words


def with_marks(html: str, query: Query) -> str:
    """Return clean HTML with `<mark>` around the query's words, as far as they are in one
    text: a word that a link cuts in two is not marked. Nothing else is changed."""
    root = fragment_fromstring(html, create_parent="div")
    for element in list(root.iter()):
        if element.tail and element is not root:
            text, marks = _marked(element.tail, query)
            element.tail = text
            parent = element.getparent()
            at = parent.index(element) + 1
            parent[at:at] = marks
        if element.text:
            element.text, marks = _marked(element.text, query)
            element[0:0] = marks
    pieces = (tostring(child, encoding="unicode") for child in root)
    return "".join(chain([root.text or ""], pieces))


def _marked(text: str, query: Query) -> tuple[str, list[HtmlElement]]:
    """Return the text before the first match, and a `mark` for each with what follows it."""
    before = ""
    marks: list[HtmlElement] = []
    for piece, is_match in mark_words(text, query, title=False):
        if is_match:
            marks.append(E.mark(piece))
        elif marks:
            marks[-1].tail = (marks[-1].tail or "") + piece
        else:
            before += piece
    return before, marks
