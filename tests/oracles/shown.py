"""What a browser shows of HTML: its text, links, images, items, cells and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import html5lib

from newsdb.text import MEDIA_KINDS

# Of a drawing, `desc` and `metadata` are for machines.
UNSEEN = frozenset("script style noscript template head title desc metadata".split())
MEDIA = frozenset("iframe video audio object embed".split())
# How a footnote is numbered, and the way back from it, are as each renderer has them.
# Raised digits have characters of their own in what is stored.
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "0123456789+-=()n")
NOTE_CLASSES = frozenset(("footnote-ref", "footnote-backref", "reversefootnote", "footnotes-sep"))


@dataclass(slots=True)
class Shown:
    """What a reader sees of HTML: its text without white space, and its parts, in order."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


PARTS = tuple(Shown.__dataclass_fields__)


def shown(html: str, kramdown: bool) -> Shown:
    """Return what a browser shows of HTML; to compare with kramdown's, without footnote marks."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    assert body is not None
    for note in [each for each in body.iter() if kramdown and _is_footnote_mark(each)]:
        note.set("hidden", "")
    for table in body.iter("table"):
        cells = [each for part in ("td", "th") for each in table.iter(part)]
        if len(cells) == 1:
            cells[0].tag = "div"  # a box around a text
    result = Shown()
    result.text = _letters("".join(_texts(body, result)))
    return result


def _texts(element: Element, result: Shown) -> Iterator[str]:
    """Yield the texts of an element, without its tail; add its parts to a result."""
    if not isinstance(element.tag, str):
        return
    name = element.tag.rpartition("}")[2]  # without the namespace of a drawing
    if name == "script" and (url := element.get("src") or "").find("//gist.") >= 0:
        result.media.append(_canonical(url))  # it shows a page in its place
    if name in UNSEEN or _is_hidden(element):
        return
    if name in MEDIA:
        names = ("src", "data-src", "data")
        urls = [each.get(name) for each in element.iter() for name in names]
        result.media += [_canonical(url) for url in urls if url][:1]
        return
    if name == "img" and (url := element.get("src") or _first_source(element)):
        result.images.append(_canonical(url))
    pieces: list[str] = [element.text or ""]
    if name in ("br", "p", "div"):
        pieces.append("\n")
    for child in element:
        pieces += [*_texts(child, result), child.tail or ""]
    text = "".join(pieces)
    letters = _letters(text)
    if name == "a" and (url := element.get("href")) and letters:
        if text[:2] in MEDIA_KINDS:
            result.media.append(_canonical(url))
            return
        # Letter by letter: whether neighbours are one link, or a link is parted, is not to be seen.
        result.links += [f"{_canonical(url)} {letter}" for letter in letters]
    elif name == "li" and letters:
        result.items.append(letters)
    elif name == "ol":
        result.numbers += [f"{number}. {item}" for number, item in _numbered(element) if item]
    elif name in ("td", "th") and letters:
        result.cells.append(letters)
    elif name == "pre" and letters:
        result.code.append("\n".join(line.rstrip() for line in text.strip().split("\n")))
    yield text


def _first_source(image: Element) -> str:
    return (image.get("srcset") or "").partition(" ")[0].rstrip(",")


def _numbered(items: Element) -> Iterator[tuple[int, str]]:
    """Yield the items of a list, each with its number."""
    number = _number(items.get("start"), 1)
    for item in _items_of(items):
        number = _number(item.get("value"), number)
        # What is in lists below has numbers of its own.
        yield number, _letters("".join(_own_texts(item)))[:20]
        number += 1


def _items_of(items: Element) -> Iterator[Element]:
    """Yield the items that a list numbers, also within marks that are not closed."""
    for child in items:
        if child.tag == "li":
            yield child
        elif child.tag not in ("ol", "ul"):
            yield from _items_of(child)


def _own_texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        is_link = child.tag == "a" and "".join(child.itertext())[:2] in MEDIA_KINDS
        if child.tag not in ("ol", "ul", *UNSEEN, *MEDIA) and isinstance(child.tag, str):
            yield from () if is_link else _own_texts(child)
        yield child.tail or ""


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]+", text) else otherwise


def _is_hidden(element: Element) -> bool:
    style = "".join((element.get("style") or "").lower().split())
    return (
        element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
    )


def _is_footnote_mark(element: Element) -> bool:
    return (
        not NOTE_CLASSES.isdisjoint((element.get("class") or "").split())
        or element.get("role") == "doc-noteref"
        or (element.tag == "sup" and (element.get("id") or "").startswith("fnref"))
    )


def _letters(text: str) -> str:
    return "".join(text.translate(LOWERED).split())


def _canonical(url: str) -> str:
    """Return a URL as a browser understands it, in one way of writing it."""
    url = "".join(url.strip().split("\n"))
    return quote(unquote(f"https:{url}" if url.startswith("//") else url))
