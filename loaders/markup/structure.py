"""Items of lists, cells of tables and blocks of code, to compare a document with its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from lxml.html import HtmlElement
from markdown_it.token import Token

from loaders.markup.lists import LOST, number
from loaders.markup.regions import Region
from loaders.markup.tree import tree_of
from newsdb.markup.parser import PARSER

Part = tuple[str, int]
"""What it is, and of an item in a list with numbers its number, else 0."""

NAMES = {"item": "items of lists", "cell": "cells of tables", "code": "blocks of code"}
OPEN = {"list_item_open": "item", "td_open": "cell", "th_open": "cell"}
CLOSE = ("list_item_close", "td_close", "th_close")
CODE = ("fence", "code_block")
SEEN = Token("math_block", "", 0)
TREE = {"li": "item", "td": "cell", "th": "cell", "pre": "code"}
PART = re.compile(rf"<(?:{'|'.join(TREE)})[\s>]", re.IGNORECASE)


def parts_of_document(
    tokens: list[Token], regions: list[Region], trees: list[HtmlElement]
) -> Iterator[Part]:
    """Yield the parts of a document whose regions of HTML are what trees hold."""
    outside: list[Token] = []
    done = 0
    for region, tree in zip(regions, trees, strict=True):
        outside += tokens[done : region.first]
        if shows(tree):
            outside.append(SEEN)
        yield from parts_of_tree(tree)
        done = region.last + 1
    yield from parts_of_tokens([*outside, *tokens[done:]])


def parts_of_tokens(tokens: list[Token]) -> Iterator[Part]:
    """Yield the items, cells and blocks of code among tokens that show something."""
    opened: list[tuple[str, int, bool]] = []
    lists: list[int] = []
    for token in tokens:
        seen = False
        if token.type in ("ordered_list_open", "bullet_list_open"):
            start = int(token.attrs.get("start", 1)) if token.tag == "ol" else 0
            lists.append(start)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif kind := OPEN.get(token.type):
            number = lists[-1] if kind == "item" and lists else 0
            opened.append((kind, number, False))
            if number:
                lists[-1] += 1
        elif token.type in CLOSE and opened:
            kind, number, seen = opened.pop()
            if seen:
                yield kind, number
        elif token.type in CODE:
            seen = bool(token.content.strip())
            if seen:
                yield "code", 0
        elif token.type == "html_block":
            tree = tree_of(token.content)
            yield from parts_of_tree(tree)
            seen = shows(tree)
        elif token.type == "inline":
            seen = any(map(_is_seen, token.children or []))
        else:
            seen = token.type == SEEN.type
        if seen and opened:
            opened[-1] = (*opened[-1][:2], True)


def parts_of_line(inline: Token) -> Iterator[Part]:
    """Yield the parts between the tags in a line, and the items that are in no list there."""
    children = inline.children or []
    if any(child.type == "html_inline" and PART.match(child.content) for child in children):
        tree = tree_of(PARSER.renderInline(inline.content))
        yield from parts_of_tree(tree)
        yield from (("item", 0) for each in tree.iter("div") if each.get(LOST) == "li")


def parts_of_tree(tree: HtmlElement) -> Iterator[Part]:
    """Yield the items, cells and blocks of code of a tree that show something."""
    numbers: dict[HtmlElement, int] = {}
    for element in tree.iter("ol", *TREE):
        if element.tag == "ol":
            numbers |= numbered(element)
        elif shows(element):
            yield TREE[element.tag], numbers.get(element, 0)


def numbered(items: HtmlElement) -> dict[HtmlElement, int]:
    """Return the numbers that a browser shows before the items of a list."""
    numbers = {}
    expected = number(items, "start", 1)
    for item in items.iterchildren("li"):
        numbers[item] = number(item, "value", expected)
        expected = numbers[item] + 1
    return numbers


def changed_structure(before: Iterator[Part], after: Iterator[Part]) -> list[str]:
    """Return in sentences of which kinds of parts there are others than before."""
    gone, new = Counter(before), Counter(after)
    gone, new = gone - new, new - gone
    kinds = sorted({kind for kind, _ in chain(gone, new)})
    return [f"{NAMES[kind]} are not those of the source" for kind in kinds]


def _is_seen(token: Token) -> bool:
    return token.type == "image" or (token.type != "html_inline" and bool(token.content.strip()))


def shows(element: HtmlElement) -> bool:
    """Return whether there is text or an image in an element."""
    return bool(element.text_content().strip()) or element.find(".//img") is not None
