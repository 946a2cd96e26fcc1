"""HTML within lines of Markdown: which tags become Markdown, which stay, which go."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml.html import HtmlElement
from markdown_it.token import Token

from loaders.html_elements import BLOCK
from loaders.markup.converter import image
from loaders.markup.escape import balanced, destination, safe_url
from loaders.markup.html import markdown_of
from loaders.markup.inline_elements import flanks_anywhere
from loaders.markup.inline_runs import MARKS
from loaders.markup.quick import CheckedMarkdown
from loaders.markup.tags import NAMES, RAW, TAG, VOID
from loaders.markup.tree import MEDIA, may_hide, tree_of
from loaders.mentions.marks import Segments
from newsdb.markup.allowed import INLINE, STORED
from newsdb.markup.parser import PARSER

SIGNS = {"strong": "**", "em": "*"}
SIMPLE = re.compile(r"[^*_`~\[\]<>\\!&|\n]+")
# What the archive's site puts on the words that name a security; see `loaders.mentions.marks`.
SECURITY_MARK = re.compile(r"\sdata-code=|\sid=[\"']?(?:stock_|bk_|Info\.|quote_|bkquote_)")
# The slash at the end of an unquoted value belongs to the value.
SELF_CLOSED = re.compile(r"""<[\w-]+/>|<.*[\s"']/>""", re.DOTALL)
TAG_NAME = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)")
EMPTY_LINK = re.compile(r"<a\s*/?>", re.IGNORECASE)
PLAYED = ("video", "audio")
# What these contain is not text of their line.
UNREAD = frozenset("svg canvas select noscript template".split())
CONVERTED = UNREAD.union(RAW, MEDIA)
MARKS_OF_MARKDOWN = frozenset("*_~`")
APART = "<!-- -->"


@dataclass(slots=True)
class SpanEdit:
    """A stretch of a text, and what replaces it."""

    start: int
    end: int
    text: str
    written: CheckedMarkdown | None = None
    """What was written for an element that was converted with all it holds,"""
    segments: Segments | None = None
    """and its text with marks, where it may have some."""


@dataclass(slots=True)
class Tag:
    """A tag in a line, and its closing tag if it has one."""

    token: Token
    name: str
    closes: bool
    start: int
    """Where it begins in the text,"""
    end: int
    """and where it ends."""
    partner: Tag | None = None


def edits_of(
    inline: Token, prepare: Callable[[HtmlElement], Segments], *, alone: bool
) -> list[SpanEdit]:
    """Return what to change in the text of a paragraph, heading or cell.

    `prepare` is called with each element that is converted as a tree; `alone` says whether
    the text is a paragraph that may be parted. Tags that are no HTML become text, in the token too.
    """
    text = inline.content
    tags = _pair([_tag_of(child) for child in inline.children or [] if "place" in child.meta])
    edits: list[SpanEdit] = []
    meeting = _meeting(tags)
    blocks = [tag.start for tag in tags if tag.name in BLOCK and tag.partner]
    done = 0
    for tag in tags:
        if tag.start < done:
            continue
        whole = _whole(
            tag, text, prepare, parts=alone and not tag.token.level and _holds(tag, blocks)
        )
        if whole is not None:
            edits.append(whole)
            done = whole.end
        elif not tag.closes:
            edits += _pair_of_edits(tag, inline, meets=tag.start in meeting)
        elif tag.partner is None:
            edits.append(SpanEdit(tag.start, tag.end, ""))
    edits.sort(key=lambda edit: edit.start)
    return _without_blank_lines(text, _without_indent(text, _apart(text, edits)))


def _apart(text: str, edits: list[SpanEdit]) -> list[SpanEdit]:
    """Return edits that let no marks meet: of `**a**<span></span>**b**` a comment stays."""
    kept: list[SpanEdit] = []
    starts = {edit.start for edit in edits}
    for edit in edits:
        if edit.text or edit.end in starts:
            kept.append(edit)
            continue
        before = kept[-1] if kept and kept[-1].end == edit.start else None
        start = before.start if before and not before.text else edit.start
        left = (before.text if before else "")[-2:] or text[max(0, start - 2) : start]
        right = text[edit.end : edit.end + 1]
        link = left == "](" or left[-1:] + right in ("](", "][")
        meet = link or (left[-1:] == right and right in MARKS_OF_MARKDOWN)
        kept.append(replace(edit, text=APART) if meet else edit)
    return kept


