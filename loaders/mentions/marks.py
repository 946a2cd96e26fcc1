"""Marks in an article's HTML: the words that the archive's site links to quote pages.

A share is marked where it is first named (`stock_1.600160`, `Info.116.06030`), a board too
(`bk_90.BK0493`), and again in other elements (`em_stock_key_common`); a chart means the
security it shows (`EmImageRemark`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree
from lxml.html import HtmlElement

from loaders.html_elements import BLOCK
from newsdb.models import Security
from newsdb.securities.identify import identify

CHART_CODE = "K "
COMMA_CODE = re.compile(r"(\d+),([\w.-]+)", re.ASCII)
PIPE_CODE = re.compile(r"([\w.-]+)\|(\d+)\|", re.ASCII)
MARK_ID = re.compile(r"(?:stock_|bk_|Info\.)(\d+)\.([\w.-]+)", re.ASCII)
# A keyword is a topic (公告, 业绩), unless it leads to a quote page.
QUOTE_PAGE = re.compile(r"https?://quote\.[^/\s]+/unify/r/(\d+)\.([\w.-]+)", re.ASCII)
MARK_CLASSES = frozenset({"keytip", "infokey", "em_stock_key_common"})
CODE_AFTER_NAME = re.compile(r"\s*[（(][\w.:：]{4,12}[）)]$", re.ASCII)
# Between the texts of these there is a break; between those of other elements there is none.
BREAKS = BLOCK | {"br", "img"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of a text that is marked as a security."""

    word: str
    security: Security


Segment: TypeAlias = "str | Mark"


@dataclass(slots=True)
class Segments:
    """A text in pieces, marked words among them, and the securities that charts show."""

    pieces: list[Segment] = field(default_factory=list)
    charts: list[Security] = field(default_factory=list)


def take_marks(tree: HtmlElement) -> Segments:
    """Return an article's text with its marks, and turn the marks into plain text.

    Charts are removed. Links to topics (`infokey`) become plain text.
    """
    marks: dict[HtmlElement, Mark] = {}
    links: list[HtmlElement] = []
    charts: list[Security] = []
    paragraphs: dict[HtmlElement, None] = {}
    for element in list(tree.iter("a", "span", "img")):
        classes = (element.get("class") or "").split()
        if element.tag == "img" and not _is_chart(element):
            continue
        if element.tag == "img" or "EmImageRemark" in classes:
            if security := _security(element, name="", classes=classes):
                charts.append(security)
            paragraphs.update(dict.fromkeys(element.iterancestors("p")))
            element.drop_tree()
            continue
        if _is_mark(element, classes):
            word = " ".join(element.text_content().split())
            if word and (security := _security(element, word, classes)):
                marks[element] = Mark(word, security)
        if element.tag == "span" or not MARK_CLASSES.isdisjoint(classes):
            links.append(element)
    for paragraph in paragraphs:
        if not paragraph.text_content().strip() and paragraph.find(".//img") is None:
            paragraph.drop_tree()
    pieces = list(_pieces(tree, marks))
    for element in links:
        # Not taken out at once: strip_tags below is quicker, and keeps text whole.
        element.tag = "span"
    etree.strip_tags(tree, "span")
    return Segments(pieces, charts)


def _pieces(tree: HtmlElement, marks: Mapping[HtmlElement, Mark]) -> Iterator[Segment]:
    inside: HtmlElement | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if inside is not None and element is not inside:
            continue
        starts = event == "start"
        if starts and element in marks:
            inside = element
            yield marks[element]
            continue
        if not starts:
            inside = None
        if element.tag in BREAKS:
            yield "\n"
        if text := element.text if starts else element.tail:
            yield text


def _is_chart(image: HtmlElement) -> bool:
    """Return whether an image is a chart by itself, not one in a link that already names it."""
    parent = image.getparent()
    in_link = parent is not None and "EmImageRemark" in (parent.get("class") or "")
    return not in_link and (image.get("data-code") or "").startswith(CHART_CODE)


def _is_mark(element: HtmlElement, classes: list[str]) -> bool:
    if element.tag == "a" or "em_stock_key_common" in classes:
        return True
    return bool(MARK_ID.fullmatch(element.get("id") or "")) and element.find(".//a") is None


def _security(element: HtmlElement, name: str, classes: list[str]) -> Security | None:
    quoted = _quoted(element, classes)
    identity = identify(*quoted) if quoted else None
    if quoted is None or identity is None:
        return None
    href = element.get("href") or ""
    url = href if href.startswith(("http://", "https://")) else ""
    name = CODE_AFTER_NAME.sub("", name)
    # Some marks are on the code, not on a name.
    if quoted[1] in name and quoted[1].isdigit():
        name = ""
    return Security(identity.code, name or identity.code, identity.kind, identity.market, url)


def _quoted(element: HtmlElement, classes: list[str]) -> tuple[str, str] | None:
    """Return the market number and the code of a mark, in whichever way it gives them."""
    code, name = element.get("data-code") or "", element.get("id") or ""
    code = code.removeprefix(CHART_CODE)
    if match := COMMA_CODE.fullmatch(code) or MARK_ID.fullmatch(name):
        return match[1], match[2]
    if match := PIPE_CODE.match(code):
        return match[2], match[1]
    if "infokey" in classes and (match := QUOTE_PAGE.match(element.get("href") or "")):
        return match[1], match[2]
    return None
