"""HTML within Markdown: only what is allowed stays, as Markdown tokens if possible."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

import nh3
from markdown_it.token import Token

from newsdb.markup.allowed import ATTRIBUTES, INLINE, LINK_SCHEMES, TAGS
from newsdb.markup.details import details_in
from newsdb.rendering.links import ARTICLE_PATH, LINK_REL, safe_image
from newsdb.rendering.tokens import element, html_token
from newsdb.text import unescape
from newsdb.urls import safe_link

TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>[^<>]*)>")
TAG_START = re.compile(r"<(/?)([a-z][a-z0-9]*)")
# An opening tag of these closes what may not contain it; the rest nests.
NOT_NESTING = frozenset("br dd dt hr img li p tbody td tfoot th thead tr".split())
MAX_DEPTH = 100
"""Elements nested deeper than this are shown as text: cleaning them takes quadratic time."""
HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# Elements for which Markdown has tokens, which the other steps know.
AS_TOKENS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "s", "s": "s"}
EMPTY = frozenset({"br", "img"})
"""Elements without content, which nothing closes."""
IMAGE_ATTRIBUTES = '<img loading="lazy" decoding="async" referrerpolicy="no-referrer" '


def _only_safe(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if value.startswith(ARTICLE_PATH) else safe_link(value, LINK_SCHEMES) or None
    if name == "src":
        return safe_image(value) or None
    return value


BLOCK_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_only_safe,
    url_schemes=set(LINK_SCHEMES),
    link_rel=LINK_REL,
)


def clean_html(tokens: list[Token]) -> list[Token]:
    """Return tokens with HTML that may be shown; attribute lists are dropped."""
    kept: list[Token] = []
    blocks = [token for token in tokens if token.type == "html_block"]
    folded = iter(details_in([(token.content, token.level) for token in blocks]))
    for token in tokens:
        if token.type == "attributes":
            continue
        if token.type == "html_block":
            token.content = "\n".join(next(folded)) or _clean_block(token.content)
            token.content += "\n"
        elif token.children:
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
    """Return the tokens of a paragraph with the HTML in it that may be shown, all of it closed.

    An element left open would go on in the paragraphs below.
    """
    kept: list[Token] = []
    # The elements that are open, each with what closes it; a link that may not stay has nothing.
    opened: list[tuple[str, Token | None]] = []
    for child in children:
        if child.type == "attributes":
            continue
        if child.type != "html_inline":
            kept.append(child)
            continue
        tag = TAG.fullmatch(child.content)
        name = tag["name"].lower() if tag else ""
        if not tag or name not in INLINE | AS_TOKENS.keys():
            continue
        if name in EMPTY:
            kept.append(html_token(_empty_element(name, child.content)))
        elif not tag["close"]:
            opening, closing = _element(name, tag["attributes"])
            opened.append((name, closing))
            kept += [opening] if opening else []
        elif any(name == each for each, _ in opened):
            is_closed = False
            while not is_closed:
                each, closing = opened.pop()
                kept += [closing] if closing else []
                is_closed = each == name
    return [*kept, *(closing for _, closing in reversed(opened) if closing)]


def _element(name: str, attributes: str) -> tuple[Token | None, Token | None]:
    """Return the tokens that open and close an element; none for a link that may not stay."""
    if name in AS_TOKENS:
        return element(AS_TOKENS[name], AS_TOKENS[name])
    if name == "abbr":
        cleaned = BLOCK_CLEANER.clean(f"<abbr{attributes}>")
        return html_token(cleaned.removesuffix("</abbr>")), html_token("</abbr>")
    if name != "a":
        return html_token(f"<{name}>"), html_token(f"</{name}>")
    found = HREF.search(attributes)
    written = unescape(next(filter(None, found.groups()), "")) if found else ""
    url = written if written.startswith(ARTICLE_PATH) else safe_link(written, LINK_SCHEMES)
    if not url:
        return None, None
    return html_token(f'<a href="{escape(url)}" rel="{LINK_REL}">'), html_token("</a>")


def _empty_element(name: str, html: str) -> str:
    """Return a line break, or an image with only what is safe; '' for one without a URL."""
    if name == "br":
        return "<br>"
    image = BLOCK_CLEANER.clean(html)
    return image.replace("<img ", IMAGE_ATTRIBUTES) if "src=" in image else ""