def _without_indent(text: str, edits: list[SpanEdit]) -> list[SpanEdit]:
    """Return edits that leave no space at the beginning of a text.

    In an item of a list, it would move the column that the item begins in.
    """
    done = gone = 0
    for edit in edits:
        if text[done : edit.start].strip(" \t") or edit.text.strip(" \t") or edit.written:
            break
        done = edit.end
        gone += 1
    if not gone:
        return edits
    end = len(text) - len(text[done:].lstrip(" \t"))
    return [SpanEdit(0, end, ""), *edits[gone:]]


def _without_blank_lines(text: str, edits: list[SpanEdit]) -> list[SpanEdit]:
    """Return edits that take away lines of which they leave nothing: a blank line ends a text."""
    if "\n" not in text:
        return edits
    kept: list[SpanEdit] = []
    start = 0
    starts = [edit.start for edit in edits]
    for line in text.split("\n"):
        end = start + len(line)
        inside = edits[bisect_left(starts, start) : bisect_left(starts, end)]
        gone = all(edit.end <= end and not edit.text.strip() for edit in inside)
        if inside and gone and not _after(line, inside, start).strip():
            at = start if end < len(text) or not start else start - 1
            written = next((edit.written for edit in inside if edit.written), None)
            kept.append(SpanEdit(at, min(end + (at == start), len(text)), "", written))
        else:
            kept += inside
        start = end + 1
    return kept


