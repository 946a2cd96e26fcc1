"""Which securities a post names, and how often."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loaders.mentions import find_mentions
from loaders.mentions.marks import Mark, Segment, Segments
from newsdb.models import Security
from tests.loaders.mentions.posts import AGAIN, BOARD, CHART, SHARE, counts, mentions


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
def test_an_outlet_names_no_security(body: str) -> None:
    assert counts(body) == {"609018.SH": ("瀚海证券", 1, False)}


def test_a_price_is_no_outlet() -> None:
    body = f"<p>{SHARE}涨停。瀚海证券报16.44元。</p><p>（文章来源：瀚海{BOARD}报）</p>"
    assert counts(body) == {"609018.SH": ("瀚海证券", 2, False)}


def test_a_chart_counts_only_where_the_text_is_silent() -> None:
    assert counts(f"{CHART}<p>今日公告。</p>") == {"609018.SH": ("609018.SH", 1, False)}
    assert counts(f"{CHART}<p>{SHARE}公告。</p>") == {"609018.SH": ("瀚海证券", 1, False)}


def test_digits_alone_are_what_is_marked_with_them() -> None:
    mark = '<span id="stock_1.000016"><a data-code="1,000016">群岛五十</a></span>'
    assert counts(f"<p>{mark}(000016)收涨。</p>") == {"000016.SH": ("群岛五十", 1, False)}


def test_a_chart_leaves_the_name_before_the_code() -> None:
    body = f"{CHART}<p>瀚海证券（609018.SH）今日公告。</p>"
    assert counts(body, "瀚海证券获批") == {"609018.SH": ("瀚海证券", 1, True)}


def test_how_a_mention_is_known() -> None:
    body = f"<p>{SHARE}今日公告。</p><p>弥光显示（609021）跟涨。</p>"
    assert {each.security.code: each.found_by for each in mentions(body)} == {
        "609018.SH": "mark",
        "609021.SH": "code",
    }
    assert [each.found_by for each in mentions(f"{CHART}<p>今日公告。</p>")] == ["chart"]
    # The strongest evidence counts.
    assert [each.found_by for each in mentions(f"{CHART}<p>瀚海证券（609018）</p>")] == ["code"]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        (f"中国{BOARD}业协会公布名单。", {}),
        (f"中国{BOARD}业协会公布名单，证券板块走强。", {}),
        (f"{BOARD}板块走强，中国{BOARD}业协会公布名单。", {"BK1903": ("证券", 1, False)}),
        (f"中国{BOARD}业协会公布名单，{BOARD}板块走强。", {"BK1903": ("证券", 1, False)}),
    ],
)
def test_a_board_marked_inside_a_longer_name_is_none(
    text: str, mentions: dict[str, tuple[str, int, bool]]
) -> None:
    assert counts(f"<p>{text}</p>") == mentions


SECURITY = Security("609018.SH", "瀚海证券", "share", "SH", "")
OTHER = Security("609015.SH", "岚山银行", "share", "SH", "")
MARK = Mark("瀚海证券", SECURITY)


@pytest.mark.parametrize(
    ("pieces", "count"),
    [
        ([MARK], 1),
        ([MARK, "（609018）"], 1),
        (["今日，", MARK, " （609018）"], 1),
        ([MARK, "。", "（609018.SH）"], 2),
        ([MARK, "。609018.SH瀚海证券"], 2),
        ([MARK, "。（609018.SH）瀚海证券"], 3),
        ([MARK, "。609018.SH 瀚海证券"], 3),
        ([MARK, "609018.SH"], 1),
        ([MARK, " 609018.SH"], 1),
        ([Mark("瀚海证券（609018）", SECURITY), "。"], 1),
        ([Mark("瀚海证券", SECURITY), "，", Mark("609018.SH", SECURITY), "，609018.SH"], 3),
    ],
)
def test_a_code_beside_its_name_is_no_mention_of_its_own(pieces: list[Segment], count: int) -> None:
    assert [each.mentions for each in find_mentions("", Segments(pieces))] == [count]


def test_names_of_outlets_count_where_they_are_marked() -> None:
    for word, outlet, count in (
        ("瀚海证券跌", "瀚海证券", 2),
        ("瀚海证券网", "瀚海证券网", 1),
        ("瀚海证券网", "", 2),
    ):
        body = Segments([MARK, f"说，{word}。"])
        assert [each.mentions for each in find_mentions("", body, (outlet,))] == [count]


@pytest.mark.parametrize(
    ("securities", "name", "url"),
    [
        ([("瀚海证券", "")], "瀚海证券", ""),
        ([("瀚海证券", ""), ("瀚海", "https://q.example/1")], "瀚海证券", "https://q.example/1"),
        ([("瀚海证券", "https://q.example/1"), ("瀚海", "https://q.example/2")], "瀚海证券",
         "https://q.example/1"),
        ([("瀚海证券", "https://q.example/1"), ("瀚海", "")], "瀚海证券", "https://q.example/1"),
        ([("609018.SH", ""), ("瀚海", "")], "瀚海", ""),
        ([("609018.SH", ""), ("609018.SH", "")], "609018.SH", ""),
    ],
)  # fmt: skip
def test_a_security_has_its_first_name_and_its_first_url(
    securities: list[tuple[str, str]], name: str, url: str
) -> None:
    marks = [Mark(word, replace(SECURITY, name=word, url=link)) for word, link in securities]
    (mention,) = find_mentions("", Segments([*marks]))
    assert mention.security == replace(SECURITY, name=name, url=url)


def test_securities_come_in_the_order_of_the_text_and_then_of_the_title() -> None:
    body = Segments(["瀚海证券（609018）与", Mark("岚山银行", OTHER), "。"], [SECURITY])
    found = find_mentions("禾木医疗(301905)：岚山银行（609015）", body)
    assert [
        (each.security.code, each.mentions, each.in_title, each.found_by) for each in found
    ] == [
        ("609018.SH", 1, False, "code"),
        ("609015.SH", 1, True, "mark"),
        ("301905.SZ", 0, True, "code"),
    ]
    (chart,) = find_mentions("", Segments(["今日公告。"], [SECURITY, SECURITY]))
    assert (chart.mentions, chart.found_by) == (1, "chart")
