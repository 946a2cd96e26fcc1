"""`<details>` in Markdown."""

import pytest

from newsdb.markup.details import details_in, is_details
from newsdb.rendering.render import render

OPEN, CLOSE = "<details>\n<summary>甲</summary>", "</details>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<details>", True),
        ("<DETAILS class=x open>\n<summary id=a>甲 <b>乙</b></summary>\n<p>\n", True),
        ("</p>\n</details>\n", True),
        ("</details>\n<details><summary>甲</summary>", True),
        ("<details><p>文", False),
        ("<details><summary>甲<summary>乙</summary>", False),
        ("<summary>甲</summary>", False),
        ("<detailsx>", False),
        ("", False),
    ],
)
def test_only_tags_of_details(html: str, expected: bool) -> None:
    assert is_details(html) is expected


def test_only_pairs_on_one_level_stay() -> None:
    assert details_in([(OPEN, 0), (CLOSE, 0)]) == [[OPEN], [CLOSE]]
    assert details_in([(OPEN, 0), (CLOSE, 1)]) == [[], []]
    assert details_in([(CLOSE, 0), (OPEN, 0), (OPEN, 0), (CLOSE, 0)]) == [[], [], [OPEN], [CLOSE]]
    assert details_in([("<p>", 0), (f"{OPEN}{CLOSE}", 0)]) == [[], [OPEN, CLOSE]]
    bold = "<details><summary>甲 <b>乙</b></summary></details>"
    assert details_in([(bold, 0)]) == [
        ["<details>\n<summary>甲 <strong>乙</strong></summary>", CLOSE]
    ]
    deep = [(OPEN, 0)] * 21 + [(CLOSE, 0)] * 21
    found = details_in(deep)
    assert found.count([OPEN]) == found.count([CLOSE]) == 20


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "<details open onclick=x>\n<summary>问<script>x()</script></summary>\n\n答 **文**\n\n"
            "</details>\n\n后",
            '<details open="">\n<summary>问</summary>\n<p>答 <strong>文</strong></p>\n</details>\n'
            "<p>后</p>",
        ),
        # Nothing hides the rest of a text.
        (
            "<details>\n<summary>问</summary>\n\n后",
            "<details>\n<summary>问</summary>\n</details>\n<p>后</p>",
        ),
        ("后\n\n</details>\n\n文", "<p>后</p>\n\n\n<p>文</p>"),
    ],
)  # fmt: skip
def test_details_are_rendered(markdown: str, html: str) -> None:
    assert render(markdown) == html
