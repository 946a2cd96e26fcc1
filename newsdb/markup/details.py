"""`<details>` in Markdown: tags in blocks of HTML, with Markdown between them.

https://html.spec.whatwg.org/multipage/interactive-elements.html#the-details-element
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsdb.markup.allowed import clean_block

MAX_DEPTH = 20
MAX_ROUNDS = 5
CLOSE = "</details>"
PART = re.compile(
    r"""\s*(?:
        <details(?P<open>(?:\s[^<>]*)?)>
        (?:\s*<summary(?:\s[^<>]*)?>(?P<summary>(?:(?!</?summary|</?details).)*)</summary>)?
        (?:\s*<(?:p|div)>)*
      | (?:</(?:p|div)>\s*)*(?P<close></details\s*>)
    )\s*""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
MARKS = {"b": "strong", "i": "em"}
MARK = re.compile(r"<(/?)([bi])(?=[\s>])", re.IGNORECASE)
STATE = re.compile(r"\sopen(?:[\s=]|$)", re.IGNORECASE)


def is_details(html: str) -> bool:
    """Return whether HTML is only tags of details, with the summary."""
    return "details" in html.lower() and bool(_tags(html))


def details_in(blocks: Sequence[tuple[str, int]]) -> list[list[str]]:
    """Return, for blocks of HTML and their levels, the clean tags of those that are only that.

    A block with anything else, or with an element that is not closed on its level, gives an empty
    list: nothing may hide the rest of a text.
    """
    found = [_tags(html) for html, _ in blocks]
    levels = [level for _, level in blocks]
    for _ in range(MAX_ROUNDS):
        unpaired = _unpaired(found, levels)
        if not unpaired:
            return found
        found = [[] if at in unpaired else tags for at, tags in enumerate(found)]
    return [[] for _ in blocks]


def _unpaired(blocks: Sequence[list[str]], levels: Sequence[int]) -> set[int]:
    """Return the blocks with a tag that has no partner on its level, or lies too deep."""
    unpaired: set[int] = set()
    opened: list[int] = []
    for at, tags in enumerate(blocks):
        for tag in tags:
            if tag != CLOSE:
                opened.append(at)
                if len(opened) > MAX_DEPTH:
                    unpaired.add(at)
            elif not opened or levels[opened[-1]] != levels[at]:
                unpaired.add(at)
            else:
                opened.pop()
    return unpaired | set(opened)


def _tags(html: str) -> list[str]:
    tags: list[str] = []
    done = 0
    while done < len(html):
        match = PART.match(html, done)
        if match is None:
            return []
        done = match.end()
        if match["close"]:
            tags.append(CLOSE)
            continue
        inner = MARK.sub(lambda tag: f"<{tag[1]}{MARKS[tag[2].lower()]}", match["summary"] or "")
        summary = clean_block(inner)
        state = " open" if STATE.search(match["open"]) else ""
        tags.append(f"<details{state}>" + (f"\n<summary>{summary}</summary>" if summary else ""))
    return tags
