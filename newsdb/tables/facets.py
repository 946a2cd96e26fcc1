"""Facets of pages of posts, counted from the arrays that count those of a search.

Datasette counts each facet with a query of its own. Each of them would run the page's search again,
and where many posts match, take too long.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

import numpy as np
from datasette.database import Results
from datasette.utils import CustomRow

from newsdb.search.columns import BoolArray, Columns
from newsdb.search.dimensions import DIMENSIONS
from newsdb.tables.selections import current_selections

if TYPE_CHECKING:
    from datasette.database import Database

POSTS = r"select [^()]* from (?P<table>posts|articles) where (?P<where>.*?)"
OF_COLUMN = re.compile(
    rf"\s*select (?P<column>\w+) as value, count\(\*\) as count from \(\s*{POSTS}\s*\)"  # noqa: S608
    r"\s*where (?P=column) is not null"
    r"\s*group by (?P=column) order by count desc, value limit (?P<limit>\d+)\s*",
    re.DOTALL,
)
"""The query of datasette.facets.ColumnFacet."""
OF_LINKS = re.compile(
    rf"select (?P<column>\w+) as value, count\(\*\) as count from (?P<links>\w+) "  # noqa: S608
    rf"where post_id in \(select id from \({POSTS}\)\) "
    r"group by (?P=column) order by count desc, value limit (?P<limit>\d+)",
    re.DOTALL,
)
"""The query of plugins/facets.py."""
BY_COLUMN = {
    "posts": {each.key: name for name, each in DIMENSIONS.items() if not each.links},
    "articles": {name: name for name, each in DIMENSIONS.items() if not each.links},
}
"""The dimension that a column of each table has the keys, or the names, of."""
BY_LINKS = {each.links: name for name, each in DIMENSIONS.items() if each.links}


def count_facets(database: Database) -> None:
    """Make a database count the facets of the page that `current_selections` is of.

    Whatever already answers in place of the database's own `execute` goes on answering.
    """
    execute = database.execute

    async def execute_counting(
        sql: str, params: Any = None, truncate: bool = False, *args: Any, **options: Any
    ) -> Results:
        selections = current_selections.get()
        facet = None if truncate or selections is None else _dimension_of(sql)
        if selections is None or facet is None:
            return await execute(sql, params, truncate, *args, **options)
        found, dimension = facet
        try:
            selected = await selections.selected(found["table"], found["where"].rstrip(), params)
        except sqlite3.Error:  # such as for more ids than fit in a text
            return await execute(sql, params, truncate, *args, **options)
        columns = await selections.columns()
        by_name = found["table"] == "articles" and not DIMENSIONS[dimension].links
        return _count(columns, selected, dimension, int(found["limit"]), by_name=by_name)

    database.execute = execute_counting


def _dimension_of(sql: str) -> tuple[re.Match[str], str] | None:
    """Return a facet's query and the dimension that it counts, None for any other."""
    if found := OF_LINKS.fullmatch(sql):
        dimension = BY_LINKS.get(found["links"])
        if dimension and DIMENSIONS[dimension].key == found["column"]:
            return found, dimension
    elif (found := OF_COLUMN.fullmatch(sql)) and (
        dimension := BY_COLUMN[found["table"]].get(found["column"])
    ):
        return found, dimension
    return None


def _count(
    columns: Columns, selected: BoolArray, dimension: str, limit: int, *, by_name: bool
) -> Results:
    """Return the values with the most posts and their numbers; of equals, the smallest first."""
    values = columns.dimensions[dimension]
    names: list[Any] = values.values if by_name else values.keys
    counts = values.count(selected)
    found = np.flatnonzero(counts)
    most = found[np.lexsort((np.array(names)[found], -counts[found]))[:limit]].tolist()
    rows = []
    for at in most:
        row = CustomRow(("value", "count"))
        row["value"], row["count"] = names[at], int(counts[at])
        rows.append(row)
    return Results(rows, False, (("value",), ("count",)))
