"""Blocks of HTML in a Markdown document: where each begins and ends, and what it holds."""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it.token import Token

from loaders.html_elements import BLOCK
from loaders.markup.tags import TAG, VOID, without_raw
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
    indented: bool = False
    """Whether some of it is so far indented that it is code for Markdown."""


def regions_of(tokens: list[Token]) -> list[Region]:
    """Return the regions of HTML among the tokens of a document, in order.

    A region is a run of HTML blocks; the tags of details are one by themselves. Where a table or a
    list is still open at a blank line, it goes on to where that is closed, and what Markdown lies
    between is rendered.
    """
    regions: list[Region] = []
    at = 0
    while at < len(tokens):
        lines = tokens[at].map
        if tokens[at].type == "html_block" and lines:
            last = _last_of_region(tokens, at)
            start = lines[0]
            # What ends a paragraph or a list has no lines.
            end = max(token.map[1] for token in tokens[at : last + 1] if token.map)
            indented = _take_indented(tokens[at : last + 1])
            html = str(PARSER.renderer.render(tokens[at : last + 1], PARSER.options, {}))
            regions.append(Region(start, end, html, at, last, indented))
            at = last
        at += 1
    return regions


def _take_indented(tokens: list[Token]) -> bool:
    """Make HTML of indented HTML, and return whether there is any: in an element it is meant so."""
    found = list(filter(_is_indented_html, tokens))
    for token in found:
        token.type = "html_block"
    return bool(found)


def _is_indented_html(token: Token) -> bool:
    return token.type == "code_block" and token.content.lstrip().startswith("<")


def _last_of_region(tokens: list[Token], first: int) -> int:
    opened: list[str] = []
    if is_details(tokens[first].content):
        return first + _has_summary_apart(tokens[first : first + 2])
    _scan(tokens[first].content, opened)
    last, level = first, tokens[first].level
    for at in range(first + 1, len(tokens)):
        token = tokens[at]
        if token.level < level:
            break
        is_html = token.type == "html_block" or (bool(opened) and _is_indented_html(token))
        begins = token.level == level and token.nesting >= 0
        if begins and _is_closed(opened) and (not is_html or is_details(token.content)):
            break
        if is_html:
            _scan(token.content, opened)
        elif token.type == "inline":
            _scan("".join(_tags_of_blocks(token)), opened)
        if token.level == level and token.nesting <= 0 and _is_closed(opened):
            last = at
    return last


def _is_closed(opened: list[str]) -> bool:
    return all(name in WRAPPERS for name in opened)


def _tags_of_blocks(inline: Token) -> list[str]:
    """Return the tags in a line that begin or end blocks; marks end where their block ends."""
    tags = [child.content for child in inline.children or [] if child.type == "html_inline"]
    names = [TAG.match(tag) for tag in tags]
    return [each[0] for each in names if each and each["name"].lower() in BLOCK]


def _has_summary_apart(tokens: list[Token]) -> bool:
    """Return whether a tag of details is followed by a block that is its summary."""
    html = "".join(token.content for token in tokens if token.level == tokens[0].level)
    return (
        len(tokens) > 1
        and tokens[1].type == "html_block"
        and tokens[1].content.lstrip()[:8].lower() == "<summary"
        and is_details(html)
    )


def _scan(html: str, opened: list[str]) -> None:
    """Note which elements a piece of HTML leaves open."""
    for tag in TAG.finditer(without_raw(html)):
        name = tag["name"].lower()
        # A paragraph that is not closed is one that indented HTML may belong to.
        is_ended = name in OPTIONAL_END and name != "p"
        if name in VOID or is_ended or tag[0].endswith("/>"):
            continue
        if not tag["close"]:
            opened.append(name)
        elif name in opened:
            while opened.pop() != name:
                pass
