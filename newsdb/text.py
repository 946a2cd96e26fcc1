"""Plain text of Markdown, and what else it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape as unescape_html
from itertools import zip_longest
from typing import TypeVar, cast

from markdown_it.token import Token

from newsdb.markup.allowed import may_link, may_show
from newsdb.markup.emphasis import goes_on
from newsdb.markup.parser import parse_markdown
from newsdb.markup.prose import markless_paragraphs

HTML_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?![A-Za-z0-9])[^<>]*>")
HTML_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
HTML_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
HTML_INLINE = frozenset(
    "a abbr b code del em i ins kbd mark q rt rp ruby s span strong sub sup".split()
)
# How the name of a link begins that replaces a video (or a page in a frame), or for a sound.
MEDIA_KINDS = {"▶ ": "video", "♪ ": "audio"}
SIGNS = {kind: sign for sign, kind in MEDIA_KINDS.items()}


@dataclass(slots=True)
class Reading:
    """What Markdown says: its lines, each also without code, its images (URL, text), its links
    to media (kind, URL, name), and the URLs of links and of images that no page shows as such."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)
    media: list[tuple[str, str, str]] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)

    def add(self, other: Reading) -> None:
        """Add what follows."""
        self.lines += other.lines
        self.images += other.images
        self.media += other.media
        self.unlinked += other.unlinked
        self.unshown += other.unshown

    @property
    def text(self) -> str:
        """The text, a line for each paragraph, heading, row or line of code."""
        return "\n".join(text for text, _ in self.lines)

    @property
    def story(self) -> str:
        """The text without blocks of code, and without lines that only name a video or a sound."""
        named = {f"{SIGNS[kind]}{name}" for kind, _, name in self.media}
        return "\n".join(text for text, prose in self.lines if prose and text not in named)

    @property
    def prose(self) -> str:
        """The text without any code."""
        return "\n".join(prose for _, prose in self.lines if prose)


def plain_text(markdown: str) -> str:
    """Return the text of Markdown: each block a line, without markup, images and URLs."""
    return read_markdown(markdown).text


def text_beside(markdown: str, text: str | None = None) -> str | None:
    """Return the plain text of Markdown, None where that has no markup and is its own text.

    `text` is the plain text if it is known.
    """
    if text is None:
        text = plain_text(markdown)
    return None if "".join(text.split()) == "".join(markdown.split()) else text


def read_markdown(markdown: str) -> Reading:
    """Return what Markdown says, from the same parse that a page is rendered from."""
    reading = Reading()
    if not markdown:  # many posts have no summary of their own
        return reading
    paragraphs = markless_paragraphs(markdown)
    if paragraphs is None:
        read_tokens(parse_markdown(markdown), reading)
        return reading
    for paragraph in paragraphs:
        line = " ".join(paragraph.split())
        reading.lines.append((line, line))
    return reading


def read_tokens(tokens: list[Token], reading: Reading) -> None:
    """Add what tokens say to a reading."""
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            _add(reading, " ".join(filter(None, cells or [])))
            cells = None
        elif token.type == "inline":
            text = _inline_text(token.children or [], reading, code=True)
            if cells is not None:
                cells.append(" ".join(text.split()))
            elif any(child.type == "code_inline" for child in token.children or []):
                _add(reading, text, _inline_text(token.children or [], reading, code=False))
            else:
                _add(reading, text)
        elif token.type in ("fence", "code_block"):
            _add(reading, token.content, "")
        elif token.type == "html_block":
            _add(reading, _text_of_html(token.content, reading))
        elif token.type == "math_block":
            _add(reading, token.content)


def _add(reading: Reading, text: str, prose: str | None = None) -> None:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    without_code = lines if prose is None else [" ".join(x.split()) for x in prose.split("\n")]
    for line, rest in zip_longest(lines, without_code, fillvalue=""):
        if line:
            reading.lines.append((line, rest))


def _inline_text(children: list[Token], reading: Reading, *, code: bool) -> str:
    pieces: list[str] = []
    for at, child in enumerate(children):
        if child.type == "softbreak":
            before = pieces[-1][-1:] if pieces else ""
            after = children[at + 1].content[:1] if at + 1 < len(children) else ""
            pieces.append("" if goes_on(before, after) else " ")
        elif child.type == "hardbreak" or (
            child.type == "html_inline" and child.content[:3].lower() == "<br"
        ):
            pieces.append("\n")
        elif child.type == "image":
            alt = "".join(each.content for each in child.children or [])
            url = f"{child.attrs['src']}"
            if not may_show(url):
                pieces.append(alt)
                reading.unshown += [url] if code else []
            elif code:
                reading.images.append((url, " ".join(alt.split())))
        elif child.type == "link_open":
            name = children[at + 1].content if at + 1 < len(children) else ""
            url = f"{child.attrs['href']}"
            if code and name[:2] in MEDIA_KINDS:
                reading.media.append((MEDIA_KINDS[name[:2]], url, name[2:]))
            if code and not may_link(url):
                reading.unlinked.append(url)
        elif child.type == "html_inline":
            if code and HTML_IMAGE.match(child.content):
                _text_of_html(child.content, reading)
        elif child.type not in ("footnote_ref", "attributes") and (
            code or child.type != "code_inline"
        ):
            pieces.append(child.content)
    return "".join(pieces)


def _without_comments(html: str) -> str:
    """Return HTML without its comments. One that does not end is text, and is looked for once."""
    parts, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        parts.append(html[at:start])
        at = end + len("-->")
    return "".join([*parts, html[at:]])


def _text_of_html(html: str, reading: Reading) -> str:
    html = _without_comments(html)
    for image in HTML_IMAGE.finditer(html):
        found = {name.lower(): a or b for name, a, b in HTML_ATTRIBUTE.findall(image[0])}
        if found.get("src") and may_show(unescape(found["src"])):
            alt = " ".join(unescape(found.get("alt") or "").split())
            reading.images.append((unescape(found["src"]), alt))

    def between(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name in ("td", "th"):
            return " "
        return "" if name in HTML_INLINE else "\n"

    return unescape(HTML_TAG.sub(between, html))


ENDLESS_REFERENCE = re.compile(r"&#[0-9]{20,};?")


def unescape(html: str) -> str:
    """Return HTML with character references replaced by the characters they mean.

    A number beyond Unicode becomes U+FFFD, as in browsers; `html.unescape` does the same, but
    raises ValueError for one of more than 4300 digits.
    """
    return unescape_html(ENDLESS_REFERENCE.sub("\ufffd", html))


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def clean(text: str) -> str:
    """Return a text as UTF-8 can hold it, without control characters.

    Escapes in JSON, YAML and HTML can name characters that no decoded file has.
    """
    return SURROGATES.sub("\ufffd", CONTROLS.sub("", text))


def clean_values(values: Values) -> Values:
    """Return what JSON, YAML or TOML said with every text in it clean, those of keys too."""
    found: object = values
    if isinstance(values, str):
        found = clean(values)
    elif isinstance(values, list):
        found = [clean_values(value) for value in values]
    elif isinstance(values, dict):
        found = {clean_values(key): clean_values(value) for key, value in values.items()}
    return cast(Values, found)


SURROGATES = re.compile("[\ud800-\udfff]")


Values = TypeVar("Values")
