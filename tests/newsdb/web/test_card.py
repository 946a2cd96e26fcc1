"""The image of an article's title."""

import struct
from io import BytesIO

import pytest
from PIL import Image

from newsdb.web import card
from newsdb.web.card import SIZE, draw_card, find_font

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
    assert (image.format, image.size) == ("PNG", SIZE)
    assert lines_of(image) == 1


@pytest.mark.parametrize("title", ["word " * 60, "x" * 10_000, "A title\n with\tspace"])
def test_long_titles_are_cut(title: str) -> None:
    assert 1 <= lines_of(image_of(title, "Site " * 50, "facts " * 100)) <= card.MAX_LINES


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
    assert struct.unpack(">II", (draw_card("Title", "Site", "") or b"")[16:24]) == SIZE
