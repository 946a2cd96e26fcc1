"""Tags within lines: which become Markdown, which stay, which go."""

from __future__ import annotations

import pytest

from loaders.markup.edits import apply
from loaders.markup.spans import edits_of
from loaders.mentions.marks import Segments, take_marks
from newsdb.markup.parser import PARSER

MARK = '<span id="stock_1.609018"><a data-code="1,609018">瀚海证券</a></span>'


def edited(text: str, *, alone: bool = True) -> str:
    inline = PARSER.parse(text)[1]
    return apply(inline.content, edits_of(inline, lambda tree: Segments(), alone=alone))


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a <b>x</b> <em>y</em>", "a **x** *y*"),
        # Signs that no parser would read stay tags; so do marks around markup.
        ("a<b>“x”</b>b", "a<strong>“x”</strong>b"),
        ("*a*<i>x</i>", "*a*<em>x</em>"),
        ("<b>`x`</b>", "<strong>`x`</strong>"),
        ("a<b></b>b", "ab"),
        ("H<sub>2</sub>O <u>x</u>", "H<sub>2</sub>O x"),
        ("a<br/>b <hr>", "a<br>b <br>"),
        ('a <img src="/1.png" alt="图"> <img src="javascript:x">', "a ![图](/1.png) "),
        ('<a href="/x">y</a>', "[y](/x)"),
        ('<a href="/x">y<a/> z', "[y](/x) z"),
        ('<a href="/x">]</a>', '<a href="/x">]</a>'),
        ('<a href="/x?a&b">[z](/y)</a>', '<a href="/x?a&amp;b">[z](/y)</a>'),
        ('<a href="javascript:x">y</a> <a href="/x"></a>', "y "),
        ("git clone <name> <x=1>", "git clone \\<name> <x=1>"),
        ("a <x-y> b", "a \\<x-y> b"),
        ("a <!-- b --> c <?d?> e <!F g> h", "a  c  e  h"),
        ("a</b>b</i>", "ab"),
        ("<b>a", "a"),
        ("<b>a<i>b</b>c</i>", "<strong>ab</strong>c"),
        # Signs of marks that meet would be read as one.
        ("<b>a</b><b>b</b> <i>c</i>", "<strong>a</strong><strong>b</strong> *c*"),
        ("<i>a</i><b>b</b>", "<em>a</em><strong>b</strong>"),
        ("a <script>x</script> b", "a  b"),
        ('a <video src="/1.mp4"></video> b', "a [▶ 1.mp4](/1.mp4) b"),
        ("a <div>x</div> b", "a \n\nx\n\n b"),
        ("a\n<span></span>\nb", "a\nb"),
        ("a\n<span></span>", "a"),
        ("<span></span>\nb", "b"),
    ],
)
def test_tags_in_a_paragraph(text: str, markdown: str) -> None:
    assert edited(text) == markdown


def test_a_block_in_a_cell_or_item_does_not_part_it() -> None:
    assert edited("a <div>x</div> b", alone=False) == "a  x  b"


def test_a_marked_security_is_converted_with_all_it_holds() -> None:
    inline = PARSER.parse(f"今日{MARK}涨，<b>停</b>牌")[1]
    edits = edits_of(inline, take_marks, alone=True)
    assert apply(inline.content, edits) == "今日瀚海证券涨，**停**牌"
    (taken,) = [edit.segments for edit in edits if edit.segments]
    (mark,) = [piece for piece in taken.pieces if not isinstance(piece, str)]
    assert (mark.word, mark.security.code) == ("瀚海证券", "609018.SH")
