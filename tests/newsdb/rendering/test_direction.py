"""The direction of blocks of text."""

from __future__ import annotations

from newsdb.rendering.render import render


def test_blocks_of_a_text_in_arabic_find_their_direction() -> None:
    html = render("سلام دنیا\n\n- one\n\n## عنوان")
    assert html.count('<p dir="auto">') == 1
    assert '<ul dir="auto">' in html
    assert 'dir="auto">عنوان</h2>' in html


def test_other_texts_have_no_direction() -> None:
    assert "dir=" not in render("你好 hello\n\n- one")
