"""Images: figures, captions, sizes and what stands for an image that is gone."""

import re

import pytest
from bs4 import BeautifulSoup

from newsdb.markup.parser import PARSER
from newsdb.models import OwnImage
from newsdb.rendering.figures import use_own_images
from newsdb.rendering.render import Labels, render

IMAGE = "![图](https://a.example/a.jpg)"


CREDIT_OF_120 = "图源：" + "长" * 117


def captions(markdown: str) -> list[str | None]:
    """Return the captions of the figures of a text; None for one without."""
    figures = BeautifulSoup(render(markdown), "html5lib").select("figure")
    return [each.figcaption.get_text() if each.figcaption else None for each in figures]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (IMAGE, [None]),
        (f"{IMAGE}\n\n说明", ["说明"]),
        (f"{IMAGE}\n\n图", ["图"]),
        (f"{IMAGE}{IMAGE}\n\n说明", [None, "说明"]),
        (f"{IMAGE}\n{IMAGE}", [None, None]),
        ('![图](https://a.example/a.jpg " 题 ")', ["题"]),
        ('![图](https://a.example/a.jpg "题")\n\n说明', ["说明"]),
        # A sentence, a heading or another image is none.
        (f"{IMAGE}\n\n这是一句话。", [None]),
        (f"{IMAGE}\n\n**题**\n\n文。", [None]),
        (f"{IMAGE}\n\n{IMAGE}\n\n说明", [None, "说明"]),
        (f"{IMAGE}\n\n<b></b>", [None]),
        (f"{IMAGE}\n\n- 项", [None]),
        (f"{IMAGE}\n\n{'长' * 40}", ["长" * 40]),
        (f"{IMAGE}\n\n{'长' * 41}", [None]),
        # A credit may be longer, and end like a sentence.
        (f"{IMAGE}\n\n图源：{'长' * 41}。", [f"图源：{'长' * 41}。"]),
        (f"{IMAGE}\n\n▲ 图片来源 1：甲。", ["▲ 图片来源 1：甲。"]),
        (f"{IMAGE}\n\n{CREDIT_OF_120}", [CREDIT_OF_120]),
        (f"{IMAGE}\n\n{CREDIT_OF_120}长", [None]),
        (f"文{IMAGE}", []),
        (f"- {IMAGE}", []),
    ],
)
def test_figures_and_captions(markdown: str, expected: list[str | None]) -> None:
    assert captions(markdown) == expected


def test_attributes_of_images() -> None:
    labels = Labels(image="Image", missing="Gone")
    html = render("![Photo](https://a.example/a_w640h480.jpg?x)", labels=labels)
    assert html == (
        '<figure><img src="https://a.example/a_w640h480.jpg?x" alt="Image" loading="lazy" '
        'decoding="async" referrerpolicy="no-referrer" data-missing="Gone" width="640" '
        'height="480"></figure>'
    )
    html = render("![x](https://a.example/a_w0h480.jpg)![](https://a.example/a_w1h2.x.jpg)")
    assert "width" not in html and "data-missing" not in html
    assert 'alt="x"' in html and 'alt="图片"' in html


def test_images_of_this_site_in_markdown_and_html() -> None:
    images = {"/图 1.gif": OwnImage("/media/a.gif", 3, 2), "/2.png": OwnImage("/media/b.png")}
    html = "<div><img src=/2.png><img src=/3.png></div>"
    text = f"![x](/图%201.gif) <img src='/2.png'> ![y](/3.png)\n\n{html}\n"
    tokens = PARSER.parse(text)
    use_own_images(tokens, images)
    assert PARSER.renderer.render(tokens, PARSER.options, {}) == (
        '<p><img src="/media/a.gif" alt="x" width="3" height="2" /> '
        "<img src='/media/b.png'> "
        '<img src="/3.png" alt="y" /></p>\n<div><img src=/media/b.png><img src=/3.png></div>\n'
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            f"## {IMAGE}\n\n说明\n\n后文",
            "<figure>{}<figcaption>说明</figcaption></figure>\n<p>后文</p>",
        ),
        (f"前文\n\n{IMAGE}\n\n## 题", "<p>前文</p>\n<figure>{}</figure>\n<h2>题</h2>"),
        (f"{IMAGE}\n\n> 引文", "<figure>{}</figure>\n<blockquote>\n<p>引文</p>\n</blockquote>"),
    ],
)
def test_figures_stand_where_their_paragraphs_stood(markdown: str, html: str) -> None:
    assert re.sub(r"<img [^>]*>", "{}", render(markdown)) == html
