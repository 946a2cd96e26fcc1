"""Blocks of HTML in a Markdown document: where each begins and ends, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it.token import Token

from loaders.markup.tree import TAG, VOID, without_raw
from newsdb.markup.details import is_details
from newsdb.markup.parser import PARSER

# What these hold is Markdown again after a blank line; only their tags are HTML.
WRAPPERS = frozenset(
    (
        "address article aside body center details div fieldset figure footer form header html "
        "main nav section summary p span font small big u a b strong i em figcaption"
    ).split()
)
# Elements that need no closing tag: https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
OPTIONAL_END = frozenset("p li dt dd tr td th thead tbody tfoot option colgroup".split())


@dataclass(frozen=True, slots=True)
class Region:
    """The HTML of some lines (from `start` up to `end`, counted from 0)."""

    start: int
    end: int
    html: str
    first: int
    """The index of its first token,"""
    last: int
    """and of its last."""


def regions_of(tokens: list[Token]) -> list[Region]:
    """Return the regions of HTML among the tokens of a document, in order.

    A region is a run of HTML blocks; the tags of details are one by themselves. Where a table or a
    list is still open at a blank line, it goes on to where that is closed, and what Markdown lies
    between is rendered.
    """
    regions: list[Region] = []
    at = 0
    while at < len(tokens):
        if tokens[at].type == "html_block" and tokens[at].map:
            last = _last_of_region(tokens, at)
            start, end = tokens[at].map or (0, 0), tokens[last].map or (0, 0)
            html = _html(tokens[at : last + 1])
            regions.append(Region(start[0], end[1], html, at, last))
            at = last
        at += 1
    return regions


def _html(tokens: list[Token]) -> str:
    for token in tokens:
        # In an open table or list, indented HTML is meant as HTML.
        if token.type == "code_block" and token.content.lstrip().startswith("<"):
            token.type = "html_block"
    return str(PARSER.renderer.render(tokens, PARSER.options, {}))


def _last_of_region(tokens: list[Token], first: int) -> int:
    opened: list[str] = []
    if is_details(tokens[first].content):
        return first
    _scan(tokens[first].content, opened)
    last = first
    for at in range(first + 1, len(tokens)):
        token = tokens[at]
        if token.level < tokens[first].level:
            break
        inside = not all(name in WRAPPERS for name in opened)
        if not inside and (token.type != "html_block" or token.level != tokens[first].level):
            break
        if not inside and is_details(token.content):
            break
        if token.type == "html_block":
            _scan(token.content, opened)
        ends = token.type == "html_block" and token.level == tokens[first].level
        if ends and all(name in WRAPPERS for name in opened):
            last = at
    return last


def _scan(html: str, opened: list[str]) -> None:
    """Note which elements a piece of HTML leaves open."""
    for tag in TAG.finditer(without_raw(html)):
        name = tag["name"].lower()
        if name in VOID or name in OPTIONAL_END or tag[0].endswith("/>"):
            continue
        if not tag["close"]:
            opened.append(name)
        elif name in opened:
            while opened.pop() != name:
                pass
