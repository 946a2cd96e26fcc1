"""Links that may stay, and line ends between Chinese characters that may not."""

from __future__ import annotations

from markdown_it.token import Token

from newsdb.rendering.emphasis import is_wide
from newsdb.rendering.tokens import text_token
from newsdb.urls import WEB, safe_link

ARTICLE_PATH = "/article/"
"""What links to other posts of the database begin with: see newsdb/urls.py."""
QUOTES = "“”‘’…—"


def drop_unsafe_links(tokens: list[Token]) -> list[Token]:
    """Replace unsafe links by their text, and unsafe images by their alternative text."""
    for token in tokens:
        if token.type != "inline":
            continue
        kept: list[Token] = []
        opened: list[bool] = []
        for child in token.children or []:
            if child.type == "link_open":
                url = f"{child.attrs['href']}"
                if not url.startswith(ARTICLE_PATH):
                    url = safe_link(url, (*WEB, "mailto"))
                    child.attrs["rel"] = "nofollow noopener noreferrer external"
                opened.append(bool(url))
                child.attrs["href"] = url
                if not url:
                    continue
            elif child.type == "link_close":
                if not opened.pop():
                    continue
            elif child.type == "image":
                child.attrs["src"] = safe_link(f"{child.attrs['src']}")
                if not child.attrs["src"]:
                    child = text_token(child.content)
            kept.append(child)
        token.children = kept
    return tokens


def join_lines(tokens: list[Token]) -> list[Token]:
    """Remove line ends between two Chinese characters."""
    for token in tokens:
        children = token.children or []
        for before, child, after in zip(children, children[1:], children[2:], strict=False):
            if child.type == "softbreak" and _is_one(before.content[-1:], after.content[:1]):
                child.type, child.content = "text", ""
    return tokens


def _is_one(before: str, after: str) -> bool:
    """Return whether no space belongs between; quotes are as wide as what they stand next to."""
    if not before or not after:
        return False
    wide = is_wide(before), is_wide(after)
    return any(wide) and (wide[0] or before in QUOTES) and (wide[1] or after in QUOTES)
