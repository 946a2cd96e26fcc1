"""Removes unsafe links, links bare URLs, and joins lines of Chinese text."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from newsdb.markup.allowed import LINK_SCHEMES
from newsdb.markup.emphasis import goes_on
from newsdb.rendering.tokens import link, text_token, visible_text, with_links
from newsdb.urls import IMAGES, safe_link

ARTICLE_PATH = "/article/"
"""What links to other posts of the database begin with: see newsdb/urls.py."""
LINK_REL = "nofollow noopener noreferrer external"
ID_PREFIX = "text-"
"""What the ids in a text begin with, so that they are not those of the page around it."""

NOT_IN_ID = re.compile(r"[^\w\s-]")
# Right behind a Chinese character, too, where nobody writes a space.
BARE_URL = re.compile(r"(?<![\w/.:@-])https?://[A-Za-z0-9][!-;=?-~]*", re.ASCII)
NOT_AT_END = re.compile(r"[.,;:!?'\"*_~\]]+$")


def drop_unsafe_links(tokens: list[Token]) -> list[Token]:
    """Replace unsafe links by their text, and unsafe images by their alternative text.

    A link to a heading of the text stays, and the heading gets an id.
    """
    headings = _headings(tokens)
    for token in tokens:
        if token.type != "inline":
            continue
        kept: list[Token] = []
        opened: list[bool] = []
        for child in token.children or []:
            if child.type == "link_open":
                url = f"{child.attrs['href']}"
                heading = headings.get(unquote(url[1:])) if url.startswith("#") else None
                if heading is not None:
                    name = f"{ID_PREFIX}{url.removeprefix('#')}"
                    heading.attrs["id"] = heading.attrs.get("id") or name
                    url = f"#{heading.attrs['id']}"
                elif not url.startswith(ARTICLE_PATH):
                    url = normalizeLink(safe_link(url, LINK_SCHEMES))
                    child.attrs["rel"] = LINK_REL
                opened.append(bool(url))
                child.attrs["href"] = url
                if not url:
                    continue
            elif child.type == "link_close":
                if not opened.pop():
                    continue
            elif child.type == "image":
                child.attrs["src"] = normalizeLink(safe_image(f"{child.attrs['src']}"))
                if not child.attrs["src"]:
                    child = text_token(visible_text(child))
            kept.append(child)
        token.children = kept
    return tokens


def safe_image(url: str) -> str:
    """Return the URL of an image that a page may show: of this site or of the web; else ''."""
    return url if url.startswith(IMAGES) else safe_link(url)


def _headings(tokens: list[Token]) -> dict[str, Token]:
    """Return the headings of a text by the ids that generators give them.

    https://kramdown.gettalong.org/converter/html.html#auto-ids and GitHub's are nearly the same.
    """
    found: dict[str, Token] = {}
    for heading, inline in pairwise(tokens):
        if heading.type != "heading_open":
            continue
        words = NOT_IN_ID.sub("", visible_text(inline).strip().lower())
        name = f"{heading.meta.get('id') or ''}" or words.replace(" ", "-")
        number = 1
        while (each := name if number == 1 else f"{name}-{number - 1}") in found:
            number += 1
        if each:
            found[each] = heading
    return found


def link_urls(tokens: list[Token]) -> list[Token]:
    """Turn URLs in a text into links; they end where Chinese text begins."""
    for token in tokens:
        if "://" not in token.content:
            continue
        kept: list[Token] = []
        for child, in_link in with_links(token.children or []):
            if child.type == "text" and not in_link and "://" in child.content:
                kept += _linked(child.content)
            else:
                kept.append(child)
        token.children = kept
    return tokens


def _linked(text: str) -> list[Token]:
    tokens: list[Token] = []
    done = 0
    for match in BARE_URL.finditer(text):
        url = NOT_AT_END.sub("", match[0])
        while url.endswith(")") and url.count(")") > url.count("("):
            url = NOT_AT_END.sub("", url[:-1])
        tokens += [text_token(text[done : match.start()]), *link(url, {"href": url})]
        done = match.start() + len(url)
    return [*tokens, text_token(text[done:])]


def join_lines(tokens: list[Token]) -> list[Token]:
    """Remove line ends between two Chinese characters."""
    for token in tokens:
        children = token.children or []
        for before, child, after in zip(children, children[1:], children[2:], strict=False):
            if child.type == "softbreak" and goes_on(before.content[-1:], after.content[:1]):
                child.type, child.content = "text", ""
    return tokens
