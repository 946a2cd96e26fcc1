"""Which posts are linked to the lead of a story, and how."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from loaders.stories.linking import Linker
from loaders.stories.rules import ComparedPost
from loaders.stories.texts import ComparedText

START = datetime(2022, 1, 7, 8, tzinfo=timezone.utc)
LONG = (
    "瀚海证券今日公告，拟以自有资金回购公司股份，回购金额不低于三千万元且不超过六千万元，用于激励。"
)
MORE = "公司表示，回购体现了管理层对长期发展的信心，不会对日常经营产生重大影响，也不会改变控制权。"


def article(number: int, body: str, hours: float = 0, companies: str = "") -> ComparedPost:
    published = START + timedelta(hours=hours)
    return ComparedPost(
        number, f"{number}", published, ComparedText(body), frozenset(companies.split())
    )


def links(*articles: ComparedPost) -> list[tuple[int, str | None]]:
    linker = Linker()
    found = []
    for each in articles:
        linker.begin(each.published.toordinal())
        found.append(tuple(linker.link(each)))
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("body", "later", "hours", "relation"),
    [
        (LONG, LONG, 71, "copy"),
        (LONG, LONG, 73, None),
        (LONG, f"**{LONG}**（瀚海日报）", 1, "copy"),  # marks and the outlet do not count
        (LONG, LONG.replace("，", "， ").replace("公司", "公 司"), 1, "copy"),
        (LONG, LONG.replace("瀚海证券", "[瀚海证券](http://quote.example/1)"), 1, "copy"),
        (LONG, LONG.replace("三千万", "四千万"), 1, None),
        (LONG, f"{LONG}公告全文如下。", 1, "copy"),
        (LONG, LONG + MORE, 1, "update"),
        (LONG + MORE, LONG, 1, "copy"),
        (LONG, MORE, 1, None),
        ("北向资金净买入超30亿元。", "北向资金净买入超30亿元。", 5, "copy"),
        ("北向资金净买入超30亿元。", "北向资金净买入超30亿元。", 7, None),
        ("北向资金净买入超30亿元。", "北向资金净买入超30亿元，沪股通居多。", 5, "copy"),
        ("北向资金净买入超30亿元。", "沪股通居多，北向资金净买入超30亿元。", 5, None),
        ("如题。", "如题。", 0, None),
        ("", "", 0, None),
    ],
)
def test_relations(body: str, later: str, hours: float, relation: str | None) -> None:
    found = links(article(1, body), article(2, later, hours))
    assert found == [(1, None), (1, relation) if relation else (2, None)]


def test_companies_and_days_keep_posts_apart() -> None:
    assert links(article(1, LONG, 0, "A B"), article(2, LONG + "完", 1, "C"))[1] == (2, None)
    assert links(article(1, LONG, 0, "A B"), article(2, LONG + "完", 1, "B"))[1] == (1, "copy")
    assert links(article(1, LONG, 0, "A"), article(2, LONG + "完", 1))[1] == (1, "copy")
    assert links(article(1, f"1月7日{LONG}"), article(2, f"1月8日{LONG}", 24))[1] == (2, None)
    assert links(article(1, f"1月7日{LONG}"), article(2, f"1月7日，{LONG}完", 24))[1] == (1, "copy")


def test_a_copy_of_an_update_belongs_to_the_story_of_the_flash() -> None:
    flash = LONG[:24]
    whole = LONG + MORE
    assert links(article(1, flash), article(2, whole, 1), article(3, whole[30:], 2)) == [
        (1, None),
        (1, "update"),
        (1, "copy"),
    ]


def test_a_story_does_not_wander_through_time() -> None:
    """The distance counts from the lead, not from the last copy."""
    found = links(*(article(at, LONG, hours=48 * at) for at in range(4)))
    assert found == [(0, None), (0, "copy"), (2, None), (2, "copy")]


def test_a_story_does_not_wander_through_texts() -> None:
    """Each resembles the one before, but the last has nothing of the first."""
    long = (LONG + MORE) * 2
    other = "".join(chr(0x5000 + at) for at in range(len(long)))
    steps = [other[: at * 40] + long[at * 40 :] for at in range(5)]
    found = links(*(article(at, text, at) for at, text in enumerate(steps)))
    assert [lead_id for lead_id, _ in found] == [0, 0, 0, 0, 4]


def test_what_many_posts_say_tells_nothing() -> None:
    clause = "以上内容仅供参考不构成投资建议"
    texts = ["".join(chr(0x5000 + 97 * at + step) for step in range(90)) for at in range(50)]
    found = links(*(article(at, f"{clause}，{text}", at / 10) for at, text in enumerate(texts)))
    assert [lead_id for lead_id, _ in found] == list(range(50))


@pytest.mark.parametrize(("others", "is_found"), [(38, True), (39, False)])
def test_a_clause_that_forty_posts_of_a_day_share_tells_nothing(
    others: int, is_found: bool
) -> None:
    flash = "央行今日开展逆回购操作"
    posts = [article(0, flash)]
    for number in range(1, others + 1):
        own = "".join(chr(0x5000 + 97 * number + at) for at in range(90))
        posts.append(article(number, f"{own}，{flash}"))
    later = article(99, f"{flash}，{'期限均为七天。' * 9}", 1)
    assert links(*posts, later)[-1] == ((0, "update") if is_found else (99, None))