def _after(line: str, edits: list[SpanEdit], start: int) -> str:
    """Return a line, which begins at `start`, without what edits take away."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda each: each.start):
        pieces.append(line[done : edit.start - start])
        done = edit.end - start
    return "".join([*pieces, line[done:]])


def _tag_of(token: Token) -> Tag:
    match = TAG.match(token.content) or TAG_NAME.match(token.content)
    name = match["name"].lower() if match else ""
    return Tag(token, name, token.content.startswith("</"), *token.meta["place"])


def _pair(tags: list[Tag]) -> list[Tag]:
    opened: list[Tag] = []
    for tag in tags:
        if not tag.name or tag.name in VOID:
            continue
        # `<a/>` is how authors mistype `</a>`; browsers end the link there, too.
        html = tag.token.content
        empty = tag.name == "a" and EMPTY_LINK.fullmatch(html)
        if empty and any(each.name == "a" for each in opened):
            tag.closes = True
        elif html.endswith("/>") and SELF_CLOSED.fullmatch(html):
            continue
        if not tag.closes:
            opened.append(tag)
        elif any(each.name == tag.name for each in opened):
            while (last := opened.pop()).name != tag.name:
                pass
            last.partner, tag.partner = tag, last
    return tags


def _holds(tag: Tag, starts: list[int]) -> bool:
    """Return whether an element is a block or a mark with one in it; `starts` are those of all."""
    if tag.closes or tag.partner is None:
        return False
    if tag.name in MARKS or tag.name in PLAYED:
        at = bisect_left(starts, tag.start)
        return at < len(starts) and starts[at] < tag.partner.start
    return tag.name in BLOCK


def _whole(
    tag: Tag, text: str, prepare: Callable[[HtmlElement], Segments], *, parts: bool
) -> SpanEdit | None:
    """Return an edit for an element that is converted with all it holds, None for others.

    `parts` says whether it parts its paragraph.
    """
    if tag.closes:
        return None
    end = tag.partner.end if tag.partner else tag.end
    html = text[tag.start : end]
    if tag.name in RAW and tag.name not in MEDIA and not (tag.partner or "=" in tag.token.content):
        # Such as <title> in a sentence: a browser would take all that follows for its content.
        tag.token.type = "text"
        return SpanEdit(tag.start, tag.end, f"\\{tag.token.content}")
    unread = tag.name in UNREAD or may_hide(tag.token.content)
    if not (parts and tag.name in PLAYED) and (
        tag.name in RAW or tag.name in MEDIA or (tag.partner and unread)
    ):
        tree = tree_of(html)
        prepare(tree)
        written = markdown_of(tree)
        return SpanEdit(tag.start, end, " ".join(written.markdown.split("\n")), written)
    if parts or (tag.partner and SECURITY_MARK.search(tag.token.content)):
        html = PARSER.renderInline(html)
        tree = tree_of(f"<p>{html}</p>" if any(f"<{name}" in html for name in PLAYED) else html)
        segments = prepare(tree)
        written = markdown_of(tree)
        markdown = f"\n\n{written.markdown}\n\n" if parts else written.markdown
        return SpanEdit(tag.start, end, markdown, written, segments)
    return None


def _meeting(tags: list[Tag]) -> set[int]:
    """Return where bold or emphasis begins that another one meets, as in `<b>a</b><i>b</i>`."""
    signed = [
        tag for tag in tags if tag.partner and not tag.closes and MARKS.get(tag.name) in SIGNS
    ]
    starts = {tag.start: tag for tag in signed}
    pairs = ((tag, starts.get(tag.partner.end)) for tag in signed if tag.partner)
    return {each.start for first, second in pairs if second for each in (first, second)}


def _pair_of_edits(tag: Tag, inline: Token, *, meets: bool) -> list[SpanEdit]:
    """Return what replaces an opening tag and its closing tag; `meets` as `_meeting` says."""
    close = tag.partner
    mark = tag.name if tag.name in INLINE else MARKS.get(tag.name, "")
    opening = closing = ""
    if tag.name == "img":
        shown = tree_of(tag.token.content).find(".//img")
        opening = image(shown.attrib) if shown is not None else ""
    elif tag.name in ("br", "hr"):
        opening = "<br>"
    elif tag.name and tag.name not in NAMES and close is None and "=" not in tag.token.content:
        # A placeholder such as <name>, which a browser would not show.
        tag.token.type = "text"
        opening = f"\\{tag.token.content}"
    elif tag.name == "abbr" and close is not None:
        cleaned = STORED.clean(f"{tag.token.content}x</abbr>")
        opening, _, closing = cleaned.rpartition("x") if "title=" in cleaned else ("", "", "")
    elif mark == "a":
        opening, closing = _link(tag, inline)
    elif mark and close is not None and meets:
        opening, closing = f"<{mark}>", f"</{mark}>"
    elif mark and close is not None:
        opening, closing = _marks(tag, close, mark, inline.content)
    elif tag.name in BLOCK and tag.name not in VOID:
        opening = closing = " "
    edits = [SpanEdit(tag.start, tag.end, opening)]
    return [*edits, SpanEdit(close.start, close.end, closing)] if close is not None else edits


def _link(tag: Tag, inline: Token) -> tuple[str, str]:
    close = tag.partner
    link = tree_of(f"{tag.token.content}x</a>").find(".//a")
    url = safe_url(link.get("href") or "") if link is not None else ""
    if close is None or not url or tag.end == close.start:
        return "", ""
    inner = inline.content[tag.end : close.start]
    children = inline.children or []
    between = children[children.index(tag.token) : children.index(close.token)]
    nested = any(child.type == "link_open" for child in between)
    if nested or not balanced(inner) or "\n\n" in inner or not inner.strip():
        return f'<a href="{url}">'.replace("&", "&amp;"), "</a>"
    return "[", f"]({destination(url)})"


def _marks(tag: Tag, close: Tag, mark: str, text: str) -> tuple[str, str]:
    inner = text[tag.end : close.start]
    before, after = text[: tag.start][-1:] or "\n", text[close.end :][:1] or "\n"
    if not inner:
        return "", ""
    simple = mark in SIGNS and SIMPLE.fullmatch(inner) and before not in "*\\" and after != "*"
    if simple and flanks_anywhere(before, inner[0]) and flanks_anywhere(after, inner[-1]):
        return SIGNS[mark], SIGNS[mark]
    return f"<{mark}>", f"</{mark}>"
