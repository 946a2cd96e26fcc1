"""The HTML in a Markdown document, and the document with other text in its place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lxml.html import HtmlElement
from markdown_it.rules_core import StateCore, text_join
from markdown_it.token import Token

from loaders.markup.escape import begin_alike, escape_opener
from loaders.markup.inline_parts import changed_parts
from loaders.markup.parted import begin_paragraphs
from loaders.markup.places import find_places, line_starts
from loaders.markup.regions import Region
from loaders.markup.spans import APART, MARKS_OF_MARKDOWN, SpanEdit, edits_of
from loaders.markup.structure import Part, parts_of_line
from loaders.markup.visible import difference
from loaders.mentions.marks import Segments
from newsdb.markup.parser import PARSER
from newsdb.markup.shortcuts import NO_MARKS

Prepare = Callable[[HtmlElement], Segments]

OTHER_TEXT = "the text is not shown as in its source"
OPENER = re.compile(r"[ \t]*\d{0,9}")
# What a line begins with, as far as it stays, that may open a block.
MAY_OPEN = re.compile(r"[ \t]*(?:[#>+:~=|*\d-]|\Z)")


def apply(text: str, edits: list[SpanEdit]) -> str:
    """Return a text with its edits made; they do not overlap."""
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < done:
            continue
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*pieces, text[done:]])


def region_edits(text: str, regions: list[Region], written: list[str]) -> list[SpanEdit]:
    """Return the edits that put Markdown in the place of regions, as deep in lists as they are."""
    starts = line_starts(text)
    lines = text.split("\n")
    edits = []
    for region, markdown in zip(regions, written, strict=True):
        first = lines[region.start]
        prefix = first[: _prefix_length(first, region.html)]
        on = re.sub(r"[^>\s]", " ", prefix)
        opens_item = on != prefix
        body = markdown.split("\n") if markdown else []
        new = [f"{prefix if not at and opens_item else on}{line}" for at, line in enumerate(body)]
        # Blank lines of code may have spaces.
        new = [full if line else full.rstrip() for full, line in zip(new, body, strict=True)]
        end = region.end
        if not new:
            new = [prefix.rstrip() if opens_item else on.rstrip()]
            while not opens_item and end < len(lines) and not lines[end].strip():
                end += 1
        before = lines[region.start - 1] if region.start else ""
        if before.strip("> \t") and not opens_item:
            new.insert(0, on.rstrip())
        after = lines[end] if end < len(lines) else ""
        if after.strip("> \t"):
            new.append(on.rstrip())
        if not body and not opens_item and not before.strip():
            edits.append(SpanEdit(starts[region.start], min(starts[end], len(text)), ""))
            continue
        stop = min(starts[end] - 1, len(text))
        edits.append(SpanEdit(starts[region.start], stop, "\n".join(new)))
    return edits


def _prefix_length(line: str, html: str) -> int:
    return max(line.rfind(html.partition("\n")[0].strip()), 0)


@dataclass(slots=True)
class Rewritten:
    """An inline token with HTML in it: its edits in the document, and what it becomes."""

    token: Token
    edits: list[SpanEdit]
    children: list[Token]
    alone: bool
    """Whether the change cannot touch the blocks around: no line begins otherwise than before,"""
    whole: bool
    """whether elements were converted with all they hold,"""
    changed: list[str]
    """which links, images and marks are not those of the source, in sentences,"""
    structure: list[Part]
    """and the items, cells and blocks of code that were between its tags."""


def rewrite_lines(
    text: str,
    tokens: list[Token],
    regions: list[Region],
    prepare: Prepare,
    env: dict[str, Any],
) -> list[Rewritten]:
    """Return what becomes of the HTML within lines, outside of regions.

    `prepare` is called with each element that is converted as a tree; `env` has the links that
    the document defines.
    """
    inside = {at for region in regions for at in range(region.first, region.last)}
    starts = line_starts(text)
    lines = text.split("\n")
    rewritten: list[Rewritten] = []
    cell_ends: dict[int, int] = {}
    for at, token in enumerate(tokens):
        if token.type != "inline" or at in inside:
            continue
        before = tokens[at - 1].type
        cell = before in ("td_open", "th_open")
        if not cell and not has_html(token):
            continue
        place = find_places(token, lines, starts, cell_ends if cell else {}, cell=cell)
        if place is None or not has_html(token):
            continue
        structure = list(parts_of_line(token))
        paragraph = before == "paragraph_open" and not token.level > 1
        local = edits_of(token, prepare, alone=paragraph)
        if before == "paragraph_open":
            local = begin_paragraphs(token.content, _escape_openers(token.content, local))
        content = apply(token.content, local)
        if not content.strip() and tokens[at - 2].type == "list_item_open":
            # An item cannot begin with a blank line.
            local = [SpanEdit(0, len(token.content), APART)]
            content = APART
        elements = [edit for edit in local if edit.written]
        children = _inline_tokens(content, env)
        old = token.children or []
        if elements:
            # They need not say the same as what replaces them; what is beside them does.
            old = _inline_tokens(apply(token.content, elements), env)
        changed = changed_parts(old, children)
        if _text(old) != _text(children):
            # Marks may be read otherwise because of what is beside them now.
            apart = _with_comments(token.content, local)
            parted = _inline_tokens(apply(token.content, apart), env)
            if _text(old) == _text(parted) and not changed_parts(old, parted):
                local, children, changed = apart, parted, []
                content = apply(token.content, local)
        edits = [
            SpanEdit(place(each.start), place(each.end), each.text, each.written, each.segments)
            for each in local  # replace() takes three times as long
        ]
        if structure:
            alone = False
        elif content:
            alone = begin_alike(token.content, content, defining="references" in env)
        else:
            alone = _goes_alone(tokens, at, lines)
        if elements and (text := difference(_text(old), _text(children))):
            changed.append(f"{OTHER_TEXT}: {text}")
        rewritten.append(
            Rewritten(token, edits, children, alone, bool(elements), changed, structure)
        )
    return rewritten


def _goes_alone(tokens: list[Token], at: int, lines: list[str]) -> bool:
    """Return whether a paragraph can go, and what is beside it stay apart."""
    before, after = (tokens[each] if 0 <= each < len(tokens) else None for each in (at - 2, at + 2))
    if before is None or after is None or not after.map:
        return False
    ends = before.type in ("paragraph_close", "heading_close", "html_block")
    starts = after.type in ("paragraph_open", "heading_open")
    # What is indented would belong to a list that is written for HTML.
    return ends and starts and lines[after.map[0]][:1] not in (" ", "\t")


def _text(tokens: list[Token]) -> str:
    """Return the text of tokens within a line, without white space."""
    text = "".join(each.content for each in tokens if each.type != "html_inline")
    return "".join(text.split())


def _with_comments(text: str, edits: list[SpanEdit]) -> list[SpanEdit]:
    """Return edits that leave comments in the place of tags beside marks.

    At the beginning of a line, a comment would be a block of HTML.
    """
    return [
        replace(edit, text=APART)
        if not edit.text
        and text[: edit.start].rpartition("\n")[2].strip()
        and not MARKS_OF_MARKDOWN.isdisjoint((text[edit.start - 1], text[edit.end : edit.end + 1]))
        else edit
        for edit in edits
    ]


def _inline_tokens(content: str, env: dict[str, Any]) -> list[Token]:
    """Return the tokens within the lines of a text, which may have been parted into blocks."""
    if NO_MARKS.fullmatch(content):
        return [Token("text", "", 0, content=content)]
    children: list[Token] = []
    if "\n\n" not in content:
        inline = Token(
            "inline", "", 0, children=PARSER.inline.parse(content, PARSER, env, children)
        )
        text_join(StateCore("", PARSER, env, [inline]))
        return inline.children or []
    for token in PARSER.parse(content, env):
        if token.children:
            children += token.children
        elif token.content:
            children.append(Token("text", "", 0, content=token.content))
    return children


def _escape_openers(text: str, edits: list[SpanEdit]) -> list[SpanEdit]:
    """Return edits after which no line opens a list or such that did not before."""
    kept: list[SpanEdit] = []
    start = 0
    edits = sorted(edits, key=lambda each: each.start)
    starts = [edit.start for edit in edits]
    for line in text.split("\n"):
        end = start + len(line)
        inside = edits[bisect_left(starts, start) : bisect_right(starts, end)]
        may_open = inside and MAY_OPEN.match(line[: inside[0].start - start])
        if may_open and inside[-1].end <= end and not _opens_block(line):
            local = [
                replace(each, start=each.start - start, end=each.end - start) for each in inside
            ]
            if _opens_block(apply(line, local)):
                blank = [
                    not apply(line[: each.start], local[:at]).strip()
                    for at, each in enumerate(local)
                ]
                at = max(sum(blank) - 1, 0)
                escaping = _escape_behind if blank[at] else _escape_before
                inside[at] = escaping(text, inside[at])
        kept += inside
        start = end + 1
    return kept


def _opens_block(line: str) -> bool:
    line = line.lstrip(" \t")
    return escape_opener(line) != line or line[:2] in ("* ", "*\t")


def _escape_before(text: str, edit: SpanEdit) -> SpanEdit:
    """Return an edit that also escapes the mark before it, or the one behind a number."""
    at = edit.start - 1
    if text[at].isdecimal():
        return replace(edit, text=f"{edit.text}\\")
    return replace(edit, start=at, text=f"\\{text[at]}{edit.text}")


def _escape_behind(text: str, edit: SpanEdit) -> SpanEdit:
    """Return an edit that also escapes the mark behind it, be it that of a number."""
    opener = OPENER.match(text, edit.end)
    kept = opener[0] if opener else ""
    return replace(edit, end=edit.end + len(kept), text=f"{edit.text}{kept}\\")


def has_html(token: Token) -> bool:
    """Return whether there is HTML in a token."""
    return token.type == "html_block" or any(
        child.type == "html_inline" for child in token.children or []
    )
