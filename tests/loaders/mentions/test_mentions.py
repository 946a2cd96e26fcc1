"""Which securities a post names, and how often: by rules, and against posts read by hand."""

from __future__ import annotations

import subprocess
import sys
from time import process_time

import pytest

from benchmarks.bench_mentions import LEAST, TOP, figures, found_in, truth
from loaders.parsers.convert import convert
from newsdb.models import Mention, Options, RawPost

SHARE = (
    '<span id="stock_1.609018"><a href="http://quote.dongling.example/unify/r/1.609018" '
    'class="keytip" data-code="1,609018">瀚海证券</a></span><span id="quote_1.609018"></span>'
)
BOARD = (
    '<span id="bk_90.BK1903"><a href="http://quote.dongling.example/unify/r/90.BK1903" '
    'class="keytip" data-code="90,BK1903">证券</a></span><span id="bkquote_90.BK1903"></span>'
)
AGAIN = (
    '<span web="1" href="http://quote.dongling.example/unify/r/1.609018" '
    'class="em_stock_key_common" data-code="1,609018">瀚海证券</span>'
)
CHART = (
    '<!-- EM_StockImg_Start --><p style="text-align:center;"><a class="EmImageRemark" '
    'href="http://quote.dongling.example/unify/r/1.609018" data-code="609018|1|1">'
    '<img src="http://pic.example/k.png" alt="K图 609018_1" data-code="K 609018|1|1" /></a></p>'
    "<!-- EM_StockImg_End -->"
)


def mentions(body: str, title: str = "标题") -> tuple[Mention, ...]:
    content = f'---\ntitle: "{title}"\ndate: 2022-01-05 10:00:00\n---\n{body}'
    post = convert(RawPost("_posts/2022-01-05-x.md", content.encode()), Options()).post
    assert post is not None
    return post.mentions


def counts(body: str, title: str = "标题") -> dict[str, tuple[str, int, bool]]:
    return {
        each.security.code: (each.security.name, each.mentions, each.in_title)
        for each in mentions(body, title)
    }


def test_precision_and_recall_on_posts_read_by_hand() -> None:
    slugs, true = truth()
    assert len(slugs) >= 60
    assert len(true) >= 150
    rows = figures(found_in(slugs), true)
    assert [row.name for row in rows] == ["posts and securities", "mentions", "titles"]
    for row in rows:
        assert row.found > 0
        assert min(row.precision, row.recall) >= LEAST, row


def test_the_benchmark_prints_the_figures() -> None:
    command = [sys.executable, "-m", "benchmarks.bench_mentions"]
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert sum("precision" in line and "recall" in line for line in lines) == 3


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


def test_names_count_wherever_they_stand() -> None:
    body = f"> 瀚海证券公告。\n\n<p>瀚海证券说，{SHARE}涨停，瀚海证券跌停；{AGAIN}停牌。</p>"
    assert counts(body, "瀚海证券停牌") == {"609018.SH": ("瀚海证券", 5, True)}


def test_a_name_in_another_mark_does_not_count() -> None:
    body = f"<p>{BOARD}板块领涨，{SHARE}涨停。瀚海证券收盘报16.44元，证券板块涨3%。</p>"
    assert counts(body, "瀚海证券涨停") == {
        "BK1903": ("证券", 2, False),
        "609018.SH": ("瀚海证券", 2, True),
    }


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("证券板块走强", 1),
        ("证券、银行走强", 1),
        ("买入证券和银行", 1),
        ("走强的是证券。", 1),
        ("中航证券走强", 0),
        ("公司证券部人士", 0),
        ("证券时报记者", 0),
        ("开立证券账户", 0),
    ],
)
def test_a_board_that_is_a_word_counts_where_it_stands_alone(text: str, more: int) -> None:
    found = counts(f"<p>{BOARD}板块涨。</p><p>今天，{text}</p>")
    assert found == {"BK1903": ("证券", 1 + more, False)}


