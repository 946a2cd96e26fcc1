"""Images: figures with captions, sizes, and placeholders for missing ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from markdown_it.token import Token

from newsdb.models import OwnImage
from newsdb.rendering.tokens import element, is_bold, text_token, visible_text
from newsdb.text import unescape

MAX_CAPTION_LENGTH = 40
SIZE = re.compile(r"_w([1-9]\d{0,4})h([1-9]\d{0,4})\.\w+(?:[?#]|$)", re.ASCII)
CREDIT = re.compile(
    r"\s*(?:[△▲▼▽↑◎●（(【]\s*)?(?:(?:图片|照片|图表|数据|资料)?来源|图源|图片|图|摄影|Photo|Source)\s*\d*\s*[：:|｜]"
)
SENTENCE_END = re.compile(r"[。！？!?；;：:，,、…][”’」』）)]*$")
HTML_SOURCE = re.compile(r"(<img\b[^<>]*?\ssrc\s*=\s*[\"']?)([^\"'<>\s]+)", re.IGNORECASE)
PLAIN_ALTS = frozenset({"", "image", "img", "图片", "picture", "photo"})


def make_figures(tokens: list[Token]) -> list[Token]:
    """Turn paragraphs, or headings, of images alone into figures, the line after into a caption.

    A figure without such a line has the title of its image as its caption.
    """
    made: list[Token] = []
    position = 0
    while position < len(tokens):
        images = _images_alone(tokens, position)
        if not images:
            made.append(tokens[position])
            position += 1
            continue
        position += 3
        caption: list[Token] = []
        if _is_caption(tokens, position):
            caption = _within("figcaption", tokens[position + 1])
            position += 3
        elif caption_text := f"{images[-1].attrs.pop('title', '')}".strip():
            caption = _within("figcaption", _inline(text_token(caption_text)))
        for image in images:
            below = caption if image is images[-1] else []
            made += _within("figure", _inline(image), *below, is_block=True)
    return made


def _within(tag: str, *tokens: Token, is_block: bool = False) -> list[Token]:
    opening, closing = element(tag, tag, is_block=is_block)
    return [opening, *tokens, closing]


def _inline(token: Token) -> Token:
    return Token("inline", "", 0, children=[token], block=True)


def _images_alone(tokens: list[Token], position: int) -> list[Token]:
    """Return the images of the paragraph or heading at a position, if it holds nothing else."""
    if tokens[position].type not in ("paragraph_open", "heading_open") or tokens[position].level:
        return []
    children = tokens[position + 1].children or []
    images = [child for child in children if child.type == "image"]
    others = [child for child in children if child.type not in ("image", "softbreak", "hardbreak")]
    return images if all(_is_blank(child) for child in others) else []


def _is_blank(token: Token) -> bool:
    return token.content.isspace() or (token.type == "text" and not token.content)


def _is_caption(tokens: list[Token], position: int) -> bool:
    if position >= len(tokens) or tokens[position].type != "paragraph_open":
        return False
    inline = tokens[position + 1]
    text = visible_text(inline)
    if any(child.type == "image" for child in inline.children or []) or is_bold(inline):
        return False
    if CREDIT.match(text):
        return len(text) <= 3 * MAX_CAPTION_LENGTH
    return 0 < len(text) <= MAX_CAPTION_LENGTH and not SENTENCE_END.search(text)


def use_own_images(tokens: list[Token], images: Mapping[str, OwnImage]) -> None:
    """Let images come from this site; `images` are those that it serves, by unquoted URLs."""

    def own(match: re.Match[str]) -> str:
        found = images.get(unquote(unescape(match[2])))
        return f"{match[1]}{found.path}" if found else match[0]

    for token in tokens:
        for each in (token, *(token.children or ())):
            if each.type == "image":
                found = images.get(unquote(f"{each.attrs['src']}"))
                each.attrs |= {"src": found.path} if found else {}
                if found and found.width and found.height:
                    each.attrs |= {"width": found.width, "height": found.height}
            elif each.type in ("html_block", "html_inline"):
                each.content = HTML_SOURCE.sub(own, each.content)


def label_images(tokens: list[Token], label: str, missing: str) -> None:
    """Give images their size, an alternative text, and lazy loading.

    `label` describes an image without a description, `missing` one that does not load.
    """
    for image in _images(tokens):
        if image.content.strip().lower() in PLAIN_ALTS:
            image.children = [text_token(label)]
        image.attrs |= {"loading": "lazy", "decoding": "async", "referrerpolicy": "no-referrer"}
        if missing:
            image.attrs["data-missing"] = missing
        if size := SIZE.search(f"{image.attrs['src']}"):
            image.attrs |= {"width": size[1], "height": size[2]}


def _images(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from (child for child in token.children or [] if child.type == "image")
