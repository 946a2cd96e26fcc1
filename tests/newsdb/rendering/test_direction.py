"""The direction of blocks of text."""

from __future__ import annotations

from newsdb.rendering.render import render


def test_blocks_of_a_text_in_arabic_find_their_direction() -> None:
    html = render("سلام دنیا\n\n- one\n\n## عنوان")
    assert html.count('<p dir="auto">') == 1
    assert '<ul dir="ltr">' in html
    assert 'dir="auto">عنوان</h2>' in html


def test_lists_quotations_and_tables_have_their_marks_where_their_text_begins() -> None:
    html = render("- (1) سلام\n\n  متن\n- one\n\n> > نقل\n\n|سال|تولید|\n|--|--|\n|1|2|")
    assert '<ul dir="rtl">\n<li dir="rtl">\n<p dir="auto">' in html
    assert '<li dir="ltr">\n<p dir="auto">one' in html
    assert html.count('<blockquote dir="rtl">') == 2
    assert '<table dir="rtl">' in html


def test_other_texts_have_no_direction() -> None:
    assert "dir=" not in render("你好 hello\n\n- one")
