"""Which images a load copies, by their content, whatever their names are."""

from __future__ import annotations

import re
import struct
from io import BytesIO
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

import imagesize

MAX_IMAGE_BYTES = 10 * 2**20
MAX_IMAGES_BYTES = 2**30
"""The largest image that is copied, and how many bytes all images of a database may have."""

# https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern; AVIF: ISO/IEC 23000-22.
SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBPVP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
)
SVG = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE\s+svg|svg)", re.IGNORECASE)
ACTIVE_ELEMENTS = frozenset(
    "script foreignobject iframe embed object audio video handler listener".split()
)
OUTSIDE = re.compile(
    r"javascript:|expression\s*\(|@import|url\s*\(\s*['\"]?\s*(?!['\"]?\s*(?:#|data:image/))", re.I
)


def check_image(content: bytes) -> tuple[str, str]:
    """Return the media type of an image, and '' or the reason why it is not copied."""
    if len(content) > MAX_IMAGE_BYTES:
        return "", f"is larger than {MAX_IMAGE_BYTES // 2**20} MB"
    for signature, media_type in SIGNATURES:
        if signature.match(content):
            return media_type, ""
    if content.startswith(b"version https://git-lfs"):
        return "", "is a Git LFS pointer: run git lfs pull first"
    if SVG.match(content):
        return "image/svg+xml", _active_in(content)
    return "", "is not a PNG, JPEG, GIF, WebP, AVIF or SVG image"


def size_of_image(content: bytes) -> tuple[int | None, int | None]:
    """Return the width and height of an image in pixels, None where they are not known."""
    try:
        width, height = imagesize.get(BytesIO(content))
    except (ValueError, ArithmeticError, LookupError, struct.error, ParseError):
        return None, None
    return (width, height) if width > 0 and height > 0 else (None, None)


def _active_in(svg: bytes) -> str:
    """Return what in an SVG image a browser would run or fetch, as the reason to refuse it; or ''.

    https://www.w3.org/TR/SVG2/conform.html#secure-static-mode is what is left.
    """
    found: list[str] = []
    root: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        root.append(name)
        element = name.rpartition(" ")[2].lower()
        if element in ACTIVE_ELEMENTS:
            found.append(f"holds <{element}>")
        for key, value in attributes.items():
            attribute = key.rpartition(" ")[2].lower()
            if attribute.startswith("on") or (
                attribute == "attributename" and value.strip().lower().startswith("on")
            ):
                found.append(f"holds a script ({attribute})")
            elif attribute in ("href", "src") and element != "a":
                if not value.strip().lower().startswith(("#", "data:image/")):
                    found.append("refers to another file")
            elif OUTSIDE.search(value):
                found.append("refers to another file")

    def text(data: str) -> None:
        if OUTSIDE.search(data) and root[-1].endswith("style"):
            found.append("refers to another file")

    def refuse(*_: object) -> None:
        found.append("declares entities or has instructions for programs")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        return f"is an SVG image that is not valid XML ({error})"
    if root[0].rpartition(" ")[2] != "svg":
        return "is not an SVG image"
    return f"is an SVG image that {found[0]}" if found else ""
