"""Check that all pages of every table together are the table, on many posts.

    python -m benchmarks.check_paging [DB [TABLE...]]   (default: 100,000 generated posts, all)

Follows `next_url` through each table and view, sorted by each column in both directions, in pages
of several sizes, also of searches and filters, as JSON, and reads each as a streamed CSV file. The
keys of the rows have to be those that SQLite gives for the same order. It reads a copy of the
database with shortened texts. Prints a Markdown table, and exits with status 1 if a walk differs.
"""

from __future__ import annotations

import asyncio
import csv
import sqlite3
import sys
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils import escape_sqlite
from httpx import Response

from benchmarks.bench_serve import build
from newsdb.commands.prepare import instance, prepared
from newsdb.search import match_expression
from newsdb.web.middleware.query_slots import QuerySlotsMiddleware

MAX_SIZE = 5000
OPTIONS = {
    "max_returned_rows": MAX_SIZE,
    "sql_time_limit_ms": 600_000,
    "facet_time_limit_ms": 600_000,
    "max_csv_mb": 0,
}
SHORTER = """
update posts set body = substr(body, 1, 100), summary = substr(summary, 1, 30), front_matter = null;
update post_texts set text = substr(text, 1, 100);
update file_contents set content = substr(content, 1, 100);
vacuum;
"""
"""Texts are of no importance to paging, and most of the time it takes to read them all."""
WORD = "银行"
FOUND = f"id in (select rowid from posts_fts where posts_fts match '{match_expression(WORD)}')"
LINKED = "id in (select post_id from post_categories where category_id = 1)"
SELECTIONS = (
    ((("_search", WORD),), FOUND),
    ((("_search", WORD), ("characters__gt", "2000")), f"{FOUND} and characters > 2000"),
    ((("characters__gt", "300"),), "characters > 300"),
    ((("published__date", "2020-03-05"),), "date = '2020-03-05'"),
    ((("_with", "post_categories:1"),), LINKED),
    ((("_where", "id % 3 = 0"), ("title__contains", "%")), "id % 3 = 0 and instr(title, '%')"),
)
SMALL = 2000
"""Tables and selections with no more rows are read in small pages, too."""


@dataclass(frozen=True)
class Rows:
    """Some rows of a table in an order: what a URL asks for, and what SQL says of it."""

    table: str
    key: tuple[str, ...]
    column: str
    is_descending: bool
    parameters: tuple[tuple[str, str], ...] = ()
    where: str = "1"

    def query(self, **more: str) -> str:
        """Return the query string of the first page."""
        sort = ("_sort_desc" if self.is_descending else "_sort", self.column)
        columns = [("_col", name) for name in self.key]
        return urlencode([sort, *columns, *self.parameters, *more.items()])

    def keys(self, connection: sqlite3.Connection) -> list[list[str]]:
        """Return the keys of all rows in their order, as text."""
        keys = ", ".join(map(escape_sqlite, self.key))
        order = escape_sqlite(self.column) + (" desc" if self.is_descending else "")
        sql = f"select {keys} from {escape_sqlite(self.table)} where {self.where} order by {order}"
        return [[f"{value}" for value in row] for row in connection.execute(f"{sql}, {keys}")]


@dataclass
class Tally:
    """What was read of a table."""

    rows: int
    orders: int = 0
    walks: int = 0
    pages: int = 0
    received: int = 0
    wrong: int = 0
    seconds: float = 0.0

    def row(self, name: str) -> str:
        """Return the row of a Markdown table."""
        return f"| {name} | {' | '.join(f'{number:,.0f}' for number in astuple(self))} |"

    def plus(self, other: Tally) -> Tally:
        """Return the sum of two."""
        return Tally(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def shorten(source: Path, target: Path) -> None:
    """Write a copy of a database with less of its texts."""
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        copy.executescript(SHORTER)


def tables(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, ...], list[str], int]]:
    """Yield each table and view: its name, the columns of its key, all columns, number of rows."""
    names = connection.execute(
        "select name from sqlite_master where type in ('table', 'view') "
        "and name not like 'sqlite_%' and name not like 'posts_fts%' "
        "and name not like 'posts_pairs%' order by name not in ('posts', 'articles'), name desc"
    ).fetchall()
    for (name,) in names:
        info = connection.execute(f"pragma table_info({escape_sqlite(name)})").fetchall()
        key = tuple(row[1] for row in sorted(info, key=lambda row: row[5]) if row[5])
        (count,) = connection.execute(f"select count(*) from {escape_sqlite(name)}").fetchone()
        yield name, key or ("id",), [row[1] for row in info], count


