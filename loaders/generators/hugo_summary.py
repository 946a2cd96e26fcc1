"""The summary that Hugo makes of a text: helpers/content.go and tpl/template.go."""

from __future__ import annotations

import re
from itertools import islice

from markdown_it.token import Token

from newsdb.markup.parser import parse_markdown
from newsdb.text import MEDIA_KINDS, separate_parts

MAX_LENGTH = 20_000
"""In characters: where in a text the words of a summary are looked for."""
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
# Hugo's list has a quotation mark, too, but in its HTML that is `&quot;` or a curly one.
SENTENCE_END = re.compile(r"[.?!\n]")
# What Hugo's HTML has in the place of characters, and what it counts. Who wants a space that does
# not break writes an entity, above all in code as HTML: it parts no words.
ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&ldquo;",
    "'": "&lsquo;",
    "\u00a0": "&nbsp;",
}
PART_OF_ENTITY = re.compile(r"&\w*$")
TAG = re.compile(r"<[^<>]*>")


def summary_of(markdown: str, length: int, *, by_character: bool) -> str:
    """Return the sentences that hold the first `length` words of Markdown, as plain text.

    In Chinese, Japanese and Korean, `by_character` takes each character for a word; without it,
    Hugo takes a whole line for one. Then '' is returned.
    """
    markdown = markdown[:MAX_LENGTH]
    may_be_cjk = CJK.search(markdown) is not None
    text = ""
    for part, _ in separate_parts(markdown):
        plain = _plain(part)
        text += plain.lstrip() if text[-1:].isspace() else plain
        if CJK.search(text):
            if not by_character:
                return ""
            words = _with_entities(text).split()
            if sum(1 if word.isascii() else len(word) for word in words) >= length:
                break
        elif not may_be_cjk and (end := _end(text, length)):
            return text[:end].strip()
    if CJK.search(text):
        return _characters(text, length)
    return text[: _end(text, length)].strip()


def _end(text: str, length: int) -> int | None:
    """Return where the sentence ends that the last of the first words is in, None for nowhere."""
    spaces = islice(re.finditer(r"\s", text), max(0, length - 1), None)
    space = next(spaces, None)
    end = SENTENCE_END.search(text, space.start()) if space else None
    return end.end() if end else None


def _plain(markdown: str) -> str:
    """Return what Markdown says, with a line end after each paragraph and a space elsewhere."""
    pieces: list[str] = []
    in_paragraph = False
    for token in parse_markdown(markdown):
        if token.type == "paragraph_open":
            in_paragraph = not token.hidden
        elif token.type == "inline":
            pieces += [_inline(token.children or []), "\n" if in_paragraph else " "]
            in_paragraph = False
        elif token.type == "html_block":
            pieces += [TAG.sub("", token.content).replace("\n", " "), " "]
        elif token.type in ("fence", "code_block"):
            pieces += [token.content.replace("\n", " "), " "]
    # Of several white spaces the first counts.
    return re.sub(r"(\s)\s+", r"\1", "".join(pieces))


def _inline(tokens: list[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak":
            pieces.append("\n")
        elif token.type in ("text", "code_inline") and token.content[:2] not in MEDIA_KINDS:
            pieces.append(token.content)
        elif token.type == "footnote_ref":
            pieces.append(f"{token.meta['id'] + 1}")
    return "".join(pieces)


def _with_entities(text: str) -> str:
    for character, entity in ENTITIES.items():
        text = text.replace(character, entity)
    return text


def _characters(text: str, length: int) -> str:
    """Return the first words, of which each character that is not ASCII is one."""
    kept: list[str] = []
    count = 0
    for word in _with_entities(text).split():
        if count >= length:
            break
        kept.append(word if word.isascii() else word[: length - count])
        count += 1 if word.isascii() else len(word)
    shortened = PART_OF_ENTITY.sub("", " ".join(kept))
    for character, entity in reversed(ENTITIES.items()):
        shortened = shortened.replace(entity, character)
    return shortened
