"""Facets: how many of the posts found each filter would leave."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass

from newsdb.search.dimensions import DIMENSIONS, Dimension

MANY = 2_000
"""From this many posts on, walking an index is faster than looking each post up."""
MAX_VALUES = 20
"""How many values of each dimension are returned, those with the most posts."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a filter, its name for people, and how many posts have it."""

    value: str
    label: str
    count: int


MONTHS = """
    select month, month, number from (
      select substr(date, 1, 7) as month, count(*) as number from posts
      where {id} in (select value from json_each(:ids)) and date > '' group by month
    )"""


def facets(connection: sqlite3.Connection, ids: list[int]) -> dict[str, list[Facet]]:
    """Return how many of some posts have each value of each dimension, each year and each month.

    The most common values come first, at most MAX_VALUES of them; years and months are complete,
    the latest first. `ids` are `Results.ids`: where these are only the newest that match, only
    they are counted.
    """
    values = {"ids": json.dumps(ids), "max": MAX_VALUES}
    id = "+id" if len(ids) > MANY else "id"

    def count(sql: str) -> list[Facet]:
        return [Facet(*row) for row in connection.execute(sql.format(id=id), values)]

    counts = {name: count(_count_by(dimension)) for name, dimension in DIMENSIONS.items()}
    for found in counts.values():
        found.sort(key=lambda facet: (-facet.count, facet.value))
    months = sorted(count(MONTHS), key=lambda month: month.value, reverse=True)
    years: Counter[str] = Counter()
    for month in months:
        years[month.value[:4]] += month.count
    return {
        **{name: found[:MAX_VALUES] for name, found in counts.items()},
        "year": [Facet(year, year, count) for year, count in years.items()],
        "month": months,
    }


def _count_by(dimension: Dimension) -> str:
    """Return the SQL that counts posts by the values of a dimension."""
    table, post = (dimension.links, "post_id") if dimension.links else ("posts", "{id}")
    # Where the key is what a tie is decided by, the rest need not be looked up.
    is_value = dimension.primary_key == dimension.value
    order = "order by number desc, key limit :max" if is_value else ""
    counts = f"""
        select {dimension.key} as key, count(*) as number from {table}
        where {post} in (select value from json_each(:ids)) and {dimension.key} is not null
        group by key {order}"""  # noqa: S608
    if dimension.table == "posts":
        return f"select key, key, number from ({counts})"  # noqa: S608
    return f"""
        select {dimension.value}, {dimension.label}, number from ({counts})
        join {dimension.table} on {dimension.table}.{dimension.primary_key} = key"""  # noqa: S608
