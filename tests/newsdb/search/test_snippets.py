"""The words of a query marked in the text as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search import Pieces, fold, mark, parse, snippet, terms
from newsdb.search.snippets import whole_word
from newsdb.text import plain


def shown(pieces: Pieces) -> str:
    """The pieces as text, with brackets around those that match."""
    return "".join(f"[{text}]" if matches else text for text, matches in pieces)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("中国央行宣布", "央行", "中国[央行]宣布"),
        ("ＨＦＯ－1234yf，A股", "hfo-12 ａ股", "[ＨＦＯ－12]34yf，[A股]"),
        ("央行行长：央 行，央\n行", "央行", "[央行]行长：[央 行]，[央\n行]"),
        ("证券與證券", "證券", "[证券]與[證券]"),
        ("证券與證券", '"證券"', "证券與[證券]"),
        ("央行行长", "央行 行行 行长", "[央行行长]"),
        ("央行降息", "央行 -降息", "[央行]降息"),
        ("央行降息", "title:央行 降息", "[央行][降息]"),
        ("main AI ai. AIG", '" ai "', "main [AI] [ai]. AIG"),
        ("HFO XHFO", "hfo*", "[HFO] XHFO"),
        ("the a  b", '"a b"', "the [a  b]"),
        ("5㎡ e\u0301 ｶﾞ ﷺ …", "m2 é ガ صلى", "5[㎡] [e\u0301] [ｶﾞ] [ﷺ] …"),
        ("𠮷野家🚀", "🚀 𠮷", "[𠮷]野家[🚀]"),
        ("<b>&央行</b>", "央行 <b>", "[<b>]&[央行]</b>"),
        ("央\u200b行…央行", "央行", "[央\u200b行]…[央行]"),
        ("央行", "", "央行"),
        ("", "央行", ""),
    ],
)
def test_mark(text: str, query: str, marked: str) -> None:
    assert shown(mark(text, parse(query))).replace("][", "") == marked.replace("][", "")


BODY = """# 央行

**央行**宣布[降息](https://example.com/a_b "央行")，A股大涨。

> 分析人士：\\*市场\\*反应<https://example.com/>热烈；央行降息之后，债券上涨。

- 无关的一段话，无关的一段话，无关的一段话，无关的一段话，无关的一段话，无关的一段话。
"""


@pytest.mark.parametrize(
    ("query", "length", "expected"),
    [
        ("债券", 20, "…央行降息之后，[债券]上涨。 无关的一段话，…"),
        ("债券 降息", 20, "…央行[降息]之后，[债券]上涨。 无关的一段话，…"),
        ("市场", 30, "…分析人士：*[市场]*反应https://example.com…"),
        ("央行 降息", 8, "…[央行]宣布[降息]，A…"),
        ("a股", 6, "…，[A股]大涨。…"),
        ("没有", 13, "央行 央行宣布降息，A股大…"),
        ("title:央行", 13, "央行 央行宣布降息，A股大…"),
        ("", 13, "央行 央行宣布降息，A股大…"),
        ("example", 8, "…[example].…"),
    ],
)
def test_snippet(query: str, length: int, expected: str) -> None:
    assert shown(snippet(plain(BODY), parse(query), length)).replace("][", "") == expected.replace(
        "][", ""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| 业务 | 收入 |\n| --- | ---: |\n| 央行 | 2 \\| 3 |", "业务 收入 [央行] 2 | 3"),
        ("见[央行(东岭)新闻](//a.example/b(c).html)。", "见[央行](东岭)新闻。"),
        ("![央行](a.png)与[![图](b.png)](//c.example)。", "与。"),
        ("央行 | 非表格", "[央行] | 非表格"),
    ],
)
def test_snippets_show_no_markup(text: str, expected: str) -> None:
    assert shown(snippet(plain(text), parse("央行"))) == expected


def test_snippet_of_a_long_text_shows_a_match_far_down() -> None:
    text = "无关，" * 30_000 + "这里是央行。" + "无关，" * 30_000
    assert "[央行]" in shown(snippet(text, parse("央行")))
    assert shown(snippet("x" * 1_000_000, parse("央行"), 5)) == "xxxxx…"


def test_snippet_shows_where_most_terms_stand() -> None:
    text = "央行。" + "无关，" * 100 + "降息，" + "无关，" * 100 + "央行降息。" + "无关，" * 100
    assert "[央行降息]" in shown(snippet(text, parse("央行 降息"), 40))


@given(st.text(max_size=200), st.text(max_size=20))
def test_nothing_is_lost_or_added_by_marking(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in mark(text, parse(query))) == text
    snippet(text, parse(query))


@given(st.text(alphabet="央行aAｂ１e\u0301ﬁ㎡ …\n\u200bß한ｶﾞ", max_size=30), st.data())
def test_a_piece_of_the_text_is_marked(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, max(0, len(text) - 1)))
    piece = text[begin : begin + data.draw(st.integers(1, 8))]
    wanted = fold(piece).replace(" ", "")
    if wanted and wanted in fold(text).replace(" ", "") and fold(piece) in fold(text):
        marked = [fold(text) for text, matches in mark(text, parse(f'"{piece}"')) if matches]
        assert any(wanted in each.replace(" ", "") for each in marked)


def test_terms() -> None:
    query = 'title:央行 证券 OR "降 息" -降准 ai*'
    assert terms(parse(query)) == ["央行", "证券", "證券", "降 息", "ai"]
    assert terms(parse(query), title=False) == ["证券", "證券", "降 息", "ai"]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("a bcd efg", 7, 6),
        ("a bcd efg", 6, 6),
        ("央行 bank", 5, 3),
        ("x" * 40 + " word", 43, 41),
        # A word that begins the text, or is longer than a word, is cut.
        ("abc", 2, 2),
        ("a " + "b" * 60, 50, 50),
    ],
)
def test_a_snippet_does_not_begin_inside_a_word(text: str, at: int, expected: int) -> None:
    assert whole_word(text, at) == expected
