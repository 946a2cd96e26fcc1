"""A Markdown document as its author wrote it, with only the HTML in it replaced.

A CommonMark parser finds the HTML, so that code never is taken for it. What is converted is
compared with what the author's text shows; where it differs, the HTML stays, cleaned.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from markdown_it.token import Token

from loaders.markup.dialect import fence_highlights, is_parted, part_markdown
from loaders.markup.edits import (
    Prepare,
    Rewritten,
    apply,
    has_html,
    region_edits,
    rewrite_lines,
)
from loaders.markup.html import markdown_of
from loaders.markup.nesting import misnested
from loaders.markup.places import line_starts
from loaders.markup.quick import CheckedMarkdown
from loaders.markup.regions import Region, regions_of
from loaders.markup.spans import SpanEdit
from loaders.markup.structure import (
    Part,
    changed_structure,
    parts_of_document,
    parts_of_tokens,
    shows,
)
from loaders.markup.tree import may_hide, tree_of
from loaders.markup.visible import difference
from loaders.mentions.marks import Segments
from newsdb.markup.allowed import BLOCK, clean_block
from newsdb.markup.details import details_in
from newsdb.markup.parser import PARSER, parse_markdown
from newsdb.text import Reading, read_markdown, read_tokens

# `<https://…>` is a link of Markdown.
TAG_START = re.compile(r"<(?!https?:)[A-Za-z/!?]")
INDENTED = "indented HTML within an element was read as HTML, though Markdown has code there"
BLOCK_START = re.compile(rf"<(?:{'|'.join(BLOCK)})[\s>]")
SEPARATOR = "<!-- -->"
# A rule of a table, or a row of one without a head.
TABLE_LINE = re.compile(r"^[ \t>]*[-:|][-:=+| \t]*$|\|[ \t]*$", re.MULTILINE)
LIST_MARK = r"(?:[-+*]|\d{1,9}[.)])(?=\s|$)"
BEGINS_WITH_LIST = re.compile(LIST_MARK)
ENDS_WITH_LIST = re.compile(rf"(?:^|\n)(?:[ \t]|{LIST_MARK})[^\n]*$")
LIST_OPENS = ("bullet_list_open", "ordered_list_open")
LIST_CLOSES = ("bullet_list_close", "ordered_list_close")


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of HTML that was converted: where it was, and its text with marks."""

    start: int
    end: int
    segments: Segments


@dataclass(frozen=True, slots=True)
class ConvertedDocument:
    """A document converted.

    `markdown` has no HTML but what is allowed, and `reading` is what it says; `text` is the
    source as it was parsed, in which `found` was found; `difference` says where the two do not
    show the same, '' for nowhere; `fell_back` whether a block stayed HTML to show the same;
    `unknown` are tags that no browser knows, which became text; `changed` says which links,
    images and marks within lines are not those of the source; `elsewhere` are the elements
    that do not end in the block that they begin in (see `nesting.misnested`); `html` is the
    source as HTML if there are such or what may be hidden, else ''.
    """

    markdown: str
    text: str
    reading: Reading
    found: list[Found] = field(default_factory=list)
    difference: str = ""
    fell_back: bool = False
    unknown: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    html: str = ""


