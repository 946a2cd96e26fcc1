"""Check that all pages of every table together are the table, on many posts.

    python -m benchmarks.check_paging [DB [POSTS [MINUTES]]]   (default: news.db, 100,000, no limit)

Multiplies the posts of a database, with what belongs to them, until there are enough; the copies
tie in every column that tables are sorted by. Then follows `next_url` through each table and view,
sorted by each column in both directions, in pages of several sizes, also of searches and filters,
as JSON, and reads each as a streamed CSV file. The keys of the rows have to be those that SQLite
gives for the same order. If the time runs out, a random sample was read. Prints
a Markdown table, and exits with status 1 if a walk differs.
"""

from __future__ import annotations

import asyncio
import csv
import random
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils import escape_sqlite

from newsdb.commands.serve import instance, prepared
from newsdb.search import match_expression, tokenize
from newsdb.web.middleware.query_slots import QuerySlotsMiddleware

OPTIONS = ("--setting", "sql_time_limit_ms", "600000", "--setting", "facet_time_limit_ms", "600000")
OF_POSTS = {
    "posts": "id",
    "post_authors": "post_id",
    "post_tags": "post_id",
    "post_categories": "post_id",
    "post_securities": "post_id",
    "images": "post_id",
    "media": "post_id",
    "files": "id",
}
"""The tables that are multiplied, and the column that tells the copies of their rows apart."""
UNIQUE = {("posts", "slug"), ("files", "path")}
SHORTENED = {("posts", "body"): "substr(body, 1, 200)", ("posts", "front_matter"): "null"}
WORD = "银行"
MAX_SIZE = 1000
SMALL = 2000
"""Tables with no more rows are read in small pages, too."""


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
    requests: int = 0
    received: int = 0
    wrong: int = 0
    seconds: float = 0.0


def multiply(source: Path, target: Path, posts: int) -> None:
    """Write a copy of a database with that many posts."""
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        (count, step) = copy.execute("select count(*), max(id) + 1 from posts").fetchone()
        step = max(step, copy.execute("select coalesce(max(id), 0) + 1 from files").fetchone()[0])
        copies = (
            "(with recursive c(n) as (select 1 union all select n + 1 from c "
            f"where n < {-(-posts // count) - 1}) select n from c)"
        )
        with copy:
            for table, key in OF_POSTS.items():
                columns = [row[1] for row in copy.execute(f"pragma table_info({table})")]
                values = [value_of(table, name, key, step) for name in columns]
                copy.execute(
                    f"insert into {table} ({', '.join(columns)}) "
                    f"select {', '.join(values)} from {table} cross join {copies}"
                )
            rows = copy.execute(f"select id, title, summary, body from posts where id < {step}")
            tokens = {row[0]: [tokenize(text) for text in row[1:]] for row in rows}
            ids = copy.execute(f"select id from posts where id >= {step} order by id").fetchall()
            copy.executemany(
                "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
                ((post, *tokens[post % step]) for (post,) in ids),
            )
            copy.execute("analyze")


def value_of(table: str, column: str, key: str, step: int) -> str:
    """Return the SQL of a column of a copied row."""
    if column == key or (table, column) == ("files", "post_id"):
        return f"{column} + n * {step}"
    if (table, column) in UNIQUE:
        return f"{column} || '-' || n"
    return SHORTENED.get((table, column), column)


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
    found = f"id in (select rowid from posts_fts where posts_fts match '{match_expression(WORD)}')"
    linked = "id in (select post_id from post_categories where category_id = 1)"
    selections = (
        ((("_search", WORD),), found),
        ((("characters__gt", "300"),), "characters > 300"),
        ((("_with", "post_categories:1"),), linked),
        ((("_where", "id % 3 = 0"), ("title__contains", "%")), "id % 3 = 0 and instr(title, '%')"),
    )
    for parameters, where in selections:
        for column, is_descending in (("published_utc", True), ("characters", False)):
            yield Rows(table, key, column, is_descending, parameters, where)


