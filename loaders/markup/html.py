"""HTML to Markdown, proven: what is written says what the HTML said, or stays HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from loaders.html_elements import BLOCK
from loaders.markup.converter import to_markdown
from loaders.markup.order import order
from loaders.markup.quick import CheckedMarkdown, quick_markdown
from loaders.markup.tree import tree_of
from loaders.markup.visible import (
    Visible,
    changed_links,
    find_difference,
    links_in,
    visible_in_tree,
)
from newsdb.markup.allowed import BLOCK as STORED_BLOCK
from newsdb.markup.allowed import clean_block
from newsdb.markup.parser import PARSER, parse_markdown
from newsdb.text import Reading, clean, read_tokens


def markdown_of(tree: HtmlElement) -> CheckedMarkdown:
    """Return a tree's Markdown, with what it says and in which place it differs from the tree.

    The tree is put in order in place. Raises TooComplexError for too many elements.
    """
    if quick := quick_markdown(tree):
        return quick
    links = links_in(tree)
    order(tree)
    expected = visible_in_tree(tree)
    written = _written(clean(to_markdown(tree)), expected, links)
    if written.difference:
        in_blocks = _written(clean("\n\n".join(filter(None, _blocks(tree)))), expected, links)
        written = replace(in_blocks, fell_back=True)
    return written


def _written(markdown: str, expected: Visible, links: dict[str, str]) -> CheckedMarkdown:
    env: dict[str, Any] = {}
    tokens = parse_markdown(markdown, env)
    reading = Reading()
    read_tokens(tokens, reading)
    html = str(PARSER.renderer.render(tokens, PARSER.options, env))
    tree = tree_of(html)
    changed = changed_links(links, links_in(tree))
    order(tree)
    difference = find_difference(expected, visible_in_tree(tree))
    return CheckedMarkdown(markdown, reading, difference, changed=tuple(changed))


def visible(markdown: str) -> Visible:
    """Return what a reader sees of Markdown."""
    tree = tree_of(str(PARSER.render(markdown)))
    order(tree)
    return visible_in_tree(tree)


def _blocks(container: HtmlElement) -> Iterator[str]:
    """Yield a tree's blocks one by one: each as Markdown if that says the same, else as HTML."""
    for block in _with_paragraphs(container):
        markdown = to_markdown(block)
        if visible_in_tree(block) == visible(markdown):
            yield markdown
        elif block.tag == "div" or block.tag not in STORED_BLOCK:
            yield from _blocks(block)
        else:
            yield clean_block(etree.tostring(block, encoding="unicode", method="html"))


def _with_paragraphs(container: HtmlElement) -> list[HtmlElement]:
    """Return the blocks of an element; inline content between them is put into paragraphs."""
    paragraph: HtmlElement | None = None
    text, container.text = container.text, None
    if text and text.strip():
        paragraph = container.makeelement("p")
        paragraph.text = text
        container.insert(0, paragraph)
    for child in list(container):
        if child is paragraph:
            continue
        tail, child.tail = child.tail, None
        if child.tag not in BLOCK:
            if paragraph is None:
                paragraph = container.makeelement("p")
                child.addprevious(paragraph)
            paragraph.append(child)
            child.tail = tail
        elif tail and tail.strip():
            paragraph = container.makeelement("p")
            paragraph.text = tail
            child.addnext(paragraph)
        else:
            paragraph = None
    return list(container)
