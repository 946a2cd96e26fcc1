"""The SQL of trends: what a page shows of how its numbers can be had from the tables.

The numbers of a page are counted from arrays (`newsdb.search.counting`), which is quicker.
"""

from __future__ import annotations

import re

from newsdb.search.dimensions import DIMENSIONS, Dimension
from newsdb.search.filter_sql import bindings, where, where_key
from newsdb.search.stories import ARTICLES, with_story
from newsdb.web.time_units import SQL, Unit
from newsdb.web.trends import MAX_SERIES, TrendRequest, filter_of_search

BINDING = re.compile(r":([a-z]\w*)")
# Every post that counts is looked up in an index of `published`, not in the table of posts, whose
# rows are long; the plus keeps SQLite from the latter.
INDEXED = {"posts.id": "+posts.id", "posts.date": "substr(posts.published, 1, 10)"}


def trend_sql(request: TrendRequest) -> tuple[str, dict[str, str]]:
    """Return the statement that counts a trend, and its parameters.

    Its columns are `search`, the period and `posts`; where posts are split, before the period the
    value, its name, and of how many values it is one. Only the MAX_SERIES values of each search
    with most posts have rows.
    """
    statements = [
        _statement(query, request, number)
        for number, query in enumerate(request.queries or ("",), 1)
    ]
    parameters = {name: value for _, values in statements for name, value in values.items()}
    return "\nunion all\n".join(
        sql for sql, _ in statements
    ) + f"\norder by {request.unit}", parameters


def indexed(conditions: str) -> str:
    """Return conditions on posts so that SQLite reads an index of `published`."""
    for name, other in INDEXED.items():
        conditions = conditions.replace(name, other)
    return conditions


def _statement(query: str, request: TrendRequest, number: int) -> tuple[str, dict[str, str]]:
    """Return the statement for one search; with its number, parameters have names of their own."""
    filter = filter_of_search(request, query)
    conditions = indexed(where(filter, "match_expression(:q)"))
    dimension = DIMENSIONS[request.split] if request.split else None
    period = f"{SQL[request.unit]} as {request.unit}"
    condition = f"where published is not null and {conditions}"
    if dimension:
        # Where the posts are only those of some values, their other values are not asked for.
        condition += f" and {where_key(filter, dimension)}"
        sql = _split(dimension, request.unit, period, condition, request.once)
    else:
        count, stories = _counting(request.once)
        sql = f"select :search as search, {period}, {count} as posts\nfrom posts{stories}\n"
        sql += f"{condition}\ngroup by {request.unit}"
    parameters = {**bindings(filter), "search": query}
    if filter.q:
        parameters["q"] = filter.q
    if number > 1:
        sql = BINDING.sub(lambda match: f":{match[1]}_of_{number}", sql)
        parameters = {f"{name}_of_{number}": value for name, value in parameters.items()}
    return sql, parameters


def _counting(once: bool) -> tuple[str, str]:
    """Return the SQL that counts posts, and what they are joined with for it."""
    return (ARTICLES, f"\n  {with_story('posts.id')}") if once else ("count(*)", "")


def _split(dimension: Dimension, unit: Unit, period: str, condition: str, once: bool) -> str:
    """Return the SQL that counts posts by the largest values of a dimension and by period."""
    count, stories = _counting(once)
    story = ", story" if once else ""
    links = f"\n  cross join {dimension.links} on post_id = posts.id" if dimension.links else ""
    value, label, joined = "key", "key", ""
    if dimension.table != "posts":
        value, label = dimension.value, dimension.label
        joined = f" join {dimension.table} on {dimension.table}.{dimension.primary_key} = key"
    # A subquery, because a part of `union all` cannot begin with `with`.
    return (
        "select * from (\n"  # noqa: S608
        f"  with found as (\n    select {dimension.key} as key, {period}{story}\n"
        f"    from posts{links}{stories}\n    {condition} and {dimension.key} is not null),\n"
        "  largest as (\n    select key, count(*) over () as number from found\n"
        f"    group by key order by {count} desc, key limit {MAX_SERIES})\n"
        f"  select :search as search, {value} as {dimension.name}, {label} as label,\n"
        f"    number as {dimension.name}_number, {unit}, {count} as posts\n"
        f"  from largest join found using (key){joined}\n  group by key, {unit})"
    )
