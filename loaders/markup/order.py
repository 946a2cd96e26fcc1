"""An HTML tree put in order, so that each element can be written by itself.

markdownify joins strings from the bottom up, so an element cannot know its neighbours: what
depends on them (marks, spaces, lists) is settled here before.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from loaders.html_elements import BLOCK
from loaders.markup.inline import order_inline
from loaders.markup.inline_elements import AS_HTML
from loaders.markup.tree import LISTS

LANGUAGE = re.compile(r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*)([\w+#.-]+)")
NOT_ORDERED = ("pre", "table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl")


def order(tree: HtmlElement) -> None:
    """Put a tree in order in place, so that each element can be written by itself."""
    for code in tree.iter("pre"):
        order_code(code)
    for block in list(tree.iter(*BLOCK)):
        if block.tag not in NOT_ORDERED:
            order_inline(block, BLOCK)
    for items in list(tree.iter(*LISTS)):
        order_list(items)


def order_code(code: HtmlElement) -> None:
    """Leave of a code block its text and its language."""
    for line_end in code.iter("br"):
        line_end.tail = f"\n{line_end.tail or ''}"
    classes = " ".join(each.get("class") or "" for each in code.iter("pre", "code"))
    language = LANGUAGE.search(classes)
    text = code.text_content()
    for child in list(code):
        code.remove(child)
    code.text = text
    if language:
        code.set("language", language[1])


def order_list(items: HtmlElement) -> None:
    """Put lists directly in a list into the item before, and keep adjacent lists apart."""
    for inner in list(items):
        before = inner.getprevious()
        if inner.tag in LISTS and before is not None and before.tag == "li":
            before.append(inner)
            inner.tail = None
    before = items.getprevious()
    in_a_row = before is not None and before.tag == items.tag and not (before.tail or "").strip()
    if in_a_row and not before.get("other"):
        items.set("other", "1")
    expected = int(start) if (start := items.get("start") or "").isdecimal() else 1
    for item in items.iterchildren("li"):
        if items.tag == "ol" and (value := item.get("value")) and value != str(expected):
            items.set(AS_HTML, "")
        expected += 1
