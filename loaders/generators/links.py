"""Links and images in the Markdown of a post: their URLs, and what they become."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from markdown_it.common.utils import unescapeAll

from loaders.generators.code import code_in
from newsdb.text import Reading

DEFINED = r"\[(?:(?<=^\[)|(?<=^ \[)|(?<=^  \[)|(?<=^   \[))(?!\^)"
"""How the definition of a link begins, on lines: with up to three spaces, and not as a footnote."""
# Each alternative begins with a character, not a group, so that `re` skips all others.
ADDRESS = re.compile(
    # [text](URL "title"), ![alt](<URL>); but \](URL) and \<a href="URL"> are text.
    r"\](?P<inline>(?<!(?<!\\)\\\])\(\s*)(?:<(?P<bracketed>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*))"
    r"(?=[\s)])"
    # [label]: URL; but [^label]: is a footnote. Without a space it may be prose: [Q]:谁?
    rf"|{DEFINED}(?P<defined>[^\[\]\n]+\]:"
    r"(?:[ \t]+|(?=[\u200b-\u200f\u2060\ufeff!-~]+[ \t]*$)))(?P<target><?[^\s<>]+>?)"
    # <a href="URL">, <img src="URL">
    r"|<(?P<tag>(?<!(?<!\\)\\<)(?:a|img|iframe|video|audio|source)\b[^<>]*?\s(?:href|src|poster)\s*=\s*)"
    r"(?P<quote>[\"'])(?P<value>[^\"'<>\n]*)(?P=quote)",
    re.MULTILINE | re.IGNORECASE,
)
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters that get before URLs where an author writes from right to left or copies."""
BALANCED = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*")


def replace_urls(markdown: str, replaced: Callable[[str], str]) -> str:
    """Return Markdown with each URL of a link or image replaced, but for those in code."""
    if "](" not in markdown and "]:" not in markdown and "=" not in markdown:
        return markdown
    is_code = code_in(markdown)

    def one(match: re.Match[str]) -> str:
        if is_code(match.start()):
            return match[0]
        if match["inline"] is not None:
            old = match["bracketed"] if match["bracketed"] is not None else match["bare"]
            new = replaced(old)
            return match[0] if new == old else f"]{match['inline']}{_destination(new)}"
        if match["defined"] is not None:
            old = match["target"].strip("<>")
            new = replaced(old)
            return match[0] if new == old else f"[{match['defined']}{_destination(new)}"
        return f"<{match['tag']}{match['quote']}{replaced(match['value'])}{match['quote']}"

    return ADDRESS.sub(one, markdown)


def resolve_urls(markdown: str, reading: Reading, replaced: Callable[[str], str]) -> str:
    """Return Markdown with each URL replaced, and replace those of images and media in `reading`.

    `reading` is what `markdown` says, so it need not be parsed again.
    """
    changes: dict[str, str] = {}

    def noted(url: str) -> str:
        new = replaced(url)
        changes[unescapeAll(url)] = unescapeAll(new)
        return new

    resolved = replace_urls(markdown, noted)
    reading.images = [(changes.get(url, url), alt) for url, alt in reading.images]
    reading.media = [(kind, changes.get(url, url), name) for kind, url, name in reading.media]
    return resolved


def _destination(url: str) -> str:
    """Return a URL as CommonMark reads it between round brackets."""
    plain = " " not in url and BALANCED.fullmatch(url)
    return url if plain else f"<{url}>"


def absolute_url(url: str, base: str) -> str:
    """Return a URL resolved against the page that contains it; a fragment stays on its page."""
    if not base or not url or url.startswith("#"):
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return url
