"""Facets: how many of the posts found each filter would leave."""

import sqlite3
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsdb.search.columns import IntArray, Values, columns_of
from newsdb.search.counting import count_by_period, periods_of

MAX_VALUES = 20
"""How many values of each dimension are returned, those with the most posts."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a filter, its name for people, and how many posts have it."""

    value: str
    label: str
    count: int


def facets(
    connection: sqlite3.Connection, ids: npt.ArrayLike, once: bool = False
) -> dict[str, list[Facet]]:
    """Return how many of some posts have each value of each dimension, each year and each month.

    The most common values come first, at most MAX_VALUES of them; years and months are complete,
    the latest first. `ids` are `Results.versions`. With `once`, the posts of a story that have
    the same value count as one.
    """
    columns = columns_of(connection)
    selected = columns.select(ids)
    story = columns.story if once else None
    by_month = count_by_period(columns, ids, periods_of(columns, lambda day: day[:7]), once=once)
    months = [Facet(month, month, count) for month, count in reversed(by_month.items())]
    years: Counter[str] = Counter()
    for month in months:
        years[month.value[:4]] += month.count
    return {
        **{
            name: most_common(values, values.count(selected, story))
            for name, values in columns.dimensions.items()
        },
        "year": [Facet(year, year, count) for year, count in years.items()],
        "month": months,
    }


def most_common(values: Values, counts: IntArray) -> list[Facet]:
    """Return the values with the highest counts; of equals, those that sort first."""
    order = np.argsort(-counts, kind="stable")[:MAX_VALUES]
    return _facets(values, counts, order[counts[order] > 0])


def _facets(values: Values, counts: IntArray, positions: IntArray) -> list[Facet]:
    return [
        Facet(values.values[at], values.labels[at], int(counts[at])) for at in positions.tolist()
    ]
