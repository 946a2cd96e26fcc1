"""Which posts are one article."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.stories import Article, comparable, group, text_key

START = datetime(2022, 1, 7, 8, tzinfo=timezone.utc)
LONG = (
    "瀚海证券今日公告，拟以自有资金回购公司股份，回购金额不低于三千万元且不超过六千万元，用于激励。"
)


def article(number: int, slug: str, body: str = "", hours: float | None = 0) -> tuple[Article, str]:
    published = None if hours is None else START + timedelta(hours=hours)
    return Article(number, slug, published, text_key(body)), body


def relations(*articles: tuple[Article, str]) -> list[list[tuple[int, str | None]]]:
    texts = {each.post_id: comparable(body) for each, body in articles}
    stories = group([each for each, _ in articles], texts.__getitem__)
    return [[(each.post_id, relation) for each, relation in story] for story in stories]


def test_one_id_is_one_article_at_any_distance_and_with_any_text() -> None:
    assert relations(
        article(1, "2022-01-07-NW202201072239307540", LONG, hours=900),
        article(2, "2022-01-07-202201072239307540", "另一段文字", hours=0),
        article(3, "-202201072239307540", hours=None),
        article(4, "2022-01-07-202201072239307541", "第三段文字"),
    ) == [[(2, None), (1, "twin"), (3, "twin")]]


@pytest.mark.parametrize(
    ("body", "copy", "hours", "is_copy"),
    [
        (LONG, LONG, 71, True),
        (LONG, LONG, 73, False),
        (LONG, f"**{LONG}**（瀚海日报）", 1, True),  # marks and the medium do not count
        (LONG, LONG.replace("，", "， ").replace("公司", "公 司"), 1, True),
        (LONG, LONG.replace("三千万", "四千万"), 1, False),
        (LONG, f"{LONG}公告全文如下。", 1, False),
        ("北向资金净买入超30亿元。", "北向资金净买入超30亿元。", 5, True),
        ("北向资金净买入超30亿元。", "北向资金净买入超30亿元。", 7, False),
        ("如题。", "如题。", 0, False),
        ("", "", 0, False),
    ],
)
def test_copies(body: str, copy: str, hours: float, is_copy: bool) -> None:
    found = relations(article(1, "a", body), article(2, "b", copy, hours))
    assert found == ([[(1, None), (2, "copy")]] if is_copy else [])


def test_a_long_common_beginning_is_no_copy() -> None:
    body = LONG * 10
    assert relations(article(1, "a", body), article(2, "b", f"{body}更正。", 1)) == []


def test_copies_of_twins_are_one_story() -> None:
    assert relations(
        article(1, "x-NW202201072239307540", LONG, 1),
        article(2, "x-202201072239307540", LONG, 0),
        article(3, "other", LONG, 2),
    ) == [[(2, None), (1, "twin"), (3, "copy")]]


def test_a_story_does_not_wander_through_time() -> None:
    """The distance counts from the lead, not from the last copy."""
    found = relations(*(article(at, f"{at}", LONG, hours=48 * at) for at in range(4)))
    assert found == [[(0, None), (1, "copy")], [(2, None), (3, "copy")]]


@given(
    st.lists(st.tuples(st.sampled_from(["", LONG, LONG + "二"]), st.integers(0, 120)), max_size=8),
    st.randoms(),
)
def test_order_does_not_matter(posts: list[tuple[str, int]], random: object) -> None:
    articles = [article(at, f"{at}", body, hours) for at, (body, hours) in enumerate(posts)]
    expected = sorted(relations(*articles), key=repr)
    random.shuffle(articles)  # type: ignore[attr-defined]
    assert sorted(relations(*articles), key=repr) == expected
