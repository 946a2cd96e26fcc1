"""HTML within Markdown: only what is allowed stays, as Markdown tokens if possible."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

import nh3
from markdown_it.token import Token

from newsdb.markup.allowed import ATTRIBUTES, INLINE, TAGS
from newsdb.rendering.links import ARTICLE_PATH, LINK_REL, LINK_SCHEMES
from newsdb.text import unescape
from newsdb.urls import safe_link

TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>[^<>]*)>")
TAG_START = re.compile(r"<(/?)([a-z][a-z0-9]*)")
# An opening tag of these closes what it may not stand in; the rest nests.
NOT_NESTING = frozenset("br dd dt hr img li p tbody td tfoot th thead tr".split())
MAX_DEPTH = 100
"""Elements nested deeper than this are shown as text: cleaning them takes quadratic time."""
ADDRESS = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# Elements for which Markdown has tokens, which the other steps know.
AS_TOKENS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "s", "s": "s"}
IMAGE_ATTRIBUTES = '<img loading="lazy" decoding="async" referrerpolicy="no-referrer" '


def _only_safe(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if value.startswith(ARTICLE_PATH) else safe_link(value, LINK_SCHEMES) or None
    if name == "src":
        return safe_link(value) or None
    return value


BLOCK_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_only_safe,
    url_schemes={"http", "https", "mailto"},
    link_rel=LINK_REL,
)


def clean_html(tokens: list[Token]) -> list[Token]:
    """Return tokens with HTML that may be shown; attribute lists are dropped."""
    kept: list[Token] = []
    for token in tokens:
        if token.type == "attributes":
            continue
        if token.type == "html_block":
            token.content = _clean_block(token.content) + "\n"
        elif token.children and any(
            child.type in ("html_inline", "attributes") for child in token.children
        ):
            token.children = _clean_inline(token.children)
        kept.append(token)
    return kept


def _clean_block(html: str) -> str:
    if _is_too_deep(html):
        return f"<p>{escape(unescape(TAG.sub(' ', html)).strip())}</p>"
    return BLOCK_CLEANER.clean(html).replace("<img ", IMAGE_ATTRIBUTES)


def _is_too_deep(html: str) -> bool:
    opened: list[str] = []
    counts: Counter[str] = Counter()
    for close, name in TAG_START.findall(html.lower()):
        if close and counts[name]:
            while (last := opened.pop()) != name:
                counts[last] -= 1
            counts[name] -= 1
        elif not close and name not in NOT_NESTING:
            opened.append(name)
            counts[name] += 1
            if len(opened) > MAX_DEPTH:
                return True
    return False


def _clean_inline(children: list[Token]) -> list[Token]:
    kept: list[Token] = []
    links: list[bool] = []
    for child in children:
        if child.type == "attributes":
            continue
        if child.type == "html_inline":
            tag = TAG.fullmatch(child.content)
            name = tag["name"].lower() if tag else ""
            if tag and name in AS_TOKENS:
                kind = f"{AS_TOKENS[name]}_{'close' if tag['close'] else 'open'}"
                kept.append(Token(kind, AS_TOKENS[name], -1 if tag["close"] else 1))
                continue
            if not tag or name not in INLINE:
                continue
            if name == "a":
                child = _link(tag, links)
            elif name == "img":
                image = BLOCK_CLEANER.clean(child.content)
                child.content = image.replace("<img ", IMAGE_ATTRIBUTES) if "src=" in image else ""
            else:
                child.content = f"<{tag['close']}{name}>"
        kept.append(child)
    return kept


def _link(tag: re.Match[str], links: list[bool]) -> Token:
    content = ""
    if tag["close"]:
        content = "</a>" if links and links.pop() else ""
    else:
        found = ADDRESS.search(tag["attributes"])
        written = unescape(next(filter(None, found.groups()), "")) if found else ""
        address = written if written.startswith(ARTICLE_PATH) else safe_link(written, LINK_SCHEMES)
        links.append(bool(address))
        content = f'<a href="{escape(address)}" rel="{LINK_REL}">' if address else ""
    return Token("html_inline", "", 0, content=content)
