"""The image of an article's title."""

import struct
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from newsdb.web import card
from newsdb.web.card import draw_card, find_font

LATIN = "DejaVuSerif-Bold.ttf"


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """One font that matplotlib brings along: the fonts of the system are another one's."""
    import matplotlib

    path = f"{matplotlib.get_data_path()}/fonts/ttf/{LATIN}"
    monkeypatch.setattr(card, "FONTS", ((path, 0),))


def image_of(title: str, site: str = "Site", facts: str = "1 May 2020") -> Image.Image:
    content = draw_card(title, site, facts)
    assert content is not None and len(content) < 60_000
    return Image.open(BytesIO(content))


def lines_of(image: Image.Image) -> int:
    """Return how many lines of ink stand between the rules and the facts."""
    ink = image.point(lambda each: 255 * (each == card.INK), "L")
    rows = [ink.crop((80, y, 1120, y + 1)).getbbox() is not None for y in range(160, 530)]
    return sum(now and not before for before, now in zip([False, *rows], rows, strict=False))


def test_it_is_an_image_of_the_size_that_others_show() -> None:
    image = image_of("A title")
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert lines_of(image) == 1


@pytest.mark.parametrize("title", ["word " * 60, "x" * 10_000, "A title\n with\tspace"])
def test_long_titles_are_cut(title: str) -> None:
    assert 1 <= lines_of(image_of(title, "Site " * 50, "facts " * 100)) <= 4


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[float, float], str, float]]:
    """The texts that are drawn, each with its place and the size of its font."""
    texts: list[tuple[tuple[float, float], str, float]] = []
    original = ImageDraw.ImageDraw.text

    def text(self: Any, at: Any, text: str, font: Any, fill: Any) -> None:
        texts.append((at, text, font.size))
        original(self, at, text, font=font, fill=fill)

    monkeypatch.setattr(ImageDraw.ImageDraw, "text", text)
    return texts


def test_what_is_drawn_where(drawn: list[tuple[tuple[float, float], str, float]]) -> None:
    draw_card("A title", "Site", "Wind · 1 May")
    assert drawn == [
        ((80, 66), "Site", 36),
        ((80, 180), "A title", 72),
        ((80, 540), "Wind · 1 May", 30),
    ]


@pytest.mark.parametrize(
    ("words", "size", "lines"),
    [
        (6, 72, ["wordword wordword"] * 3),
        (9, 60, ["wordword wordword wordword"] * 3),
        (11, 50, [*["wordword wordword wordword"] * 3, "wordword wordword"]),
        (13, 50, [*["wordword wordword wordword"] * 3, "wordword wordword wordword…"]),
    ],
)
def test_the_first_size_in_which_a_title_fits(
    drawn: list[tuple[tuple[float, float], str, float]], words: int, size: int, lines: list[str]
) -> None:
    draw_card(" ".join(["wordword"] * words), "S", "F")
    assert drawn[1:-1] == [
        ((80, 180 + at * size * 1.35), line, size) for at, line in enumerate(lines)
    ]


def test_a_line_that_is_too_long_is_cut(
    drawn: list[tuple[tuple[float, float], str, float]],
) -> None:
    draw_card("W" * 200, "Site " * 30, "facts " * 40)
    assert [text for _, text, _ in drawn] == [
        " ".join(["Site"] * 11) + "…",
        *("W" * 18, "W" * 18, "W" * 18, "W" * 18 + "…"),
        " ".join(["facts"] * 11) + "…",
    ]


@pytest.mark.parametrize("title", ["中文标题", "عنوان", "🙂", "Half 中"])
def test_no_image_rather_than_boxes(title: str) -> None:
    assert find_font("A title") is not None
    assert draw_card(title, "Site", "") is None
    assert draw_card("Title", title, "") is None


def test_without_a_title_or_a_font_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert draw_card(" ", "Site", "") is None
    monkeypatch.setattr(card, "FONTS", (("no-such-font.ttf", 0),))
    assert draw_card("Title", "Site", "") is None


def test_without_pillow_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    card._font.cache_clear()
    assert draw_card("Title", "Site", "") is None


def test_the_same_title_is_the_same_image() -> None:
    assert draw_card("Title", "Site", "") == draw_card("Title", "Site", "")
    assert struct.unpack(">II", (draw_card("Title", "Site", "") or b"")[16:24]) == (1200, 630)


def test_two_rules_stand_below_the_name_of_the_site() -> None:
    ink = image_of("A title").point(lambda each: 255 * (each == card.INK), "L")
    assert ink.crop((0, 100, 1200, 160)).getbbox() == (80, 30, 1121, 43)
    rows = [y for y in range(100, 160) if ink.getpixel((600, y))]
    assert rows == [*range(130, 136), 141, 142]


@pytest.mark.parametrize(("title", "shown"), [("abc", "abc"), ("abcd", "abc…")])
def test_how_long_a_title_is(
    drawn: list[tuple[tuple[float, float], str, float]],
    monkeypatch: pytest.MonkeyPatch,
    title: str,
    shown: str,
) -> None:
    monkeypatch.setattr(card, "MAX_TITLE_LENGTH", 3)
    draw_card(title, "", "")
    assert drawn[1][1] == shown