def convert_source(text: str, prepare: Prepare) -> ConvertedDocument:
    """Return a document with its HTML converted.

    `prepare` is called with each piece of HTML before that, and may change it. Raises
    RecursionError or TooComplexError.
    """
    text = fence_highlights(text)
    if not TAG_START.search(text):
        return ConvertedDocument(text, text, read_markdown(text))
    env: dict[str, Any] = {}
    tokens = parse_markdown(text, env)
    if any(is_parted(token.content) for token in tokens if token.type == "html_block"):
        text = part_markdown(text, tokens)
        env = {}
        tokens = parse_markdown(text, env)
    reading = Reading()
    if not any(has_html(token) for token in tokens):
        read_tokens(tokens, reading)
        return ConvertedDocument(text, text, reading)
    elsewhere = misnested(tokens)
    whole = elsewhere or may_hide(text)
    html = str(PARSER.renderer.render(tokens, PARSER.options, env)) if whole else ""
    regions = regions_of(tokens)
    lines = rewrite_lines(text, tokens, regions, prepare, env)
    unknown = tuple(
        child.content
        for each in lines
        for child in each.token.children or []
        if child.type == "text" and "place" in child.meta
    )
    starts = line_starts(text)
    trees = [tree_of(region.html) for region in regions]
    found = [Found(each.start, each.end, segments) for each, segments in _segments(lines)]
    for region, tree in zip(regions, trees, strict=True):
        end = min(starts[region.end], len(text))
        found.append(Found(starts[region.start], end, prepare(tree)))
    folded = details_in([(region.html, tokens[region.first].level) for region in regions])
    rows = text.split("\n")
    written = [
        _written(tokens, region, tree, tags, rows)
        for region, tree, tags in zip(regions, trees, folded, strict=True)
    ]
    edits = [edit for each in lines for edit in each.edits]
    every = [*written, *(edit.written for edit in edits if edit.written)]
    changed = next((each.difference for each in every if each.difference), "")
    fell_back = any(each.fell_back for each in every)
    defined = _definitions(text, regions, env)

    def with_regions(markdown: list[str]) -> str:
        both = (filter(None, pair) for pair in zip(markdown, defined, strict=True))
        return apply(text, [*edits, *region_edits(text, regions, list(map("\n\n".join, both)))])

    result = with_regions([each.markdown for each in written])
    # Lines with bars may become a table where what follows them is gone.
    bars = any("|" in token.content for token in tokens if token.type == "inline") and (
        TABLE_LINE.search(result) is not None
    )
    separate = not bars and all(tokens[region.first].level == 0 for region in regions)
    same = [_is_same(each) for each in lines]
    parts = tuple(dict.fromkeys(each for one in lines for each in one.changed))
    parts += tuple(dict.fromkeys(each for one in every for each in one.changed))
    if any(region.indented for region in regions):
        parts += (INDENTED,)
    if separate and all(same) and all(each.alone for each in lines):
        _read_parts(tokens, regions, written, reading)
        return ConvertedDocument(
            result, text, reading, found, changed, fell_back, unknown, parts, elsewhere, html
        )
    expected = expected_text(tokens, regions, trees)
    structure = list(parts_of_document(tokens, regions, trees))
    structure += [part for each in lines for part in each.structure]
    reading, structure_changed = _read(result, structure)
    if _letters(reading.text) != expected:
        result = with_regions([_kept(tree) for tree in trees])
        reading, structure_changed = _read(result, structure)
        fell_back = bool(regions)
    parts += tuple(structure_changed)
    changed = difference(expected, _letters(reading.text)) or changed
    return ConvertedDocument(
        result, text, reading, found, changed, fell_back, unknown, parts, elsewhere, html
    )


def _written(
    tokens: list[Token], region: Region, tree: HtmlElement, tags: list[str], lines: list[str]
) -> CheckedMarkdown:
    """Return what replaces a region; `tags` are those of details, `lines` those of the document."""
    if not tags and _separates(tokens, region, tree):
        return CheckedMarkdown(SEPARATOR, Reading())
    if tags:
        markdown = "\n\n".join(tags)
        return CheckedMarkdown(markdown, read_markdown(markdown))
    before, after = _beside(tokens, region)
    written = markdown_of(tree)
    opens = before in LIST_CLOSES and BEGINS_WITH_LIST.match(written.markdown)
    goes_on = after in LIST_OPENS or _is_indented(tokens, region, lines)
    closes = goes_on and ENDS_WITH_LIST.search(written.markdown)
    parts = (SEPARATOR if opens else "", written.markdown, SEPARATOR if closes else "")
    return replace(written, markdown="\n\n".join(filter(None, parts)))


