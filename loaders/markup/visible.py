"""What a reader sees of a text, characters and the marks on them, to compare two forms of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias
from urllib.parse import quote

from lxml.html import HtmlElement

from loaders.markup.escape import RAISED, safe_url
from loaders.markup.inline_runs import MARKS
from loaders.markup.structure import numbered, shows

Visible: TypeAlias = list[tuple[frozenset[str], str]]
"""Stretches of text without white space, each with the marks on all of it; where a cell of a table
or an item of a list begins, one without text, but with its number."""

# Raised digits and the quotation marks of `<q>` are characters only once a tree is in order.
ALIKE = {**RAISED, **dict.fromkeys(map(ord, "“”"))}
PARTS = {"td": "cell", "th": "cell", "li": "item"}


def visible_in_tree(tree: HtmlElement) -> Visible:
    """Return what a reader sees of a tree in order."""
    found: Visible = []
    for marks, text in _texts(tree, frozenset()):
        if text is None:
            found.append((marks, ""))
            continue
        text = "".join(text.split())
        if not text:
            continue
        if found and found[-1][0] == marks:
            found[-1] = marks, found[-1][1] + text
        else:
            found.append((marks, text))
    return found


def _texts(
    element: HtmlElement, marks: frozenset[str], number: int = 0
) -> Iterator[tuple[frozenset[str], str | None]]:
    if element.tag == "img":
        url = element.get("src") or ""
        yield marks, f"\ufffc{canonical_url(url)}" if url else ""
        return
    if (part := PARTS.get(element.tag)) and shows(element):
        yield frozenset({f"{part} {number}" if number else part}), None
    name = "pre" if element.tag == "pre" else MARKS.get(element.tag)
    if name == "a":
        marks = marks | {canonical_url(element.get("href") or "")}
    elif name:
        marks = marks | {name}
    if element.text:
        yield marks, element.text
    numbers = numbered(element) if element.tag == "ol" else {}
    for child in element:
        yield from _texts(child, marks, numbers.get(child, 0))
        if child.tail:
            yield marks, child.tail


def links_in(tree: HtmlElement) -> dict[str, str]:
    """Return what is linked to each URL in a tree, which need not be in order, as one text.

    So it is the same whether neighbours are one link, or a link is parted into blocks.
    """
    found: dict[str, str] = {}
    for element in tree.iter("a", "div"):
        url = safe_url(element.get("href" if element.tag == "a" else "url") or "")
        if url and shows(element):
            url = canonical_url(url)
            images = "\ufffc" * sum(1 for _ in element.iter("img"))
            found[url] = f"{found.get(url, '')}{plain_letters(element)}{images}"
    return found


def plain_letters(element: HtmlElement) -> str:
    """Return the text of an element without white space, as if its tree were not in order."""
    return "".join(element.text_content().split()).translate(ALIKE)


def changed_links(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return in a sentence the first URL to which something else is linked than before, if any."""
    if before == after:
        return []
    gone, new = sorted(before.keys() - after), sorted(after.keys() - before)
    if not gone and not new:
        url = next(url for url in sorted(before) if before[url] != after[url])
        return [f"the text of a link is not that of the source: {url}"]
    was, became = (next(iter(urls), "none") for urls in (gone, new))
    return [f"links are not those of the source: “{was}” became “{became}”"]


def canonical_url(url: str) -> str:
    """Return a URL in one way of writing it."""
    return quote(url, safe="%/:?#@!$&'()*+,;=~[]")


def find_difference(expected: Visible, found: Visible) -> str:
    """Return the place where two texts or their marks begin to differ; '' if they do not."""
    if expected == found:
        return ""
    return difference(_text(expected), _text(found)) or difference(
        _marked(expected), _marked(found)
    )


def difference(expected: str, found: str) -> str:
    """Return the place where two texts begin to differ, quoting both; '' if they do not."""
    if expected == found:
        return ""
    pairs = zip(expected, found, strict=False)
    shorter = min(len(expected), len(found))
    at = next((at for at, (left, right) in enumerate(pairs) if left != right), shorter)
    start = max(0, at - 10)
    return f"“{expected[start : at + 20]}” became “{found[start : at + 20]}”"


def _text(visible: Visible) -> str:
    return "".join(text for _, text in visible)


def _marked(visible: Visible) -> str:
    return "".join(f"{{{' '.join(sorted(marks))}}}{text}" for marks, text in visible)
