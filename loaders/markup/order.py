"""An HTML tree put in order, so that each element can be written by itself.

markdownify joins strings from the bottom up, so an element cannot know its neighbours: what
depends on them (marks, spaces, lists) is settled here before.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from loaders.html_elements import BLOCK
from loaders.markup.inline import order_inline
from loaders.markup.lists import LISTS, order_list

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
    for block in code.iterdescendants(*BLOCK):
        _part_lines(block)
    classes = " ".join(each.get("class") or "" for each in code.iter("pre", "code"))
    language = LANGUAGE.search(classes)
    text = code.text_content()
    for child in list(code):
        code.remove(child)
    code.text = text
    if language:
        code.set("language", language[1])


def _part_lines(block: HtmlElement) -> None:
    """Let what a block in code holds be lines of their own."""
    before, parent = block.getprevious(), block.getparent()
    text = str(before.tail or before.text_content()) if before is not None else parent.text or ""
    if text and not text.endswith("\n"):
        block.text = f"\n{block.text or ''}"
    if block.tail and "\n" not in (block.text_content()[-1:], block.tail[0]):
        block.tail = f"\n{block.tail}"
