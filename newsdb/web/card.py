"""The image that other sites show of an article without pictures: its title, set like a page.

It needs the package Pillow and a font that has the characters of the title.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from newsdb.web.headlines import units

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
"""In pixels: a ratio of 1.91 to 1, in which other sites show images of links."""
MARGIN = 80
WIDTH = SIZE[0] - 2 * MARGIN
MAX_LINES = 4
MAX_TITLE_LENGTH = 120
TITLE_SIZES = (72, 60, 50)
"""In pixels; the first in which the title fits."""
COLORS = ("#fbfaf7", "#1f1d1a", "#615b52", "#a3271f")
"""Paper, ink, soft and accent, as in static/site.css."""
PAPER, INK, SOFT, ACCENT = range(4)
FONTS = (
    *(("NotoSerifCJK-Bold.ttc", 2), ("NotoSansCJK-Bold.ttc", 2), ("SourceHanSerifSC-Bold.otf", 0)),
    *(("Songti.ttc", 0), ("msyhbd.ttc", 0), ("wqy-zenhei.ttc", 0), ("NotoSansCJK-Regular.ttc", 2)),
    *(("DejaVuSerif-Bold.ttf", 0), ("georgiab.ttf", 0), ("Georgia.ttf", 0)),
)
"""File names of fonts, and which font of the file: those of Linux distributions, macOS and
Windows. The first that has all characters is taken."""
NO_CHARACTER = "\uffff"
"""What every font draws as it draws a character that it does not have."""


def draw_card(title: str, site: str, facts: str) -> bytes | None:
    """Return a PNG of an article's title, the site's name above it and its source and date below.

    None if nothing here can draw all characters: there is no Pillow, or no such font.
    """
    title, site, facts = (" ".join(text.split()) for text in (title, site, facts))
    title = f"{title[:MAX_TITLE_LENGTH]}…" if len(title) > MAX_TITLE_LENGTH else title
    name = find_font(f"{title}{site}{facts}…")
    if not title or name is None:
        return None
    from PIL import Image, ImageColor, ImageDraw  # an extra; takes 0.1 s

    image = Image.new("P", SIZE, PAPER)
    image.putpalette([part for color in COLORS for part in ImageColor.getrgb(color)])
    canvas = ImageDraw.Draw(image)
    canvas.text((MARGIN, 66), _clip(site, _font(name, 36)), font=_font(name, 36), fill=ACCENT)
    canvas.rectangle((MARGIN, 130, SIZE[0] - MARGIN, 135), fill=INK)
    canvas.rectangle((MARGIN, 141, SIZE[0] - MARGIN, 142), fill=INK)
    for size in TITLE_SIZES:
        lines = _lines(title, _font(name, size))
        if len(lines) < MAX_LINES:
            break
    for at, line in enumerate(lines[:MAX_LINES]):
        text = f"{line}…" if at + 1 == MAX_LINES < len(lines) else line
        canvas.text((MARGIN, 180 + at * size * 1.35), text, font=_font(name, size), fill=INK)
    canvas.text((MARGIN, 540), _clip(facts, _font(name, 30)), font=_font(name, 30), fill=SOFT)
    content = BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def find_font(text: str) -> tuple[str, int] | None:
    """Return a font that has all characters of a text, as its file and its place in that."""
    return next((name for name in FONTS if _has_all(name, frozenset(text))), None)


def _has_all(name: tuple[str, int], characters: frozenset[str]) -> bool:
    try:
        font = _font(name, 30)
    except (ImportError, OSError):  # no Pillow, or no such font
        return False
    missing = bytes(font.getmask(NO_CHARACTER))
    return all(bytes(font.getmask(each)) != missing for each in characters if not each.isspace())


@lru_cache(maxsize=16)
def _font(name: tuple[str, int], size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(name[0], size, name[1])


def _clip(text: str, font: FreeTypeFont) -> str:
    """Return a text of one line, with … where it is cut."""
    lines = _lines(text, font, WIDTH - font.size)
    return lines[0] if len(lines) == 1 else f"{lines[0]}…" if lines else ""


def _lines(text: str, font: FreeTypeFont, width: float = WIDTH) -> list[str]:
    """Return a text in lines; a part that is wider than a line is broken anywhere."""
    lines: list[str] = []
    line = ""
    for unit in units(text):
        for part in [unit] if font.getlength(unit.rstrip()) <= width else unit:
            if line and font.getlength((line + part).rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += part
    return [*lines, line.rstrip()] if line.strip() else lines
