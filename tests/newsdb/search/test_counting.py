"""Counts from arrays are those of a loop over the posts."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newsdb.search.columns import Columns, Values
from newsdb.search.counting import (
    ValueCounts,
    count_by_period,
    count_by_value_and_period,
    merge_counts,
    periods_of,
)

DAYS = ["2021-12-30", "2021-12-31", "2022-01-01", "2022-02-01"]
DAY = {1: 0, 2: 1, 3: 1, 4: 2, 5: -1, 6: 3, 7: 3, 8: 3}
STORY = {1: 7, 2: 7, 3: 0, 4: 7, 5: 7, 6: 8, 7: 8, 8: 0}
TAGS = {"a": [1, 2, 3, 5, 6, 7], "b": [2, 4, 6, 8], "c": [5]}
NAMES = {"a": "A", "b": "B", "c": "C"}
COLUMNS = Columns(
    newest=np.arange(8, 0, -1),
    ids_follow_time=True,
    story=np.array([0, *STORY.values()]),
    is_lead=np.zeros(9, np.bool_),
    days=DAYS,
    day=np.array([-1, *DAY.values()]),
    dimensions={
        "tag": Values(
            keys=[30, 20, 10],
            values=list(TAGS),
            labels=list(NAMES.values()),
            starts=np.cumsum([0, *map(len, TAGS.values())])[:-1],
            posts=np.concatenate([np.array(posts) for posts in TAGS.values()]),
        )
    },
)
IDS = st.lists(st.integers(1, 8), unique=True)


def month(day: str) -> str:
    return day[:7]


def articles(posts: list[int], *, once: bool) -> dict[str, int]:
    """Count posts by month; if stories count once, those of a story in a month as one."""
    dated = [post for post in posts if DAY[post] >= 0]
    return Counter(
        period
        for period, _ in {
            (month(DAYS[DAY[post]]), -STORY[post] if once and STORY[post] else post)
            for post in dated
        }
    )


@given(ids=IDS, once=st.booleans())
def test_posts_are_counted_by_period(ids: list[int], once: bool) -> None:
    periods = periods_of(COLUMNS, month)
    assert (periods.names, periods.of_day.tolist()) == (
        ["2021-12", "2022-01", "2022-02"],
        [0, 0, 1, 2],
    )
    counted = count_by_period(COLUMNS, ids, periods, once=once)
    assert counted == articles(ids, once=once)
    assert list(counted) == sorted(counted)


@given(
    ids=IDS,
    once=st.booleans(),
    number=st.integers(1, 3),
    keys=st.sampled_from([None, [20], [30, 10]]),
)
def test_values_are_counted_by_period(
    ids: list[int], once: bool, number: int, keys: list[int | str] | None
) -> None:
    found, of_all = count_by_value_and_period(
        COLUMNS, ids, periods_of(COLUMNS, month), "tag", once=once, number=number, keys=keys
    )
    expected = []
    for key, (tag, posts) in zip((30, 20, 10), TAGS.items(), strict=True):
        chosen = [post for post in posts if post in ids and DAY[post] >= 0]
        # A story in two months is one article of a tag.
        total = len({-STORY[post] if once and STORY[post] else post for post in chosen})
        if total and (keys is None or key in keys):
            expected.append((-total, key, tag, NAMES[tag], articles(chosen, once=once)))
    expected.sort()
    assert of_all == len(expected)
    assert [(each.value, each.label, each.counts) for each in found] == [
        tuple(each[2:]) for each in expected[:number]
    ]


def test_counts_of_several_databases_are_added() -> None:
    one = [ValueCounts("a", "A", {"2021": 2}, 2), ValueCounts("b", "B", {"2021": 1}, 1)]
    other = [
        ValueCounts("c", "C", {"2022": 3}, 3),
        ValueCounts("b", "B2", {"2021": 1, "2022": 2}, 3),
    ]
    both = ValueCounts("b", "B2", {"2021": 2, "2022": 2}, 4)
    assert merge_counts([(one, 7)], 1) == (one, 7)
    assert merge_counts([(one, 2), (other, 2)], 2) == ([both, other[0]], 3)
    assert merge_counts([(one, 2), (other, 2)], 9) == ([both, other[0], one[0]], 3)
