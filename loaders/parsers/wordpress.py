"""Posts of WordPress exports: their text, as WordPress stores it, becomes HTML."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from loaders.parsers.jsonl import convert_record
from loaders.parsers.wordpress_shortcodes import WordPressExpander
from newsdb.models import Converted, Options, Problem, RawPost

BLOCKS = (
    r"</?(?:address|article|aside|audio|blockquote|caption|col(?:group)?|d[dlt]|details|div|"
    r"fieldset|fig(?:caption|ure)|footer|form|h[1-6r]|header|iframe|legend|li|main|nav|ol|"
    r"section|summary|t(?:able|body|d|foot|h|head|r)|ul|video)\b[^<>]*>"
)
"""Tags of elements that are no part of a paragraph."""
BLOCK = re.compile(BLOCKS, re.IGNORECASE)
PARAGRAPH = re.compile(r"</?p\b[^<>]*>", re.IGNORECASE)
ONLY_PARAGRAPH = re.compile(
    r"(<(li|t[dh]|d[dt]|h[1-6]|(?:fig)?caption|summary|legend)\b[^<>]*>)"
    r"<p>((?:(?!</p>).)*)</p>(?=</\2>)",
    re.IGNORECASE | re.DOTALL,
)
"""The text of an item, a cell or a heading, which needs no paragraph."""
PREFORMATTED = re.compile(r"(<(pre|script|style)\b.*?(?:</\2\s*>|\Z))", re.IGNORECASE | re.DOTALL)


def convert_wordpress(raw: RawPost, options: Options) -> Converted:
    """Return the post of an item, or why there is none.

    An item is a record whose `html` is as WordPress stores it. Its `media` are the `attachments`
    that it may show, by id, the ids of those that are its `own`, and the id of its `thumbnail`.
    """
    item: dict[str, Any] = json.loads(raw.content)
    media = item.pop("media", {})
    attachments, thumbnail = media.get("attachments", {}), media.get("thumbnail", "")
    expander = WordPressExpander(attachments, media.get("own", []))
    item["html"] = paragraphs_as_html(expander.expand(item.get("html", "")))
    problems = expander.problems()
    if thumbnail in attachments:
        item["image"] = attachments[thumbnail]["url"]
    elif thumbnail:
        detail = f"attachment {thumbnail}, the featured image, is not in the export"
        problems += (Problem("template", detail),)
    content = json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")
    converted = convert_record(RawPost(raw.path, content, "record"), options)
    return replace(converted, problems=(*problems, *converted.problems))


def paragraphs_as_html(text: str) -> str:
    """Return a text of WordPress's older editor as HTML: blank lines separate its paragraphs.

    As WordPress does it (https://developer.wordpress.org/reference/functions/wpautop/), except in
    text of the newer editor, which has its paragraphs.
    """
    text = text.replace("\r\n", "\n").strip()
    if "<!-- wp:" in text:
        return text
    # Every third piece is a preformatted element, and the one after it its name.
    pieces = PREFORMATTED.split(text)
    return "".join(
        _paragraphs_between_blocks(piece) if at % 3 == 0 else piece
        for at, piece in enumerate(pieces)
        if at % 3 != 2
    )


def _paragraphs_between_blocks(text: str) -> str:
    text = BLOCK.sub(r"\n\n\g<0>\n\n", PARAGRAPH.sub("\n\n", text))
    found = []
    for block in (each.strip() for each in re.split(r"\n\s*\n", text)):
        if BLOCK.fullmatch(block):
            found.append(block)
        elif block:
            found.append(f"<p>{block}</p>".replace("\n", "<br>"))
    return ONLY_PARAGRAPH.sub(r"\1\3", "".join(found))
