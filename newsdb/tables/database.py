"""What the pages of a database and of SQL show: tables in groups, the schema, fields, charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsdb.instance import database_names
from newsdb.web.charts import Chart, Series, by_day, by_month

if TYPE_CHECKING:
    from datasette.app import Datasette

FIRST_SQL = """select substr(date, 1, 7) as month, count(*) as posts
from posts
where date is not null
group by month
order by month"""
"""The query that the editor begins with: it has a chart, and shows how a query of posts looks."""
MAX_OPTIONS = 500
MAX_ROWS_DRAWN = 40
LIKE_A_DAY = re.compile(r"\d{4}-", re.ASCII)
IS_A_KEY = re.compile(r"(?:^|_)id$")
PERIOD = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TableGroups:
    """The tables and views of a database: those to begin with, bookkeeping, and hidden ones."""

    first: list[dict[str, Any]]
    rest: list[dict[str, Any]]
    hidden: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class QueryField:
    """How a parameter of a query is asked for: the type of an HTML input, or options."""

    type: str = "text"
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsChart:
    """A chart of the rows of a query: the column `number` over the column `period`, in sums for
    each period, or for each name."""

    period: str
    number: str
    bars: Chart


def group_tables(
    metadata: Mapping[str, Any], tables: list[dict[str, Any]], views: list[dict[str, Any]]
) -> TableGroups:
    """Return tables and views in groups, in the order in which metadata describes them.

    `plugins: newsdb: bookkeeping` of the database names the tables that readers seldom need.
    """
    names = ["articles", *(metadata.get("tables") or {})]
    order = {name: at for at, name in reversed(list(enumerate(names)))}
    plugins = (metadata.get("plugins") or {}).get("newsdb") or {}
    bookkeeping = plugins.get("bookkeeping") or ()
    shown = [*({**view, "count": None} for view in views), *tables]
    shown.sort(key=lambda each: (order.get(each["name"], len(order)), each["name"]))
    hidden = [each for each in shown if each.get("hidden")]
    rest = [each for each in shown if each["name"] in bookkeeping and each not in hidden]
    first = [each for each in shown if each not in hidden and each not in rest]
    return TableGroups(first, rest, hidden)


def first_sql(datasette: Datasette, database: str, tables: Sequence[Mapping[str, Any]]) -> str:
    """Return the SQL with which the editor begins."""
    if database in database_names(datasette):
        return FIRST_SQL
    return f"select * from [{tables[0]['name']}]" if tables else "select sqlite_version()"  # noqa: S608


async def field_of(
    datasette: Datasette, database: str, query: str | None, parameter: str
) -> QueryField:
    """Return the field for a parameter of a named query, as metadata says in the query's `fields`.

    There, `first_day: date` is a type of an HTML input, `kind: [share, fund]` are options, and
    `source: sources.name` are the values of a column.
    """
    queries = datasette.metadata("queries", database=database) or {}
    said = ((queries.get(query) or {}).get("fields") or {}).get(parameter) if query else None
    if isinstance(said, list):
        return QueryField(options=tuple(f"{each}" for each in said))
    table, dot, column = f"{said or 'text'}".partition(".")
    if not dot:
        return QueryField(table)
    found = await datasette.get_database(database).execute(
        f"select distinct [{column}] from [{table}] order by 1 limit {MAX_OPTIONS + 1}"  # noqa: S608
    )
    options = tuple(f"{row[0]}" for row in found.rows)
    return QueryField(options=options) if len(options) <= MAX_OPTIONS else QueryField()


def schema_of(datasette: Datasette, database: str) -> Callable[[], Any]:
    """Return a function that reads the tables and columns which metadata describes."""

    async def schema() -> list[dict[str, Any]]:
        metadata = (datasette.metadata("databases") or {}).get(database) or {}
        opened = datasette.get_database(database)
        hidden = await opened.hidden_table_names()
        tables = [{"name": name} for name in await opened.table_names() if name not in hidden]
        groups = group_tables(metadata, tables, [{"name": n} for n in await opened.view_names()])
        names = [each["name"] for each in (*groups.first, *groups.rest)]
        return [
            {"name": name, "columns": await opened.table_column_details(name)} for name in names
        ]

    return schema


def number_columns(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> set[str]:
    """Return the columns that hold numbers only, and one at least."""
    found = set()
    for at, column in enumerate(columns):
        values = [row[at] for row in rows if row[at] is not None]
        if values and all(isinstance(value, int | float) for value in values):
            found.add(column)
    return found


def chart_of_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> RowsChart | None:
    """Return the chart of a query's rows, or None if they have no months and numbers.

    The first column of months or days is the axis, the first of whole numbers is summed.
    """
    periods = [
        at
        for at in range(len(columns))
        if rows and all(PERIOD.fullmatch(f"{row[at]}") for row in rows)
    ]
    numbers = [
        at
        for at in range(len(columns))
        if rows and all(isinstance(row[at], int) and row[at] >= 0 for row in rows)
    ]
    if not periods:
        return chart_of_names(columns, rows)
    if not numbers:
        return None
    period, number = periods[0], numbers[0]
    days = {f"{row[period]}" for row in rows}
    months = {day[:7] for day in days}
    totals: dict[str, int] = {}
    by_days = len(months) == 1 and all(len(day) == len("2022-01-01") for day in days)
    for row in rows:
        key = f"{row[period]}" if by_days else f"{row[period]}"[:7]
        totals[key] = totals.get(key, 0) + row[number]
    try:
        bars = by_day(totals, *months) if by_days else by_month(totals)
    except ValueError:
        return None
    return RowsChart(columns[period], columns[number], bars) if bars else None


def chart_of_names(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> RowsChart | None:
    """Return the chart of rows that each have a name of their own and a number, if they do.

    The names are in the column `name`, or the first one of different texts. The numbers are in
    the first column of numbers that is no key: none below 0, and not all 0.
    """
    if not 1 < len(rows) <= MAX_ROWS_DRAWN:
        return None
    cells = list(zip(*rows, strict=True))
    texts = [
        at
        for at, values in enumerate(cells)
        if all(isinstance(value, str) and value and not LIKE_A_DAY.match(value) for value in values)
        and len({*values}) == len(rows)
    ]
    numbers = [
        at
        for at, values in enumerate(cells)
        if all(isinstance(value, int | float) and value >= 0 for value in values)
        and any(values)
        and not IS_A_KEY.search(columns[at])
    ]
    if not texts or not numbers:
        return None
    name, number = next((at for at in texts if columns[at] == "name"), texts[0]), numbers[0]
    bars = Chart(cells[name], (Series("", cells[number]),), "rows")
    return RowsChart(columns[name], columns[number], bars)
