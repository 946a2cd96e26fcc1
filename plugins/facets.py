"""Facets over the tables that link posts to tags, categories and securities.

Datasette counts the values of a column only. `?_facet_m2m=post_tags` counts those of a table
that is between this one and another, and `?_with=post_tags:5` keeps the rows that such a
table links to a value. (Datasette's own `?_through=` cannot be joined with a filter on a
column: both call their parameter `p0`.)
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted
from datasette.facets import Facet
from datasette.filters import FilterArguments
from datasette.utils import (
    escape_sqlite,
    path_with_added_args,
    path_with_removed_args,
)
from datasette.utils.asgi import BadRequest, Request

PARAMETER = "_with"
FACET = "_facet_m2m"
COMMON = 2000
"""With how many rows or more a linked value counts as common."""
# The view holds the same rows under the same ids, and has no foreign keys of its own.
SAME_ROWS = {"articles": "posts"}


class Junction(NamedTuple):
    """A table between two others: `column` is its key of this one, `other` of the other one."""

    table: str
    column: str
    key: str
    other: str
    other_table: str


async def link_of(database: Database, table: str, between: str) -> Junction | None:
    """Return how a table links the rows of another one to a third, or None if it does not."""
    if not await database.table_exists(between):
        return None
    keys = await database.foreign_keys_for_table(between)
    here = [key for key in keys if key["other_table"] == SAME_ROWS.get(table, table)]
    there = [key for key in keys if key not in here]
    if len(here) != 1 or len(there) != 1:
        return None
    ours, theirs = here[0], there[0]
    return Junction(
        between, ours["column"], ours["other_column"], theirs["column"], theirs["other_table"]
    )


class ManyToManyFacet(Facet):  # type: ignore[misc]
    """Counts the values that a table between links to the rows that are shown."""

    type = "m2m"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        results, timed_out = [], []
        for given in self.get_configs():
            between = given["config"].get("table") or given["config"].get("simple") or ""
            database = self.ds.get_database(self.database)
            link = await link_of(database, self.table, between)
            if link is None:
                continue
            try:
                results.append(await self.result(link, hideable=given["source"] != "metadata"))
            except QueryInterrupted:
                timed_out.append(link.other_table)
        return results, timed_out

    async def result(self, link: Junction, hideable: bool) -> dict[str, Any]:
        """Return what one facet shows. Raises QueryInterrupted if counting takes too long."""
        size = self.get_facet_size()
        counted = await self.ds.execute(
            self.database,
            self.counting(link, size + 1),
            self.params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        rows = counted.rows[:size]
        labels = await self.ds.expand_foreign_keys(
            self.database, link.table, link.other, [row["value"] for row in rows]
        )
        chosen = {value for name, value in self.get_querystring_pairs() if name == PARAMETER}
        values = []
        for row in rows:
            value = f"{link.table}:{row['value']}"
            change = path_with_removed_args if value in chosen else path_with_added_args
            path = self.ds.urls.path(change(self.request, {PARAMETER: value}))
            values.append(
                {
                    "value": row["value"],
                    "label": labels.get((link.other, row["value"]), row["value"]),
                    "count": row["count"],
                    "toggle_url": self.ds.absolute_url(self.request, path),
                    "selected": value in chosen,
                }
            )
        return {
            "name": link.other_table,
            "type": self.type,
            "hideable": hideable,
            "toggle_url": self.ds.urls.path(
                path_with_removed_args(self.request, {f"_facet_{self.type}": link.table})
            ),
            "results": values,
            "truncated": len(counted.rows) > size,
        }

    def counting(self, link: Junction, limit: int) -> str:
        """Return the SQL that counts; all rows are counted along an index of the table between."""
        table, column, key, other = map(escape_sqlite, link[:4])
        rows = f"select {key} from ({self.sql})"  # noqa: S608
        condition = f"where {column} in ({rows})" if " where " in self.sql else ""
        return (
            f"select {other} as value, count(*) as count from {table} {condition} "  # noqa: S608
            f"group by {other} order by count desc, value limit {limit}"
        )


@hookimpl
def register_facet_classes() -> list[type[Facet]]:
    return [ManyToManyFacet]


@hookimpl
def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> object:
    async def link(between: str, given: str, form: str) -> Junction:
        found = await link_of(datasette.get_database(database), table, between)
        if found is None:
            raise BadRequest(f"{given}: it links no rows of {table} to others; write {form}")
        return found

    async def filters() -> FilterArguments | None:
        for given in _values(request, FACET):
            # Refused here, before all facets are counted; {…} is a longer form.
            if not given.startswith("{"):
                await link(given, f"{FACET}={given}", f"{FACET}=post_tags")
        arguments = FilterArguments([], {}, [])
        for number, given in enumerate(_values(request, PARAMETER)):
            between, _, value = given.partition(":")
            found = await link(between, f"{PARAMETER}={given}", f"{PARAMETER}=post_tags:5")
            await datasette.ensure_permissions(
                request.actor,
                [("view-table", (database, between)), ("view-database", database), "view-instance"],
            )
            name, column, key, other = map(escape_sqlite, found[:4])
            linked = f"select {column} from {name} where {other} = :with_{number}"  # noqa: S608
            counted = await datasette.execute(
                database,
                f"select count(*) from ({linked} limit {COMMON})",  # noqa: S608
                {f"with_{number}": value},
            )
            # The unary plus keeps SQLite from collecting the rows, with their texts, to sort them:
            # it walks along the order of time then.
            sign = "+" if counted.first()[0] == COMMON else ""
            arguments.where_clauses.append(f"{sign}{key} in ({linked})")
            arguments.params[f"with_{number}"] = value
            labels = await datasette.expand_foreign_keys(database, between, found.other, [value])
            label = next(iter(labels.values()), value)
            arguments.human_descriptions.append(f'{found.other_table} include "{label}"')
        return arguments if arguments.where_clauses else None

    return filters


def _values(request: Request, name: str) -> list[str]:
    pairs = parse_qsl(request.query_string, keep_blank_values=True)
    return [value for each, value in pairs if each == name]
