"""Headings: from bold lines, and one below the other."""

import re

import pytest

from newsdb.rendering.render import render


def outline(markdown: str) -> list[str]:
    """Return the headings of a text with their levels."""
    return [
        f"{level} {text}"
        for level, text in re.findall(r"<h(\d)[^>]*>(.*?)</h\1>", render(markdown))
    ]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# A\n\n### B\n\n## C\n\n# D", ["2 A", "3 B", "3 C", "2 D"]),
        ("###### A", ["2 A"]),
        (
            "\n\n".join(f"{'#' * level} {level}" for level in range(1, 7)),
            ["2 1", "3 2", "4 3", "5 4", "6 5", "6 6"],
        ),
        ("#\n\n# A\n\n##\n\n### B", ["2 A", "3 B"]),
        # A bold line is one above whatever there is but the end of the text.
        ("**甲**\n\n---", ["2 甲"]),
        # Bold lines are below whatever is marked as a heading.
        ("# A\n\n**b**\n\nx\n\n# C", ["2 A", "3 b", "2 C"]),
        ("**a**\n\n**b**\n\nx\n\n**c**\n\ny", ["2 a", "3 b", "2 c"]),
    ],
)
def test_levels(markdown: str, expected: list[str]) -> None:
    assert outline(markdown) == expected


@pytest.mark.parametrize(
    "markdown",
    [
        "**题。**\n\n文",
        "**题**",
        "**甲** 乙\n\n文",
        "> **题**\n\n文",
        "- **题**\n\n文",
        f"**{'长' * 41}**\n\n文",
    ],
)
def test_bold_lines_that_are_no_headings(markdown: str) -> None:
    assert outline(markdown) == []
    assert "<strong>" in render(markdown)


def test_a_heading_that_only_shows_an_image_is_a_paragraph() -> None:
    html = render("## [![](https://a.example/a.png)](https://a.example/b)\n\n## 题")
    assert html.startswith('<p><a href="https://a.example/b" rel=')
    assert html.endswith('referrerpolicy="no-referrer"></a></p>\n<h2>题</h2>')
    assert html.count("<img ") == 1


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("- # ![](https://a.example/a.png)", "<ul>\n<li>\n<p>{}</p>\n</li>\n</ul>"),
        ("# <span></span>\n\n甲\n\n# 乙", "<p>甲</p>\n<h2>乙</h2>"),
        ("# 乙![甲](https://a.example/a.png)", "<h2>乙{}</h2>"),
    ],
)
def test_headings_without_words(markdown: str, html: str) -> None:
    assert re.sub(r"<img [^>]*>", "{}", render(markdown)) == html


def test_a_bold_line_of_full_length_is_one() -> None:
    title = "长" * 40
    assert outline(f"**{title}**\n\n文") == [f"2 {title}"]
