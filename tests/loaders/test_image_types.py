"""Types of images, found in their content; SVG images that would run something."""

from __future__ import annotations

import pytest

from loaders import image_types
from loaders.image_types import check_image, size_of_image
from tests.loaders.test_image_copies import GIF, JPEG, SVG, png


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(), ("image/png", "")),
        (GIF, ("image/gif", "")),
        (JPEG, ("image/jpeg", "")),
        (b"RIFF\x1a\x00\x00\x00WEBPVP8L", ("image/webp", "")),
        (b"\x00\x00\x00\x1cftypavif\x00\x00", ("image/avif", "")),
        (SVG, ("image/svg+xml", "")),
        (b"<?xml version='1.0'?>\n<!-- x -->" + SVG, ("image/svg+xml", "")),
        (b"", ("", "is not a PNG, JPEG, GIF, WebP, AVIF or SVG image")),
        (b"BM6\x00", ("", "is not a PNG, JPEG, GIF, WebP, AVIF or SVG image")),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            ("", "is a Git LFS pointer: run git lfs pull first"),
        ),
    ],
)
def test_types_are_found_in_the_content(content: bytes, expected: tuple[str, str]) -> None:
    assert check_image(content) == expected


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>",
        '<a href="javascript:x()">a</a>',
        '<image href="https://x.example/t.png"/>',
        '<use xlink:href="other.svg#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        "<foreignObject><body/></foreignObject>",
        "<style>@import 'https://x.example/a.css';</style>",
        '<rect style="fill: url(https://x.example/a)"/>',
        "<not closed",
        '<set attributeName="onclick" to="x()"/>',
    ],
)
def test_svg_images_that_a_browser_would_run_are_refused(inside: str) -> None:
    head, _, tail = SVG.decode().partition("<path")
    assert check_image(f"{head}{inside}<path{tail}".encode())[1].startswith("is an SVG image that")


def test_svg_images_without_entities() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + SVG
    assert check_image(bomb)[1] == (
        "is an SVG image that declares entities or has instructions for programs"
    )
    good = SVG.replace(b"<path", b'<use href="#p"/><rect fill="url(#g)"/><path id="p"')
    assert check_image(good) == ("image/svg+xml", "")


def test_only_the_styles_of_an_svg_image_refer_to_files() -> None:
    inside = b"<text>url(https://x.example/a)</text><style>rect { fill: red }</style><path"
    assert check_image(SVG.replace(b"<path", inside)) == ("image/svg+xml", "")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (png(5, 7), (5, 7)),
        (GIF, (400, 1)),
        (JPEG, (3, 2)),
        (SVG, (8, 4)),
        (b"\x89PNG\r\n\x1a\n", (None, None)),
        (b"<svg", (None, None)),
    ],
)
def test_sizes(content: bytes, expected: tuple[int | None, int | None]) -> None:
    assert size_of_image(content) == expected


@pytest.mark.parametrize(
    ("size", "found"),
    [((1, 1), (1, 1)), ((1, 0), (None, None)), ((0, 1), (None, None)), ((9, 7), (9, 7))],
)
def test_sizes_in_pixels(size: tuple[int, int], found: tuple[int | None, int | None]) -> None:
    assert size_of_image(png(*size)) == found


def test_the_largest_image(monkeypatch: pytest.MonkeyPatch) -> None:
    image = png(1, 1)
    monkeypatch.setattr(image_types, "MAX_IMAGE_BYTES", len(image))
    assert check_image(image) == ("image/png", "")
    assert check_image(image + b"x") == ("", "is larger than 0 MB")


@pytest.mark.parametrize(
    "element", ['<g id="one"/>', '<animate attributeName="fill" values="on;off"/>']
)
def test_images_that_nothing_is_wrong_with(element: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{element}</svg>'
    assert check_image(svg.encode()) == ("image/svg+xml", "")
