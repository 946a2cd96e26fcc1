"""Helpers for markdown-it tokens that several steps share."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token


def visible_text(inline: Token) -> str:
    """Return what a reader sees of an inline token, without its marks."""
    return "".join(child.content for child in inline.children or [] if child.type != "html_inline")


def text_token(content: str) -> Token:
    """Return a token of text."""
    return Token("text", "", 0, content=content)


def html_token(content: str) -> Token:
    """Return a token of HTML within a paragraph."""
    return Token("html_inline", "", 0, content=content)


def element(kind: str, tag: str, *, is_block: bool = False) -> tuple[Token, Token]:
    """Return the tokens that open and close an element."""
    return (
        Token(f"{kind}_open", tag, 1, block=is_block),
        Token(f"{kind}_close", tag, -1, block=is_block),
    )


def link(text: str, attributes: dict[str, str | int | float]) -> list[Token]:
    """Return the tokens of a link with a text."""
    opening, closing = element("link", "a")
    opening.attrs = attributes
    return [opening, text_token(text), closing]


def is_bold(inline: Token) -> bool:
    """Return whether a paragraph is bold from beginning to end."""
    depth, found = 0, False
    for child in inline.children or []:
        if child.type in ("strong_open", "strong_close"):
            depth += child.nesting
            found = True
        elif not depth and (child.type != "text" or child.content.strip()):
            return False
    return found


def with_links(children: list[Token]) -> Iterator[tuple[Token, bool]]:
    """Yield tokens of a paragraph, each with whether it is part of a link, in Markdown or HTML."""
    depth = 0
    for child in children:
        if child.type.startswith("link_"):
            depth += child.nesting
        elif child.type == "html_inline":
            depth += child.content.startswith("<a ") - (child.content == "</a>")
        yield child, depth > 0