def orders(table: str, key: tuple[str, ...], columns: Sequence[str]) -> Iterator[Rows]:
    """Yield all orders of a table, and some of the rows that searches and filters select."""
    for column in columns:
        for is_descending in (False, True):
            yield Rows(table, key, column, is_descending)
    if table not in ("posts", "articles"):
        return
    for parameters, where in SELECTIONS:
        for column, is_descending in (("published_utc", True), ("characters", False)):
            yield Rows(table, key, column, is_descending, parameters, where)


async def get(datasette: Datasette, url: str) -> Response:
    """Return a response, which is not compressed: that would take half of the time."""
    headers = {"accept-encoding": "identity"}
    response: Response = await datasette.client.get(url, timeout=None, headers=headers)
    return response


async def pages(datasette: Datasette, rows: Rows, size: int) -> AsyncIterator[list[list[str]]]:
    """Yield the keys on each page, following `next_url`."""
    options = {"_size": f"{size}", "_nofacet": "1", "_nocount": "1", "_shape": "arrays"}
    url = f"/news/{rows.table}.json?{rows.query(**options)}"
    while url:
        response = await get(datasette, url)
        assert response.status_code == 200, (url, response.text)
        data: dict[str, Any] = response.json()
        at = [data["columns"].index(name) for name in rows.key]
        yield [[f"{row[i]}" for i in at] for row in data["rows"]]
        url = (data["next_url"] or "").removeprefix("http://localhost")


async def streamed(datasette: Datasette, rows: Rows) -> list[list[str]]:
    """Return the keys in a streamed CSV file."""
    url = f"/news/{rows.table}.csv?{rows.query(_stream='on')}"
    response = await get(datasette, url)
    assert response.status_code == 200, (url, response.text[:1000])
    return [[row[name] for name in rows.key] for row in csv.DictReader(response.text.splitlines())]


async def check(
    datasette: Datasette, connection: sqlite3.Connection, names: Collection[str]
) -> bool:
    """Read all rows of the tables of these names, or of all, in each order, and print what was read
    of each table. Returns whether all of it was right."""
    print("| table | rows | orders and selections | walks | pages | rows read | wrong | CPU s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    total = Tally(0)
    for table, key, columns, count in tables(connection):
        if names and table not in names:
            continue
        tally = Tally(count)
        started = process_time()
        for rows in orders(table, key, columns):
            await walk(datasette, connection, rows, tally)
        tally.seconds = process_time() - started
        print(tally.row(table), flush=True)
        total = total.plus(tally)
    print(total.row("all"))
    return not total.wrong


async def walk(
    datasette: Datasette, connection: sqlite3.Connection, rows: Rows, tally: Tally
) -> None:
    """Read rows in an order in each way, and compare their keys with those of the database."""
    one = f"/news/{rows.table}.json?{rows.query(_size='0')}"
    if (await get(datasette, one)).status_code == 400:
        return  # What no page can be sorted by; tests/newsdb/tables has the list.
    expected = rows.keys(connection)
    tally.orders += 1
    print(rows, file=sys.stderr, flush=True)
    found = {"CSV": await streamed(datasette, rows)}
    for size in {MAX_SIZE, *((7, len(expected) // 3 + 1) if len(expected) <= SMALL else ())}:
        keys = found[f"pages of {size}"] = []
        async for page in pages(datasette, rows, size):
            keys += page
            tally.pages += 1
    for way, keys in found.items():
        tally.walks += 1
        tally.received += len(keys)
        if keys != expected:
            tally.wrong += 1
            print(f"{rows}, {way}: {len(keys)} rows for {len(expected)}", file=sys.stderr)


def main() -> int:
    """Read and print."""
    # Nobody else waits: no request needs a slot, and SQL runs in this process.
    QuerySlotsMiddleware.needs_slot = lambda *_: False  # type: ignore[method-assign]
    settings = [part for name, value in OPTIONS.items() for part in ("--setting", name, f"{value}")]
    with TemporaryDirectory() as folder:
        database = Path(folder, "shortened", "news.db")
        database.parent.mkdir()
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else build(Path(folder), 100_000)
        shorten(source, database)
        with prepared(database, settings) as context, closing(sqlite3.connect(database)) as opened:
            return 0 if asyncio.run(check(instance(context), opened, sys.argv[2:])) else 1


if __name__ == "__main__":
    sys.exit(main())
