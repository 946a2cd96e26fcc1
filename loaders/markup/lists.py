"""Lists in an HTML tree: items in lists only, lists in items only, and adjacent lists apart."""

from __future__ import annotations

from lxml.html import HtmlElement

from loaders.html_elements import BLOCK
from loaders.markup.inline_elements import AS_HTML

LISTS = ("ul", "ol", "menu", "dir")
LOST = "data-lost"
"""The attribute of an element of which something is not shown as it was; see `tree.lost_in`."""
# What begins no line of its own in Markdown.
WRAPPERS = ("body", "div", "article", "section")
MAX_DIGITS = 9
"""Of a number that an item has: https://spec.commonmark.org/0.31.2/#ordered-list-marker"""


def settle_lists(tree: HtmlElement) -> None:
    """Make paragraphs of items outside of lists, and put text between items into the item before.

    Lists right in a list are marked; `order_list` moves them. A list without items is none.
    """
    for item in tree.iter("li"):
        if item.getparent().tag not in LISTS:
            item.tag = "div"
            item.set(LOST, "li")
    for items in list(tree.iter(*LISTS)):
        if not any(child.tag in ("li", *LISTS) for child in items):
            items.tag = "div"
            if _shows(items):
                items.set(LOST, "list")
        elif items.getparent().tag in LISTS:
            items.set(LOST, "ul")
        if items.tag != "div" and _has_text_between(items):
            items.set(LOST, "text in a list")
            _take_text_between(items)


def _has_text_between(items: HtmlElement) -> bool:
    return bool((items.text or "").strip()) or any(
        (child.tail or "").strip() or (child.tag not in ("li", *LISTS) and _shows(child))
        for child in items
    )


def _take_text_between(items: HtmlElement) -> None:
    """Put what is neither an item nor a list into the item before, in blocks of its own."""
    item: HtmlElement | None = None
    paragraph: HtmlElement | None = None
    texts = [items.text, *(child.tail for child in items)]
    items.text = None
    for text, child in zip(texts, [*items, None], strict=True):
        if (text or "").strip():
            item = _new_item(items, child) if item is None else item
            paragraph = _paragraph(item) if paragraph is None else paragraph
            if len(paragraph):
                paragraph[-1].tail = text
            else:
                paragraph.text = text
        if child is None:
            return
        child.tail = None
        if child.tag == "li":
            item, paragraph = child, None
        elif child.tag in LISTS:
            paragraph = None
            if item is not None:
                item.append(child)
        else:
            item = _new_item(items, child) if item is None else item
            paragraph = None if child.tag in BLOCK else paragraph
            if child.tag not in BLOCK and paragraph is None:
                paragraph = _paragraph(item)
            (item if paragraph is None else paragraph).append(child)


def _new_item(items: HtmlElement, following: HtmlElement | None) -> HtmlElement:
    item = items.makeelement("li")
    items.insert(len(items) if following is None else items.index(following), item)
    return item


def _paragraph(item: HtmlElement) -> HtmlElement:
    paragraph = item.makeelement("p")
    item.append(paragraph)
    return paragraph


def _shows(element: HtmlElement) -> bool:
    return bool(element.text_content().strip()) or element.tag == "img"


def order_list(items: HtmlElement) -> None:
    """Put lists directly in a list into the item before, and keep adjacent lists apart."""
    for inner in list(items):
        before = inner.getprevious()
        if inner.tag in LISTS and before is not None and before.tag == "li":
            before.append(inner)
            inner.tail = None
    before = _list_before(items)
    if before is not None and before.tag == items.tag and not before.get("other"):
        items.set("other", "1")
    expected = number(items, "start", 1)
    for item in items.iterchildren("li"):
        if items.tag == "ol" and number(item, "value", expected) != expected:
            items.set(AS_HTML, "")
        expected += 1


def number(element: HtmlElement, attribute: str, default: int) -> int:
    """Return the number that an attribute has, `default` if it has none or one with many digits."""
    value = element.get(attribute) or ""
    return (
        int(value)
        if value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS
        else default
    )


def _list_before(items: HtmlElement) -> HtmlElement | None:
    """Return the list that ends where another one begins, in whatever wrappers, None for none."""
    at: HtmlElement = items
    while (before := at.getprevious()) is None:
        at = at.getparent()
        if at is None or at.tag not in WRAPPERS or (at.text or "").strip():
            return None
    while before.tag in WRAPPERS and len(before) and not (before.tail or "").strip():
        before = before[-1]
    is_list = before.tag in LISTS and not (before.tail or "").strip()
    return before if is_list else None
