"""Marks of securities in an article's HTML."""

from __future__ import annotations

import pytest
from lxml import html

from loaders.mentions.marks import Mark, take_marks
from loaders.parsers.convert import convert_file
from newsdb.models import Options, RawPost
from tests.loaders.mentions.posts import AGAIN, BOARD, CHART, SHARE, counts, mentions


@pytest.mark.parametrize(
    "mark",
    [
        SHARE,
        AGAIN,
        '<span id="stock_1.609018">瀚海证券</span>',
        '<a data-code="609018|1|1">瀚海证券</a>',
        '<a class="infokey" href="http://quote.dongling.example/unify/r/1.609018">瀚海证券</a>',
    ],
)
def test_each_form_of_a_mark(mark: str) -> None:
    assert counts(f"<p>今日，{mark}公告。</p>") == {"609018.SH": ("瀚海证券", 1, False)}


@pytest.mark.parametrize(
    ("mark", "code", "kind"),
    [
        ('id="Info.116.07991" data-code="116,07991"', "07991.HK", "share"),
        ('id="stock_106.ZYUE" data-code="106,ZYUE"', "ZYUE.US", "share"),
        ('id="stock_1.000599" data-code="1,000599"', "000599.SH", "index"),
        ('id="stock_0.399899"', "399899.SZ", "index"),
        ('id="stock_1.519901"', "519901.SH", "fund"),
        ('id="stock_0.830799"', "830799.BJ", "share"),
        ('id="bk_90.BK1903"', "BK1903", "board"),
        ('id="stock_100.HSI"', "HSI.IDX", "index"),
    ],
)
def test_markets_of_marks(mark: str, code: str, kind: str) -> None:
    (mention,) = mentions(f"<p><span {mark}>潮生科技</span>收盘。</p>")
    assert (mention.security.code, mention.security.kind) == (code, kind)


def test_what_is_no_security_is_dropped() -> None:
    page = "http://data.dongling.example/notices/"
    topic = f'<span id="Info.3332"><a href="{page}" class="infokey">公告</a></span>'
    bond = '<span id="stock_1.113050"><a data-code="1,113050">南屿转债</a></span>'
    assert counts(f"<p>{topic}称，{bond}上市，公告如下。</p>") == {}


def test_a_mark_on_a_code_or_with_one_has_a_name_without_it() -> None:
    on_code = '<a class="keytip" data-code="1,609018">609018</a>'
    with_code = '<a class="keytip" data-code="1,609015">岚山银行(609015)</a>'
    assert counts(f"<p>{on_code}与{with_code}停牌。</p>") == {
        "609018.SH": ("609018.SH", 1, False),
        "609015.SH": ("岚山银行", 1, False),
    }


def test_the_body_is_what_it_would_be_without_marks() -> None:
    def body(content: str) -> str:
        raw = RawPost("_posts/2022-01-05-x.md", f"---\ntitle: t\n---\n{content}".encode())
        post = convert_file(raw, Options()).post
        assert post is not None
        return post.body

    marked = f"{CHART}<p>今日{SHARE}涨停，{BOARD}<strong>{AGAIN}</strong>走强。</p>"
    assert body(marked) == body("<p>今日瀚海证券涨停，证券<strong>瀚海证券</strong>走强。</p>")


def test_a_chart_without_a_link_is_a_chart() -> None:
    image = (
        '<p style="text-align:center;"><img src="https://pic.example/GetPic.aspx?nid=1.609018" '
        'alt="K图 609018_1" data-code="K 609018|1|1" data-code2="K 609018|1|3|" /></p>'
    )
    body = f"<!-- EM_StockImg_Start -->{image}<!-- EM_StockImg_End --><p>股价创出新高。</p>"
    assert counts(body) == {"609018.SH": ("609018.SH", 1, False)}
    content = f'---\ntitle: "标题"\ndate: 2022-01-05 10:00:00\n---\n{body}'
    post = convert_file(RawPost("_posts/2022-01-05-x.md", content.encode()), Options()).post
    assert post is not None
    assert (post.images, post.body) == ((), "股价创出新高。")


CODE = 'data-code="1,609018"'