@pytest.mark.parametrize(
    "body",
    [
        f"> 记者采访。（瀚海证券报）\n\n<p>{SHARE}涨停。</p><p>（文章来源：瀚海{BOARD}报）</p>",
        f"<p>{SHARE}涨停。瀚海证券报记者采访。</p>",
        f"<p>{SHARE}涨停。</p><p>据《瀚海证券报》报道。</p>",
    ],
)
def test_a_medium_names_no_security(body: str) -> None:
    assert counts(body) == {"609018.SH": ("瀚海证券", 1, False)}


def test_a_price_is_no_medium() -> None:
    body = f"<p>{SHARE}涨停。瀚海证券报16.44元。</p><p>（文章来源：瀚海{BOARD}报）</p>"
    assert counts(body) == {"609018.SH": ("瀚海证券", 2, False)}


def test_a_chart_counts_only_where_the_text_is_silent() -> None:
    assert counts(f"{CHART}<p>今日公告。</p>") == {"609018.SH": ("609018.SH", 1, False)}
    assert counts(f"{CHART}<p>{SHARE}公告。</p>") == {"609018.SH": ("瀚海证券", 1, False)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("潮生科技(07991.HK)涨超10%", {"07991.HK": ("潮生科技", 1)}),
        ("东岭行：维持潮生科技(7991.HK)评级", {"07991.HK": ("潮生科技", 1)}),
        ("合序软件(003918)公告，合序软件停牌", {"003918.SZ": ("合序软件", 2)}),
        ("砺石微电（689901.SH）公告", {"689901.SH": ("砺石微电", 1)}),
        ("岚山银行(SH609015)公告", {"609015.SH": ("岚山银行", 1)}),
        ("岚山银行（609015，股吧）公告", {"609015.SH": ("岚山银行", 1)}),
        (
            "岚山银行 (609015.SH / 07990.HK)",
            {"609015.SH": ("岚山银行", 1), "07990.HK": ("岚山银行", 1)},
        ),
        (
            "岚山银行(609015)和禾木医疗(301905)",
            {"609015.SH": ("岚山银行", 1), "301905.SZ": ("禾木医疗", 1)},
        ),
        ("流明云(NASDAQ: ZLMN)停牌", {"ZLMN.US": ("流明云", 1)}),
        ("买入sh609015与609018.SH", {"609015.SH": ("609015.SH", 1), "609018.SH": ("609018.SH", 1)}),
        ("12月8日晚间，养猪龙头青禾农牧(003911)称", {"003911.SZ": ("青禾农牧", 1)}),
        (
            "储能ETF(519901)、*ST岚山(609015)",
            {"519901.SH": ("储能ETF", 1), "609015.SH": ("*ST岚山", 1)},
        ),
        # The words before a code are a sentence here, and no name.
        ("替他把钱还给了那家老板的亲戚的(003911)", {"003911.SZ": ("003911.SZ", 1)}),
        # Not possible, not a code, or not certain.
        ("南屿旅游(999999)、南屿旅游(113050)、（202206）、邮编(518000)", {}),
        ("本报讯(202203)，共计(600)，电话(600519)，价格(USD100)", {}),
        ("代码为 609015 的股票，报表6098765", {}),
    ],
)
def test_codes_in_plain_text(text: str, expected: dict[str, tuple[str, int]]) -> None:
    found = {code: (name, number) for code, (name, number, _) in counts(text).items()}
    assert found == expected


def test_names_before_codes_agree_with_the_title() -> None:
    body = "安峤国际发表报告，指潮生科技(07991.HK)新机出货慢，潮生科技回应。"
    assert counts(body, "安峤国际：下调潮生科技(07991.HK)目标价") == {
        "07991.HK": ("潮生科技", 2, True)
    }
    assert counts("公司公告。", "港屿控股(07993.HK)复牌") == {"07993.HK": ("港屿控股", 0, True)}


