"""Text and URLs without marks, which most are, taken at once instead of character by character."""

from __future__ import annotations

import re
from types import SimpleNamespace

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# No rule for inline content begins with any of these characters but the line end.
PLAIN = re.compile(r"[^!$&*<\[\\\]^_`{~]+")
# A URL up to the space or the bracket behind it: nothing in it is escaped or a bracket.
PLAIN_URL = re.compile(r"[^\x00-\x20\x7f<()\\&]+(?=[\x00-\x20\x7f)])")


def take_plain_text(parser: MarkdownIt) -> None:
    """Let a parser take text and URLs without marks at once."""
    helpers = parser.helpers
    parse_destination = helpers.parseLinkDestination

    def destination(text: str, position: int, end: int) -> object:
        match = PLAIN_URL.match(text, position, end)
        if match is None:
            return parse_destination(text, position, end)
        return SimpleNamespace(ok=True, pos=match.end(), str=match[0])

    parser.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkDestination=destination,
        parseLinkLabel=helpers.parseLinkLabel,
        parseLinkTitle=helpers.parseLinkTitle,
    )
    parser.core.ruler.at("inline", inline)


def inline(state: StateCore) -> None:
    """Parse the inline content of all tokens: markdown-it's rule, but for text without marks."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if PLAIN.fullmatch(token.content):
            token.children = _text(token.content)
        else:
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _text(content: str) -> list[Token]:
    """Return the tokens of a text without marks: its lines, and the breaks between them."""
    if "\n" not in content:
        return [Token("text", "", 0, content=content)]
    *lines, last = content.split("\n")
    tokens = []
    for at, line in enumerate(lines):
        text = (line.lstrip(" \t") if at else line).rstrip(" ")
        if text:
            tokens.append(Token("text", "", 0, content=text))
        tokens.append(Token("hardbreak" if line.endswith("  ") else "softbreak", "br", 0))
    if text := last.lstrip(" \t"):
        tokens.append(Token("text", "", 0, content=text))
    return tokens
