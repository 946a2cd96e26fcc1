"""Datasette's filters of columns, where what they do is not what they say."""

from __future__ import annotations

import re
from typing import Any

from datasette.facets import DateFacet
from datasette.filters import Filters, TemplatedFilter
from datasette.utils import escape_sqlite

LIKE = ("contains", "startswith", "endswith")
SPECIAL = re.compile(r"[%_\\]")


class LiteralFilter(TemplatedFilter):  # type: ignore[misc]
    """A filter by LIKE that takes `%` and `_` for the characters that they are.

    A value without them makes the same SQL as before.
    """

    def where_clause(
        self, table: str, column: str, value: str, param_counter: int
    ) -> tuple[str, str]:
        """Return the condition in SQL, and the value of its parameter."""
        escaped = SPECIAL.sub(r"\\\g<0>", value)
        sql, parameter = super().where_clause(table, column, escaped, param_counter)
        return (sql if escaped == value else f"{sql} escape '\\'"), parameter


class LocalDayFilter(TemplatedFilter):  # type: ignore[misc]
    """A filter by day that takes the day where a time was written down.

    SQLite's `date()` turns a time with an offset into UTC first: a post of eight in the morning in
    Shanghai would be one of the day before.
    """

    def where_clause(
        self, table: str, column: str, value: str, param_counter: int
    ) -> tuple[str, str]:
        """Return the condition in SQL, and the value of its parameter."""
        sql, parameter = super().where_clause(table, column, value, param_counter)
        return re.sub(r"^date\((.*)\) =", r"date(substr(\1, 1, 10)) =", sql), parameter


def correct_filters() -> None:
    """Replace those of Datasette's filters that are wrong, once for the process."""
    for at, found in enumerate(Filters._filters):
        replacement = corrected(found)
        if replacement is not None:
            Filters._filters[at] = Filters._filters_by_key[found.key] = replacement


def corrected(found: Any) -> TemplatedFilter | None:
    """Return a filter that does what its name says, or None if it does already."""
    kind = {**dict.fromkeys(LIKE, LiteralFilter), "date": LocalDayFilter}.get(found.key)
    if kind is None or isinstance(found, kind):
        return None
    return kind(
        found.key,
        found.display,
        found.sql_template,
        found.human_template,
        format=found.format,
        numeric=found.numeric,
        no_argument=found.no_argument,
    )


class LocalDateFacet(DateFacet):  # type: ignore[misc]
    """Counts days as `LocalDayFilter` finds them."""

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the counts of each column that is asked for, and the names of those too slow."""
        configs = [each["config"] for each in self.get_configs()]
        columns = {escape_sqlite(each.get("column") or each["simple"]) for each in configs}
        if not columns:
            return [], []
        days = ", ".join(f"substr({column}, 1, 10) as {column}" for column in sorted(columns))
        sql = f"{vars(self)['sql']}"
        self.sql = f"select {days} from ({sql})"  # noqa: S608
        try:
            results: tuple[list[dict[str, Any]], list[str]] = await super().facet_results()
            return results
        finally:
            self.sql = sql