def test_digits_alone_are_what_is_marked_with_them() -> None:
    mark = '<span id="stock_1.000016"><a data-code="1,000016">群岛五十</a></span>'
    assert counts(f"<p>{mark}(000016)收涨。</p>") == {"000016.SH": ("群岛五十", 1, False)}


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
        post = convert(raw, Options()).post
        assert post is not None
        return post.body

    marked = f"{CHART}<p>今日{SHARE}涨停，{BOARD}<strong>{AGAIN}</strong>走强。</p>"
    assert body(marked) == body("<p>今日瀚海证券涨停，证券<strong>瀚海证券</strong>走强。</p>")


def test_hostile_posts_take_time_in_proportion() -> None:
    """What is quadratic in any of these takes minutes; what is linear a second."""
    started = process_time()
    mentions("".join(f'<a data-code="1,{609000 + n % 900}">名字{n}</a>' for n in range(2_000)))
    mentions("<p>" + CHART * 1_000 + "文</p>")
    mentions("甲(609018)" * 5_000)
    mentions("(" * 50_000 + "609018" * 20_000 + ")" * 50_000)
    assert process_time() - started < 15


def test_a_chart_leaves_the_name_before_the_code() -> None:
    body = f"{CHART}<p>瀚海证券（609018.SH）今日公告。</p>"
    assert counts(body, "瀚海证券获批") == {"609018.SH": ("瀚海证券", 1, True)}


def test_a_chart_without_a_link_is_a_chart() -> None:
    image = (
        '<p style="text-align:center;"><img src="https://pic.example/GetPic.aspx?nid=1.609018" '
        'alt="K图 609018_1" data-code="K 609018|1|1" data-code2="K 609018|1|3|" /></p>'
    )
    body = f"<!-- EM_StockImg_Start -->{image}<!-- EM_StockImg_End --><p>股价创出新高。</p>"
    assert counts(body) == {"609018.SH": ("609018.SH", 1, False)}
    content = f'---\ntitle: "标题"\ndate: 2022-01-05 10:00:00\n---\n{body}'
    post = convert(RawPost("_posts/2022-01-05-x.md", content.encode()), Options()).post
    assert post is not None
    assert (post.images, post.body) == ((), "股价创出新高。")


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("瀚国石化建成电站", "记者从瀚国石化（600028）获悉，瀚国石化的电站投运。", "瀚国石化"),
        ("券商看好沙中国", "该行列金沙中国(1928.HK)为首选。金沙中国跑赢大市。", "金沙中国"),
        ("两家公司", "瀚研稀土为瀚研新材（600206）子公司。", "瀚研新材"),
        ("两家公司", "记者从瀚国石化（600028）获悉。", "600028.SH"),
    ],
)
def test_words_before_a_name_are_not_part_of_it(title: str, text: str, name: str) -> None:
    (mention,) = mentions(text, title)
    assert mention.security.name == name


def test_codes_in_full_width_digits() -> None:
    assert counts("贵州茅台（６００５１９）今日上涨。") == {"600519.SH": ("贵州茅台", 1, False)}


@pytest.mark.parametrize("code", ["60ABCD", "60ABCD.SH", "SH:60ABCD", "SH60ABCD"])
def test_letters_are_no_code_of_a_mainland_exchange(code: str) -> None:
    assert counts(f"瀚海证券（{code}）今日上涨。") == {}


def test_how_a_mention_is_known() -> None:
    body = f"<p>{SHARE}今日公告。</p><p>弥光显示（609021）跟涨。</p>"
    assert {each.security.code: each.found_by for each in mentions(body)} == {
        "609018.SH": "mark",
        "609021.SH": "code",
    }
    assert [each.found_by for each in mentions(f"{CHART}<p>今日公告。</p>")] == ["chart"]
    # The strongest evidence counts.
    assert [each.found_by for each in mentions(f"{CHART}<p>瀚海证券（609018）</p>")] == ["code"]
