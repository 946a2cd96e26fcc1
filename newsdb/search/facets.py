"""How many of the posts found each filter would leave."""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass

MANY = 2_000
"""From so many posts on it is faster to go through an index than to look each of them up."""
SHOWN = 20
"""So many values of each filter are told, those with most posts."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a filter, what people call it, and how many posts have it."""

    value: str
    label: str
    count: int


COUNTS = {
    "source": """
        select name, name, number from (
          select source_id, count(*) as number from posts
          where {id} in (select value from json_each(:ids)) group by source_id
        ) join sources on sources.id = source_id""",
    "tag": """
        select name, name, number from (
          select tag_id, count(*) as number from post_tags
          where post_id in (select value from json_each(:ids)) group by tag_id
        ) join tags on tags.id = tag_id""",
    "category": """
        select name, name, number from (
          select category_id, count(*) as number from post_categories
          where post_id in (select value from json_each(:ids)) group by category_id
        ) join categories on categories.id = category_id""",
    "security": """
        select securities.code, securities.name, number from (
          select code, count(*) as number from post_securities
          where post_id in (select value from json_each(:ids)) group by code
          order by number desc, code limit :shown
        ) as counts join securities on securities.code = counts.code""",
    "month": """
        select month, month, number from (
          select substr(date, 1, 7) as month, count(*) as number from posts
          where {id} in (select value from json_each(:ids)) and date > '' group by month
        )""",
}


def facets(
    connection: sqlite3.Connection, ids: list[int], shown: int = SHOWN
) -> dict[str, list[Facet]]:
    """How many of some posts each source, tag, category, security, year and month has.

    The commonest come first, but the latest of years and months, and of those all are told. Give
    it `Results.ids`: where these are only the newest that match, only they are counted.
    """
    given = {"ids": json.dumps(ids), "shown": shown}
    identity = "+id" if len(ids) > MANY else "id"
    counts = {
        name: [Facet(*row) for row in connection.execute(statement.format(id=identity), given)]
        for name, statement in COUNTS.items()
    }
    months = sorted(counts.pop("month"), key=lambda month: month.value, reverse=True)
    years: Counter[str] = Counter()
    for month in months:
        years[month.value[:4]] += month.count
    for values in counts.values():
        values.sort(key=lambda facet: (-facet.count, facet.value))
    return {
        **{name: values[:shown] for name, values in counts.items()},
        "year": [Facet(year, year, count) for year, count in years.items()],
        "month": months,
    }