def _is_indented(tokens: list[Token], region: Region, lines: list[str]) -> bool:
    """Return whether what follows a region is indented, as what belongs to an item is."""
    following = tokens[region.last + 1] if region.last + 1 < len(tokens) else None
    if following is None or following.level or not following.map:
        return False
    return lines[following.map[0]][:1] in (" ", "\t")


def _definitions(text: str, regions: list[Region], env: dict[str, Any]) -> list[str]:
    """Return the lines of each region that define links: they are no HTML, but may lie between."""
    found = (*env.get("references", {}).values(), *env.get("duplicate_refs", ()))
    places = sorted(each["map"] for each in found)
    starts = [start for start, _ in places]
    lines = text.split("\n")
    return [
        "\n".join(line.lstrip("> ") for start, end in inside for line in lines[start:end])
        for region in regions
        for inside in [places[bisect_left(starts, region.start) : bisect_left(starts, region.end)]]
    ]


def _separates(tokens: list[Token], region: Region, tree: HtmlElement) -> bool:
    """Return whether HTML that shows nothing keeps apart what would belong together otherwise.

    That is a list and what follows it, or the beginning of an item and the rest of it.
    """
    before, after = _beside(tokens, region)
    follows = before in LIST_CLOSES and after in (*LIST_OPENS, "code_block")
    begins = before == "list_item_open" and after != "list_item_close"
    return (follows or begins) and not shows(tree)


def _beside(tokens: list[Token], region: Region) -> tuple[str, str]:
    """Return the types of the tokens before and after a region, '' for none."""
    before = tokens[region.first - 1].type if region.first else ""
    return before, tokens[region.last + 1].type if region.last + 1 < len(tokens) else ""


def _segments(lines: list[Rewritten]) -> list[tuple[SpanEdit, Segments]]:
    return [
        (edit, edit.segments) for each in lines for edit in each.edits if edit.segments is not None
    ]


def _is_same(rewritten: Rewritten) -> bool:
    """Return whether a rewritten text says the same.

    If it does, its token becomes the new one. Media and scripts do not say the same as what
    replaces them, and need not.
    """
    before, after = Reading(), Reading()
    read_tokens([rewritten.token], before)
    read_tokens([replace(rewritten.token, children=rewritten.children)], after)
    same = rewritten.whole or _letters(before.text) == _letters(after.text)
    if same and (rewritten.alone or rewritten.whole):
        rewritten.token.children = rewritten.children
    return same


def _read_parts(
    tokens: list[Token], regions: list[Region], written: list[CheckedMarkdown], reading: Reading
) -> None:
    """Read tokens and, in the place of regions, the Markdown that was written for them."""
    done = 0
    for region, each in zip(regions, written, strict=True):
        read_tokens(tokens[done : region.first], reading)
        reading.add(each.reading)
        done = region.last + 1
    read_tokens(tokens[done:], reading)


def expected_text(tokens: list[Token], regions: list[Region], trees: list[HtmlElement]) -> str:
    """Return what a document shows, without white space; each region is what its tree holds."""
    reading = Reading()
    done = 0
    for region, tree in zip(regions, trees, strict=True):
        read_tokens(tokens[done : region.first], reading)
        reading.lines.append((str(tree.text_content()), ""))
        done = region.last + 1
    read_tokens(tokens[done:], reading)
    return _letters(reading.text)


def _read(markdown: str, structure: list[Part]) -> tuple[Reading, list[str]]:
    """Return what a document says, and which of its parts are not those of its source."""
    tokens = parse_markdown(markdown)
    reading = Reading()
    read_tokens(tokens, reading)
    return reading, changed_structure(iter(structure), parts_of_tokens(tokens))


def _letters(text: str) -> str:
    return "".join(text.split())


def _kept(tree: HtmlElement) -> str:
    """Return a tree as a block of HTML: one that begins with other than a block is text."""
    html = etree.tostring(tree, encoding="unicode", method="html")
    html = clean_block(html.removeprefix("<body>").removesuffix("</body>"))
    return html if not html or BLOCK_START.match(html) else f"<div>{html}</div>"