@pytest.mark.parametrize(
    ("text", "pieces", "charts", "left"),
    [
        ("<p>a</p><p>b</p>", "\na\n\nb\n", 0, "<p>a</p><p>b</p>"),
        ("a<b>b</b>c<br>d", "abc\n\nd", 0, "a<b>b</b>c<br>d"),
        (f"a<a {CODE}><b>瀚</b>海</a>b", "a[瀚海]b", 0, f"a<a {CODE}><b>瀚</b>海</a>b"),
        (f"a<a {CODE}> </a>b", "a b", 0, f"a<a {CODE}> </a>b"),
        (f'<a class="keytip" {CODE}>瀚海</a>', "[瀚海]", 0, "瀚海"),
        ('<span id="stock_1.609018">瀚海</span>', "[瀚海]", 0, "瀚海"),
        (f'<span id="stock_1.609018"><a {CODE}>瀚海</a></span>', "[瀚海]", 0,
         f"<a {CODE}>瀚海</a>"),
        (f"<span {CODE}>瀚海</span>", "瀚海", 0, "瀚海"),
        (f'<span class="em_stock_key_common" {CODE}>瀚海</span>', "[瀚海]", 0, "瀚海"),
        ('<a href="x">瀚海</a>', "瀚海", 0, '<a href="x">瀚海</a>'),
        ('<p><img data-code="K 609018|1|1"></p><p>a</p>', "\na\n", 1, "<p>a</p>"),
        ('<p>b<img data-code="K 609018|1|1">c</p>', "\nbc\n", 1, "<p>bc</p>"),
        ('<p><img data-code="K 609018|1|1"><img src="a"></p>', "\n\n\n\n", 1,
         '<p><img src="a"></p>'),
        ('<img data-code="609018|1|1">', "\n\n", 0, '<img data-code="609018|1|1">'),
        ('<img data-code="K x|1|1">a', "a", 0, "a"),
        ('<p><a class="EmImageRemark" data-code="609018|1|1">'
         '<img data-code="K 609018|1|1"></a></p>', "", 1, ""),
    ],
)  # fmt: skip
def test_marks_are_taken_out_of_html(text: str, pieces: str, charts: int, left: str) -> None:
    tree = html.fragment_fromstring(text, create_parent="section")
    found = take_marks(tree)
    written = (f"[{each.word}]" if isinstance(each, Mark) else each for each in found.pieces)
    assert "".join(written).removeprefix("\n").removesuffix("\n") == pieces
    assert [each.code for each in found.charts] == ["609018.SH"] * charts
    assert html.tostring(tree, encoding="unicode") == f"<section>{left}</section>"


@pytest.mark.parametrize(
    ("attributes", "word", "name", "url"),
    [
        (CODE, "瀚海", "瀚海", ""),
        (f'{CODE} href="https://q.example/1"', "瀚海（609018）", "瀚海", "https://q.example/1"),
        (f'{CODE} href="/1"', "瀚海609018", "609018.SH", ""),
        ('data-code="90,BK1903"', "板块BK1903", "板块BK1903", ""),
        ('id="stock_1.609018"', "瀚海", "瀚海", ""),
        ('data-code="x" class="infokey" href="http://quote.a.example/unify/r/1.609018"', "瀚海",
         "瀚海", "http://quote.a.example/unify/r/1.609018"),
    ],
)  # fmt: skip
def test_the_security_of_a_mark(attributes: str, word: str, name: str, url: str) -> None:
    tree = html.fragment_fromstring(f"<a {attributes}>{word}</a>", create_parent="i")
    (mark,) = (each for each in take_marks(tree).pieces if isinstance(each, Mark))
    assert (mark.word, mark.security.name, mark.security.url) == (word, name, url)


def test_a_keyword_that_leads_to_no_quote_page_is_none() -> None:
    for attributes in ('class="infokey" href="http://data.a.example/1.609018"',
                       'href="http://quote.a.example/unify/r/1.609018"'):  # fmt: skip
        tree = html.fragment_fromstring(f"<a {attributes}>公告</a>", create_parent="i")
        assert take_marks(tree).pieces == ["公告"]