async def pages(datasette: Datasette, rows: Rows, size: int) -> AsyncIterator[list[list[str]]]:
    """Yield the keys on each page, following `next_url`."""
    options = {"_size": f"{size}", "_nofacet": "1", "_nocount": "1", "_shape": "arrays"}
    url = f"/news/{rows.table}.json?{rows.query(**options)}"
    while url:
        response = await datasette.client.get(url, timeout=None)
        assert response.status_code == 200, (url, response.text)
        data: dict[str, Any] = response.json()
        at = [data["columns"].index(name) for name in rows.key]
        yield [[f"{row[i]}" for i in at] for row in data["rows"]]
        url = (data["next_url"] or "").removeprefix("http://localhost")


async def streamed(datasette: Datasette, rows: Rows) -> list[list[str]]:
    """Return the keys in a streamed CSV file."""
    url = f"/news/{rows.table}.csv?{rows.query(_stream='on')}"
    response = await datasette.client.get(url, timeout=None)
    assert response.status_code == 200, (url, response.text[:1000])
    return [[row[name] for name in rows.key] for row in csv.DictReader(response.text.splitlines())]


async def check(
    datasette: Datasette, connection: sqlite3.Connection, minutes: float
) -> dict[str, Tally]:
    """Read as much as the minutes allow, and return what was read of each table."""
    found = {}
    work = []
    for table, key, columns, count in tables(connection):
        found[table] = Tally(count)
        work += [*orders(table, key, columns)]
    random.Random(1).shuffle(work)
    began = perf_counter()
    for rows in work:
        started = perf_counter()
        if started - began > 60 * minutes:
            break
        tally = found[rows.table]
        await walk(datasette, connection, rows, tally)
        tally.seconds += perf_counter() - started
        print(f"{tally.seconds:.0f} s: {rows}", file=sys.stderr, flush=True)
    return found


async def walk(
    datasette: Datasette, connection: sqlite3.Connection, rows: Rows, tally: Tally
) -> None:
    """Read rows in an order in each way, and compare their keys with those of the database."""
    one = f"/news/{rows.table}.json?{rows.query(_size='0')}"
    if (await datasette.client.get(one, timeout=None)).status_code == 400:
        return  # What no page can be sorted by; tests/newsdb/tables has the list.
    expected = rows.keys(connection)
    tally.orders += 1
    found = {"CSV": await streamed(datasette, rows)}
    for size in {MAX_SIZE, *((7, tally.rows // 3 + 1) if tally.rows <= SMALL else ())}:
        keys = found[f"pages of {size}"] = []
        async for page in pages(datasette, rows, size):
            keys += page
            tally.requests += 1
    for way, keys in found.items():
        tally.walks += 1
        tally.received += len(keys)
        if keys != expected:
            tally.wrong += 1
            print(f"{rows}, {way}: {len(keys)} rows for {len(expected)}", file=sys.stderr)


def report(found: dict[str, Tally]) -> bool:
    """Print what was read; return whether all of it was right."""
    print("| table | rows | orders and selections | walks | pages | rows read | wrong | s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for table, tally in found.items():
        print(
            f"| {table} | {tally.rows:,} | {tally.orders} | {tally.walks} | {tally.requests:,} | "
            f"{tally.received:,} | {tally.wrong} | {tally.seconds:.0f} |"
        )
    walks = sum(tally.walks for tally in found.values())
    wrong = sum(tally.wrong for tally in found.values())
    print(f"\n{walks:,} walks through all pages, {wrong} of them wrong.")
    return not wrong


def main() -> int:
    """Multiply, read and print."""
    source, posts, minutes = (*sys.argv[1:], *("news.db", "100000", "inf")[len(sys.argv) - 1 :])
    # Nobody else waits: no request needs a slot, and SQL runs in this process.
    QuerySlotsMiddleware.needs_slot = lambda *_: False  # type: ignore[method-assign]
    with TemporaryDirectory() as folder:
        database = Path(folder, "news.db")
        multiply(Path(source), database, int(posts))
        with prepared(database, OPTIONS) as context, closing(sqlite3.connect(database)) as opened:
            found = asyncio.run(check(instance(context), opened, float(minutes)))
    return 0 if report(found) else 1


if __name__ == "__main__":
    sys.exit(main())
