"""Links and lines: addresses that may stay, ends of lines that are none."""

from __future__ import annotations

from markdown_it.token import Token

from newsdb.rendering.emphasis import is_wide
from newsdb.rendering.tokens import text_token

QUOTES = "“”‘’…—"


def safe_address(address: str, schemes: tuple[str, ...]) -> str:
    """Return an address of one of the schemes, `//host` made https, or '' for any other."""
    if address.startswith("//"):
        address = f"https:{address}"
    return address if address.lower().startswith(schemes) else ""


def drop_unsafe_addresses(tokens: list[Token]) -> list[Token]:
    """Leave of a link that leads nowhere good its text, of such a picture its description."""
    for token in tokens:
        if token.type != "inline":
            continue
        kept: list[Token] = []
        opened: list[bool] = []
        for child in token.children or []:
            if child.type == "link_open":
                address = safe_address(f"{child.attrs['href']}", ("http://", "https://", "mailto:"))
                opened.append(bool(address))
                child.attrs["href"] = address
                child.attrs["rel"] = "nofollow noopener noreferrer external"
                if not address:
                    continue
            elif child.type == "link_close":
                if not opened.pop():
                    continue
            elif child.type == "image":
                child.attrs["src"] = safe_address(f"{child.attrs['src']}", ("http://", "https://"))
                if not child.attrs["src"]:
                    child = text_token(child.content)
            kept.append(child)
        token.children = kept
    return tokens


def join_lines(tokens: list[Token]) -> list[Token]:
    """Take away the ends of lines that stand between two Chinese characters."""
    for token in tokens:
        children = token.children or []
        for before, child, after in zip(children, children[1:], children[2:], strict=False):
            if child.type == "softbreak" and _is_one(before.content[-1:], after.content[:1]):
                child.type, child.content = "text", ""
    return tokens


def _is_one(before: str, after: str) -> bool:
    """Tell whether a text goes on without a space; quotes are as wide as what they stand by."""
    if not before or not after:
        return False
    wide = is_wide(before), is_wide(after)
    return any(wide) and (wide[0] or before in QUOTES) and (wide[1] or after in QUOTES)
