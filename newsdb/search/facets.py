"""Facets: how many of the posts found each filter would leave."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from newsdb.search.columns import IntArray, Values, columns_of
from newsdb.search.counting import count_by_period, periods_of
from newsdb.search.databases import Databases, local_ids

MAX_VALUES = 20
"""How many values of each dimension are returned, those with the most posts."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a filter, its name for people, and how many posts have it."""

    value: str
    label: str
    count: int


def facets(databases: Databases, ids: npt.ArrayLike, once: bool = False) -> dict[str, list[Facet]]:
    """Return how many of some posts have each value of each dimension, each year and each month.

    The most common values come first, at most MAX_VALUES of them; years and months are complete,
    the latest first. `ids` are `Results.versions`. With `once`, the posts of a story that have
    the same value count as one.
    """
    if len(databases) == 1:
        return _facets_of(databases[0], ids, once, MAX_VALUES)
    found = np.asarray(ids, np.int64)
    each = [
        _facets_of(connection, local_ids(databases, number, found), once, None)
        for number, connection in enumerate(databases)
    ]
    merged = {name: _merged(part[name] for part in each) for name in each[0]}
    return {
        name: sorted(values, key=lambda facet: facet.value, reverse=True)
        if name in ("year", "month")
        else values[:MAX_VALUES]
        for name, values in merged.items()
    }


def _merged(each: Iterable[list[Facet]]) -> list[Facet]:
    """Return the sums of the counts of several databases, the most common values first.

    What they call otherwise has its name in the last one.
    """
    found: dict[str, Facet] = {}
    for facets in each:
        for facet in facets:
            before = found[facet.value].count if facet.value in found else 0
            found[facet.value] = replace(facet, count=before + facet.count)
    return sorted(found.values(), key=lambda facet: (-facet.count, facet.value))


def _facets_of(
    connection: sqlite3.Connection, ids: npt.ArrayLike, once: bool, limit: int | None
) -> dict[str, list[Facet]]:
    """Return the facets of posts of a database, at most `limit` values of each dimension."""
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
            name: most_common(values, values.count(selected, story), limit)
            for name, values in columns.dimensions.items()
        },
        "year": [Facet(year, year, count) for year, count in years.items()],
        "month": months,
    }


def most_common(values: Values, counts: IntArray, limit: int | None = MAX_VALUES) -> list[Facet]:
    """Return the values with the highest counts; of equals, those that sort first."""
    order = np.argsort(-counts, kind="stable")[:limit]
    return _facets(values, counts, order[counts[order] > 0])


def _facets(values: Values, counts: IntArray, positions: IntArray) -> list[Facet]:
    return [
        Facet(values.values[at], values.labels[at], int(counts[at])) for at in positions.tolist()
    ]
