"""The summary that Hugo makes of a text: helpers/content.go and hugolib/page__per_output.go."""

from __future__ import annotations

import re
from itertools import islice

from loaders.generators.goldmark import readable, text_of, text_of_html

SHORT_LENGTH = 600
"""How many characters are read first where each may be a word."""
LENGTH = 2_000
"""How many characters of a text are read for its summary."""
MAX_LENGTH = 20_000
"""How many are read if that was too little; the words of a summary are looked for in no more."""
MAX_DEFINITIONS = 100
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
SENTENCE_END = re.compile(r"[.?!\"\n]")
# Of links and notes, which a text may define below what is read of it.
DEFINITION = re.compile(r"^ {0,3}\[[^\[\]\n]+\]:[^\n]{0,500}$", re.MULTILINE)


def summary_of(source: str, length: int, *, by_character: bool, html: bool = False) -> str:
    """Return the sentences that hold the first `length` words of Markdown or HTML, as plain text.

    By characters, the summary ends within a sentence, with a character of Chinese, Japanese or
    Korean, each of which is a word. Without, Hugo takes a whole line of these for a word: then ''
    is returned.
    """
    text, found = "", None
    for most in (SHORT_LENGTH, LENGTH, MAX_LENGTH)[not by_character :]:
        head = _head(source, most)
        text = text_of_html(head) if html else text_of(head)
        found = (_characters if by_character else _sentences)(text, length)
        # The last block may look otherwise with the text that follows it.
        if found is not None and (2 * len(found) < len(text) or len(source) <= most):
            break
    summary = readable(text if found is None else found).strip()
    return "" if not by_character and CJK.search(summary) else summary


def _head(source: str, most: int) -> str:
    """Return the blocks that begin a text, with what it defines below them."""
    if len(source) <= most:
        return source
    blocks, _, _ = source[:most].rpartition("\n\n")
    head = blocks or source[:most]
    definitions = islice(DEFINITION.finditer(source, len(head)), MAX_DEFINITIONS)
    return "\n\n".join([head, *(match[0] for match in definitions)])


def _sentences(text: str, length: int) -> str | None:
    """Return a text up to the end of the sentence that the last of the first words is in.

    None for a text with fewer words, or one that has no such end.
    """
    spaces = islice(re.finditer(r"\s", text), max(0, length - 1), None)
    space = next(spaces, None)
    end = SENTENCE_END.search(text, space.start()) if space else None
    return text[: end.end()] if end else None


def _characters(text: str, length: int) -> str | None:
    """Return the first words, of which each character is one where a word is not ASCII.

    None for a text with fewer.
    """
    kept: list[str] = []
    count = 0
    for word in text.split():
        if count >= length:
            return " ".join(kept)
        kept.append(word if word.isascii() else word[: length - count])
        count += 1 if word.isascii() else len(word)
    return " ".join(kept) if count >= length else None
