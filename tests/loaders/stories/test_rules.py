"""Whether two posts tell the same story, and how the later relates to the earlier."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from loaders.stories.rules import ComparedPost, is_within_window, match, numbers_agree
from loaders.stories.texts import ComparedText
from tests import golden_rows

START = datetime(2022, 1, 7, 8, tzinfo=timezone.utc)
LONG = (
    "瀚海证券今日公告，拟以自有资金回购公司股份，回购金额不低于三千万元且不超过六千万元，用于激励。"
)
SHORT = "北向资金净买入超30亿元。"


def article(body: str, hours: float = 0, companies: str = "") -> ComparedPost:
    published = START + timedelta(hours=hours)
    return ComparedPost(1, "a", published, ComparedText(body), frozenset(companies.split()))


@pytest.mark.parametrize(
    ("lead", "later", "hours", "is_within"),
    [
        (LONG, LONG, 72, True),
        (LONG, LONG, 72.1, False),
        (SHORT, LONG, 72, True),
        (LONG, SHORT, 72, True),
        (SHORT, SHORT, 6, True),
        (SHORT, SHORT, 6.1, False),
    ],
)
def test_windows(lead: str, later: str, hours: float, is_within: bool) -> None:
    assert is_within_window(article(lead), article(later, hours)) is is_within


def letters(count: int, first: int = 0x5000) -> str:
    return "".join(chr(first + at) for at in range(count))


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        (letters(60), letters(60), ("copy", 1)),
        # 57 of 57 grams of the shorter one, 57 of 77 of both; 117 of 117 and 117 of 180.
        (letters(60), letters(80), ("copy", 57 / 77)),
        (letters(60), letters(90), ("update", 57 / 87)),
        (letters(90), letters(60), ("copy", 57 / 87)),
        # Too few grams: the longer one must begin with the shorter.
        (letters(22), letters(30), ("copy", 22 / 30)),
        (letters(22), letters(40), ("update", 22 / 40)),
        (letters(22, 0x5001), letters(30), None),
        (letters(23, 0x5001), letters(30), ("copy", 20 / 27)),
        # 37 grams of each are shared, of 77 in all; 34 are, of 80 in all.
        (letters(60), letters(60, 0x5000 + 20), ("copy", 37 / 77)),
        (letters(60), letters(60, 0x5000 + 23), None),
    ],
)
def test_similar_texts(earlier: str, later: str, expected: tuple[str, float] | None) -> None:
    found = match(article(earlier), article(later))
    assert (found and tuple(found)) == expected


@pytest.mark.parametrize(
    ("companies", "others", "is_match"),
    [("A B", "C", False), ("A B", "B C", True), ("A", "", True), ("", "A", True)],
)
def test_other_companies_have_other_stories(companies: str, others: str, is_match: bool) -> None:
    found = match(article(LONG, 0, companies), article(f"{LONG}完", 0, others))
    assert (found is not None) is is_match


def test_the_same_text_is_the_same_story_whatever_else_is_said_of_it() -> None:
    assert match(article(LONG, 0, "A"), article(LONG, 0, "B")) == ("copy", 1)


@pytest.mark.parametrize(("day", "is_match"), [("1月7日", True), ("1月8日", False)])
def test_other_days_have_other_stories(day: str, is_match: bool) -> None:
    found = match(article(f"1月7日{LONG}"), article(f"{day}，{LONG}完"))
    assert (found is not None) is is_match


@pytest.mark.parametrize(
    ("one", "other", "is_match"),
    [
        ("瀚海证券", "白桦乳业", False),
        ("瀚海证券", "瀚海证券股份", True),
        ("瀚海证券", "瀚海", True),
        ("瀚海证券", "白桦乳业与瀚海证券", True),
        ("白桦乳业与瀚海证券", "瀚海证券", True),
        ("外媒快讯", "白桦乳业", True),
    ],
)
def test_other_subjects_have_other_stories(one: str, other: str, is_match: bool) -> None:
    text = LONG.removeprefix("瀚海证券今日公告，")
    found = match(article(f"{one}：{text}"), article(f"{other}：{text}"))
    assert (found is not None) is is_match


@pytest.mark.parametrize(
    ("note", "hours", "is_match"),
    [
        ("", 1, True),
        ("", 12, True),
        ("", 13, False),
        ("更正：", 13, True),
        ("（此前误作3月）", 13, True),
    ],
)
def test_reports_of_other_days_have_other_numbers(note: str, hours: float, is_match: bool) -> None:
    report = (
        "沪市成交{}亿元，北向资金净买入56亿元，涨停45家，跌停6家，市场情绪整体平稳，板块轮动较快。"
    )
    found = match(article(report.format(4500)), article(note + report.format(4600), hours))
    assert (found is not None) is is_match


def test_latin_texts_must_be_more_alike() -> None:
    one = "The weekly security update covers three packages: openssl, curl and nginx. Upgrade soon."
    other = one.replace("three packages: openssl, curl and nginx", "two packages: kernel and sudo")
    assert match(article(one), article(other)) is None
    assert match(article(one), article(one.replace("soon", "now"))) is not None


@pytest.mark.parametrize(
    ("other", "agree"),
    [
        ("涨1元，跌2点，成交3手，换手4次", True),
        ("涨1元，跌2点，成交3手，换手5次", True),
        ("涨1元，跌2点，成交4手，换手5次", False),
        ("没有数字", True),
    ],
)
def test_three_numbers_must_agree_for_each_that_does_not(other: str, agree: bool) -> None:
    assert (
        numbers_agree(ComparedText("涨1元，跌2点，成交3手，换手4次"), ComparedText(other)) is agree
    )


def test_pairs_of_every_kind() -> None:
    def call(one: str, other: str, hours: int, companies: str, others: str) -> list[object]:
        found = match(article(one, 0, companies), article(other, hours, others))
        return [found.relation, round(found.similarity, 4)] if found else []

    golden_rows.check("story_pairs", call)
