"""Images: figures with captions, sizes, and placeholders for missing ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from newsdb.rendering.tokens import is_bold, plain, text_token

MAX_CAPTION_LENGTH = 40
SIZE = re.compile(r"_w([1-9]\d{0,4})h([1-9]\d{0,4})\.\w+(?:[?#]|$)", re.ASCII)
CREDIT = re.compile(
    r"\s*(?:[△▲▼▽↑◎●（(【]\s*)?(?:(?:图片|照片|图表|数据|资料)?来源|图源|图片|图|摄影|Photo|Source)\s*\d*\s*[：:|｜]"
)
SENTENCE_END = re.compile(r"[。！？!?；;：:，,、…][”’」』）)]*$")
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
            caption = [
                Token("figcaption_open", "figcaption", 1),
                tokens[position + 1],
                Token("figcaption_close", "figcaption", -1),
            ]
            position += 3
        elif caption_text := f"{images[-1].attrs.pop('title', '')}".strip():
            caption = [
                Token("figcaption_open", "figcaption", 1),
                Token("inline", "", 0, children=[text_token(caption_text)], block=True),
                Token("figcaption_close", "figcaption", -1),
            ]
        for number, image in enumerate(images, 1):
            made.append(Token("figure_open", "figure", 1, block=True))
            made.append(Token("inline", "", 0, children=[image], block=True))
            made += caption if number == len(images) else []
            made.append(Token("figure_close", "figure", -1, block=True))
    return made


def _images_alone(tokens: list[Token], position: int) -> list[Token]:
    """Return the images of the paragraph or heading at a position, if it holds nothing else."""
    if tokens[position].type not in ("paragraph_open", "heading_open") or tokens[position].level:
        return []
    children = tokens[position + 1].children or []
    images = [child for child in children if child.type == "image"]
    others = [child for child in children if child.type not in ("image", "softbreak", "hardbreak")]
    return images if all(child.content.isspace() or _is_empty(child) for child in others) else []


def _is_empty(token: Token) -> bool:
    return token.type == "text" and not token.content


def _is_caption(tokens: list[Token], position: int) -> bool:
    if position >= len(tokens) or tokens[position].type != "paragraph_open":
        return False
    inline = tokens[position + 1]
    text = plain(inline)
    if any(child.type == "image" for child in inline.children or []) or is_bold(inline):
        return False
    if CREDIT.match(text):
        return len(text) <= 3 * MAX_CAPTION_LENGTH
    return 0 < len(text) <= MAX_CAPTION_LENGTH and not SENTENCE_END.search(text)


def label_images(tokens: list[Token], label: str, missing: str) -> None:
    """Give images their size, an alternative text, and lazy loading.

    `label` stands for an image without a description, `missing` for one that does not load.
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
