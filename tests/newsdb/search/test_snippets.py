"""The words of a query marked in the text as it was written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search import Pieces, fold, mark_words, parse_query, snippet, terms
from newsdb.search.snippets import around, densest, end_of_snippet
from newsdb.search.words import boundaries
from newsdb.text import plain_text
from tests import golden_rows


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
    assert shown(mark_words(text, parse_query(query))).replace("][", "") == marked.replace("][", "")


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
        ("央行 降息", 8, "…[央行]宣布[降息]，…"),
        ("a股", 6, "…[A股]大涨。…"),
        ("没有", 13, "央行 央行宣布降息，…"),
        ("title:央行", 13, "央行 央行宣布降息，…"),
        ("", 13, "央行 央行宣布降息，…"),
        ("example", 8, "…[example]…"),
    ],
)
def test_snippet(query: str, length: int, expected: str) -> None:
    assert shown(snippet(plain_text(BODY), parse_query(query), length)).replace(
        "][", ""
    ) == expected.replace("][", "")


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
    assert shown(snippet(plain_text(text), parse_query("央行"))) == expected


def test_snippet_of_a_long_text_shows_a_match_far_down() -> None:
    text = "无关，" * 30_000 + "这里是央行。" + "无关，" * 30_000
    assert "[央行]" in shown(snippet(text, parse_query("央行")))
    assert shown(snippet("x" * 1_000_000, parse_query("央行"), 5)) == "xxxxx…"


def test_snippet_shows_where_most_terms_stand() -> None:
    text = "央行。" + "无关，" * 100 + "降息，" + "无关，" * 100 + "央行降息。" + "无关，" * 100
    assert "[央行降息]" in shown(snippet(text, parse_query("央行 降息"), 40))


@given(st.text(max_size=200), st.text(max_size=20))
def test_nothing_is_lost_or_added_by_marking(text: str, query: str) -> None:
    assert "".join(piece for piece, _ in mark_words(text, parse_query(query))) == text
    snippet(text, parse_query(query))


@given(st.text(alphabet="央行aAｂ１e\u0301ﬁ㎡ …\n\u200bß한ｶﾞ", max_size=30), st.data())
def test_a_piece_of_the_text_is_marked(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, max(0, len(text) - 1)))
    piece = text[begin : begin + data.draw(st.integers(1, 8))]
    wanted = fold(piece).replace(" ", "")
    if wanted and wanted in fold(text).replace(" ", "") and fold(piece) in fold(text):
        marked = [
            fold(text) for text, matches in mark_words(text, parse_query(f'"{piece}"')) if matches
        ]
        assert any(wanted in each.replace(" ", "") for each in marked)


def test_terms() -> None:
    query = 'title:央行 证券 OR "降 息" -降准 ai*'
    assert terms(parse_query(query)) == ["央行", "证券", "證券", "降 息", "ai"]
    assert terms(parse_query(query), title=False) == ["证券", "證券", "降 息", "ai"]


CLAUSES = (
    "央行今天宣布，下调存款准备金率。市场反应热烈；债券上涨，股票也上涨。分析人士认为，影响不大"
)


@pytest.mark.parametrize(
    ("text", "at", "slack", "expected"),
    [
        (CLAUSES, 18, 9, "央行今天宣布，下调存款准备金率。"),
        # A little longer is better than shorter.
        (CLAUSES, 22, 9, "央行今天宣布，下调存款准备金率。市场反应热烈；"),
        (CLAUSES, 10, 6, "央行今天宣布，"),
        (CLAUSES, 45, 9, CLAUSES),
        # Without a mark, it is where a word ends.
        ("中国人民银行宣布降准", 5, 0, "中国人民银行"),
        ("the central bank cuts", 14, 3, "the central "),
        ('He said "no." Then he left.', 15, 9, 'He said "no." '),
    ],
)
def test_a_snippet_ends_with_a_sentence_a_clause_or_a_word(
    text: str, at: int, slack: int, expected: str
) -> None:
    assert text[: end_of_snippet(text, at, 0, slack)] == expected
    # What matches is never cut off.
    assert end_of_snippet(text, at, len(text), slack) == len(text)


def test_snippets_of_the_sample_begin_and_end_with_words(news_db: Path) -> None:
    """jieba is the judge."""
    inside = []
    with closing(sqlite3.connect(news_db)) as connection:
        bodies = [plain_text(body) for (body,) in connection.execute("select body from posts")]
    for text in (" ".join(body.split()) for body in bodies):
        pieces = snippet(text, parse_query("银行 OR 市场 OR 公司"))
        shown_text = "".join(piece for piece, _ in pieces).strip("…")
        begin = text.find(shown_text)
        words = boundaries(text)
        for at in (begin, begin + len(shown_text)):
            if begin >= 0 and 0 < at < len(text):
                inside.append(at not in words)
    assert len(inside) > 100
    assert sum(inside) < 0.02 * len(inside)


SENTENCES = "甲甲甲甲，乙乙乙乙。丙丙丙央行丙丙，丁丁丁丁。戊戊戊戊戊戊"


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (4, "…[央行]丙丙…"),
        (6, "…丙丙丙[央行]…"),
        (8, "…丙丙丙[央行]丙丙，…"),
        (12, "…丙丙丙[央行]丙丙，丁丁丁丁。…"),
        (20, "…丙丙丙[央行]丙丙，丁丁丁丁。戊戊戊戊戊戊"),
        (50, "…丙丙丙[央行]丙丙，丁丁丁丁。戊戊戊戊戊戊"),
    ],
)
def test_snippets_of_every_length(length: int, expected: str) -> None:
    assert shown(snippet(SENTENCES, parse_query("央行"), length)) == expected


@pytest.mark.parametrize(
    ("at", "covered", "slack", "end"),
    [
        (28, 0, 3, 29),
        (5, 0, 3, 5),
        (6, 0, 3, 5),
        (9, 0, 0, 9),
        (10, 9, 3, 10),
        (12, 0, 6, 10),
        (24, 0, 3, 23),
    ],
)
def test_where_a_snippet_ends(at: int, covered: int, slack: int, end: int) -> None:
    assert end_of_snippet(SENTENCES, at, covered, slack) == end


@pytest.mark.parametrize(
    ("length", "place"), [(1, (0, 2)), (7, (0, 7)), (5, (5, 10)), (10, (0, 10)), (9, (0, 7))]
)
def test_matches_of_most_terms_within_a_length(length: int, place: tuple[int, int]) -> None:
    found = [(0, 2, 0), (5, 7, 1), (8, 10, 1)]
    assert densest(found, length) == place


@pytest.mark.parametrize(
    ("before", "part"),
    [
        ("无" * 10, (0, 312)),
        ("无" * 5000, (4700, 5302)),
        # Text that is cut in two at the end of a block is seen in one of them.
        ("无" * 19_999, (19_699, 20_301)),
        ("无" * 200_088, (199_788, 200_390)),
        ("无" * 200_089, (0, 390)),
        # In lower case, İ has two characters.
        ("İ" * 1000, (700, 3302)),
    ],
)
def test_the_part_of_a_text_in_which_the_snippet_is(before: str, part: tuple[int, int]) -> None:
    assert around(f"{before}央行{'无' * 5000}", parse_query("央行"), 90) == part


def test_snippets_of_every_kind() -> None:
    def shown(pieces: Pieces) -> str:
        return "".join(f"[{text}]" if matches else text for text, matches in pieces)

    def call(text: str, query: str, length: int) -> list[str]:
        return [
            shown(snippet(text, parse_query(query), length)),
            shown(mark_words(text[:60], parse_query(query))),
        ]

    golden_rows.check("snippets", call)
