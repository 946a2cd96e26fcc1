"""Counts of posts by period, and by period and value, from arrays: milliseconds for any number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from newsdb.search.columns import Columns, IntArray, count_groups


@dataclass(frozen=True, slots=True, eq=False)
class Periods:
    """The periods in which there are posts, in order, and the position of each day's among them."""

    names: list[str]
    of_day: IntArray


@dataclass(frozen=True, slots=True)
class ValueCounts:
    """A value of a dimension, its name for people, its posts by period, and how many they are."""

    value: str
    label: str
    counts: dict[str, int]
    total: int


def periods_of(columns: Columns, period_of: Callable[[str], str]) -> Periods:
    """Return the periods of all posts; `period_of` gives that of a day (YYYY-MM-DD), and later
    days never an earlier one."""
    names = list(map(period_of, columns.days))
    positions = {name: at for at, name in enumerate(dict.fromkeys(names))}
    return Periods(list(positions), np.array([positions[name] for name in names], np.int64))


def count_by_period(
    columns: Columns, ids: npt.ArrayLike, periods: Periods, *, once: bool
) -> dict[str, int]:
    """Return how many of some posts each period has, those without any left out.

    With `once`, the posts of a story in a period count as one.
    """
    posts = _dated(columns, ids)
    groups = periods.of_day[columns.day[posts]]
    stories = columns.story[posts] if once else None
    return _named(periods, count_groups(groups, len(periods.names), stories))


def count_by_value_and_period(
    columns: Columns,
    ids: npt.ArrayLike,
    periods: Periods,
    dimension: str,
    *,
    once: bool,
    number: int | None,
    keys: Collection[int | str | None] | None = None,
) -> tuple[list[ValueCounts], int]:
    """Return the values of a dimension that most of some posts have, `number` of them or all, and
    how many values these posts have.

    With `keys`, only the values that have one of these primary keys count. With `once`, the posts
    of a story in a period count as one.
    """
    values = columns.dimensions[dimension]
    at, posts = values.pairs(columns.select(_dated(columns, ids)))
    stories = columns.story[posts] if once else None
    totals = count_groups(at, len(values.keys), stories)
    if keys is not None:
        totals[[position for position, key in enumerate(values.keys) if key not in keys]] = 0
    found = np.flatnonzero(totals)
    order = np.lexsort((np.array(values.keys)[found], -totals[found]))
    largest = found[order][:number]
    rank = np.full(len(values.keys), -1, np.int64)
    rank[largest] = np.arange(len(largest))
    chosen = np.flatnonzero(rank[at] >= 0)
    groups = rank[at[chosen]] * len(periods.names) + periods.of_day[columns.day[posts[chosen]]]
    counts = count_groups(
        groups, len(largest) * len(periods.names), None if stories is None else stories[chosen]
    ).reshape(len(largest), len(periods.names))
    return [
        ValueCounts(
            values.values[value],
            values.labels[value],
            _named(periods, counts[row]),
            int(totals[value]),
        )
        for row, value in enumerate(largest.tolist())
    ], len(found)


def merge_counts(
    each: Sequence[tuple[list[ValueCounts], int]], number: int
) -> tuple[list[ValueCounts], int]:
    """Return the sums of what `count_by_value_and_period` returned for each database, all values of
    each if there are several; what they call otherwise has its name in the last one."""
    if len(each) == 1:
        return each[0]
    found: dict[str, ValueCounts] = {}
    for values, _ in each:
        for one in values:
            if before := found.get(one.value):
                counts = {**Counter(before.counts) + Counter(one.counts)}
                one = replace(one, counts=counts, total=before.total + one.total)
            found[one.value] = one
    largest = sorted(found.values(), key=lambda one: (-one.total, one.value))
    return largest[:number], len(found)


def _dated(columns: Columns, ids: npt.ArrayLike) -> IntArray:
    posts = np.asarray(ids, np.int64)
    return posts[columns.day[posts] >= 0]


def _named(periods: Periods, counts: IntArray) -> dict[str, int]:
    return {
        periods.names[position]: count for position, count in enumerate(counts.tolist()) if count
    }
