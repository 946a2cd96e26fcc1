"""Documents with elements that end in other blocks than they begin in, compared as a whole.

Blocks and lines are converted one by one, so an element that goes on behind its block ends there.
A browser lets it go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement
from markdown_it.token import Token

from loaders.html_elements import BLOCK
from loaders.markup.edits import OTHER_TEXT
from loaders.markup.inline_parts import changed_values
from loaders.markup.regions import OPTIONAL_END
from loaders.markup.structure import TREE, changed_structure, parts_of_tree, shows
from loaders.markup.tags import NAMES, TAG, VOID, without_raw
from loaders.markup.tree import MAX_DEPTH, lost_in, tree_of
from loaders.markup.visible import canonical_url, changed_links, difference, links_in, plain_letters
from newsdb.markup.parser import PARSER

# Where the others end shows nothing: a paragraph ends where the next block begins.
WITHOUT_EFFECT = ("<span ", "<span>", "</span>", "<br")
EFFECTIVE = NAMES - VOID - {"p", "div", "span"}
OTHER_EXTENT = "an item, a cell or a block of code does not end where it does in the source"
OPEN_LINK = "a link is not closed in the block that it begins in"
CUT_LINK = "a link ends where a paragraph ends or a table begins"
CUTS_LINK = re.compile(
    r"<a(?=[\s>])[^<]*(?:<(?!/?(?:a|p|div|table)[\s>])[^<]*)*(?:</p>|<table[\s>])", re.IGNORECASE
)


def misnested(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the names of elements that do not end in the block of Markdown that they begin in.

    The names of those that end in one that they do not begin in have a slash before them.
    """
    found: set[str] = set()
    opened: list[list[str]] = [[]]
    for token in _flat(tokens):
        if token.nesting > 0:
            opened.append([])
        elif token.nesting < 0:
            found.update(set(opened.pop()) - OPTIONAL_END)
        elif token.type == "html_block" or (
            token.type == "html_inline" and not token.content.startswith(WITHOUT_EFFECT)
        ):
            found |= _scan(token.content, opened[-1])
    return frozenset(found | (set(opened[0]) - OPTIONAL_END))


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _flat(token.children)


def _scan(html: str, opened: list[str]) -> set[str]:
    """Note which elements HTML leaves open, and return those that it opens or closes elsewhere."""
    found: set[str] = set()
    for tag in TAG.finditer(without_raw(html)):
        name = tag["name"].lower()
        if name not in EFFECTIVE or tag[0].endswith("/>"):
            continue
        if not tag["close"]:
            if name in OPTIONAL_END and not opened:
                found.add(name)
            opened.append(name)
        elif name not in opened:
            found.add(f"/{name}")
        else:
            while (last := opened.pop()) != name:
                found |= {last} - OPTIONAL_END
    return found


def _without_crossing(html: str) -> str:
    """Return HTML without the closing tags of marks that a block is open in.

    Browsers let them end no block, but libxml2 does.
    https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
    """
    opened: list[str] = []

    def kept(tag: re.Match[str]) -> str:
        name = tag["name"].lower()
        if not tag["close"]:
            if name not in VOID and len(opened) < MAX_DEPTH:
                opened.append(name)
            return tag[0]
        for at in range(len(opened) - 1, -1, -1):
            if opened[at] == name:
                del opened[at:]
                return tag[0]
            if name not in BLOCK and opened[at] in BLOCK:
                return "" if name in opened and name != "a" else tag[0]
        return tag[0]

    return TAG.sub(kept, without_raw(html))


def _texts_of(tree: HtmlElement) -> list[str]:
    """Return the texts of items, cells and code, which hold more where they are not closed."""
    return [plain_letters(each) for each in tree.iter(*TREE) if shows(each)]


def differences(html: str, markdown: str) -> tuple[list[str], list[str]]:
    """Return in sentences what Markdown does not show as HTML does, and the elements lost."""
    before = tree_of(_without_crossing(html))
    after = tree_of(str(PARSER.render(markdown)))
    lost = lost_in(before)
    changed = changed_structure(parts_of_tree(before), parts_of_tree(after))
    if not changed and _texts_of(before) != _texts_of(after):
        changed.append(OTHER_EXTENT)
    changed += changed_links(links_in(before), links_in(after))
    images = (
        [canonical_url(str(url)) for url in tree.xpath(".//img/@src")] for tree in (before, after)
    )
    changed += changed_values("images", *images)
    texts = ("".join(str(tree.text_content()).split()) for tree in (before, after))
    if text := difference(*texts):
        changed.append(f"{OTHER_TEXT}: {text}")
    return changed, lost
