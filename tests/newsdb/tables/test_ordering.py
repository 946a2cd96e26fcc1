"""Every row exactly once: all pages together are the table, whatever it is sorted by."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette
from datasette.utils import escape_sqlite
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsdb.search import match_expression
from newsdb.tables.ordering import NEWEST, PageOrder, RelevanceOrder
from tests.table_pages import UNSORTABLE, path_of, rows_of

BANK = match_expression("银行")


def tables_of(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute("select name from sqlite_master where type in ('table', 'view')")
    return [
        name for (name,) in names if not name.startswith(("sqlite_", "posts_fts", "posts_pairs"))
    ]


def key_of(connection: sqlite3.Connection, table: str) -> list[str]:
    info = connection.execute(f"pragma table_info({escape_sqlite(table)})").fetchall()
    return [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]


def expected(
    connection: sqlite3.Connection, table: str, order: str, key: Sequence[str], where: str = "1"
) -> list[list[object]]:
    """Return the keys of all rows in the order in which they are to come."""
    keys = ", ".join(map(escape_sqlite, key))
    sql = f"select {keys} from {escape_sqlite(table)} where {where} order by {order}, {keys}"
    return [list(row) for row in connection.execute(sql)]


TABLES = (
    "loads sources tags categories securities posts post_tags post_categories post_securities "
    "security_names security_months images files problems articles authors post_authors redirects "
    "_sqlite_migrations stories story_changes story_keys names derivations media file_contents "
    "compression_dictionaries image_files image_contents post_texts sections unmarked_names feeds "
    "post_changes versions version_texts histories edits file_states image_states"
).split()


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
async def test_all_pages_of_the_sample(datasette: Datasette, news_db: Path, table: str) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        key = key_of(connection, table) or ["id"]
        (count,) = connection.execute(f"select count(*) from {table}").fetchone()
        columns = [row[1] for row in connection.execute(f"pragma table_info({table})")]
        # Some four pages.
        size = f"{min(count // 3 + 1, 999)}"
        for column in columns:
            for parameter, direction in (("_sort", ""), ("_sort_desc", " desc")):
                if (table, column) in UNSORTABLE:
                    continue
                order = escape_sqlite(column) + direction
                parameters = {parameter: column, "_size": size}
                rows = await rows_of(datasette, f"news/{table}", **parameters)
                at = [columns.index(name) for name in key]
                found = [[row[i] for i in at] for row in rows]
                assert found == expected(connection, table, order, key), (table, order)


def test_no_table_is_forgotten(news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        assert set(tables_of(connection)) == set(TABLES)


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize(
    ("parameters", "where"),
    [
        (
            {"_search": "银行"},
            f"id in (select rowid from posts_fts where posts_fts match '{BANK}')",
        ),
        ({"characters__gt": "300"}, "characters > 300"),
        (
            {"_with": "post_categories:1"},
            "id in (select post_id from post_categories where category_id = 1)",
        ),
        ({"_where": "id % 3 = 0", "date__not": "x"}, "id % 3 = 0 and date != 'x'"),
    ],
)
async def test_all_pages_with_conditions(
    datasette: Datasette, news_db: Path, table: str, parameters: dict[str, str], where: str
) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        for order in ("date desc", "characters", "id desc"):
            column, _, descending = order.partition(" ")
            sort = {"_sort_desc" if descending else "_sort": column, "_col": "title"}
            rows = await rows_of(datasette, f"news/{table}", _size="7", **parameters, **sort)
            if table == "posts":
                keys = [[row[0]] for row in rows]
                assert keys == expected(connection, "posts", order, ["id"], where)
            else:
                titles = expected(connection, "posts", f"{order}, id", ["title"], where)
                assert [row[-1:] for row in rows] == titles


async def test_the_sql_that_a_page_shows_gives_its_rows(datasette: Datasette) -> None:
    for table in ("securities", "articles"):
        column = "kind" if table == "securities" else "date"
        url = f"/news/{table}.json?_size=5&_sort={column}"
        first = (await datasette.client.get(url)).json()
        second = (await datasette.client.get(path_of(first["next_url"]))).json()
        for data in (first, second):
            query = {"sql": data["query"]["sql"], "_shape": "arrays", **data["query"]["params"]}
            rows = (await datasette.client.get(f"/news.json?{urlencode(query)}")).json()["rows"]
            assert rows[:5] == data["rows"]


VALUES = {
    "integer": st.none() | st.integers(-2, 2) | st.just(2**53 + 1),
    "real": st.none() | st.sampled_from([0.0, -0.0, 0.1, 1e300, -2.5]),
    "text": st.none() | st.sampled_from(["", "a", "B", "中", "$null", "a,b", "~", "%", "1", "01"]),
    "numeric": st.none() | st.sampled_from([1, 1.5, "x", "2022-01-01"]),
}
KEYS = {
    "": "",
    "id": "id integer primary key",
    "code": "code text primary key",
    "pair": "a integer, b text, primary key (a, b)",
}


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 4, suppress_health_check=list(HealthCheck))
@given(
    key=st.sampled_from(sorted(KEYS)),
    rows=st.lists(st.tuples(*VALUES.values()), min_size=1, max_size=25),
    column=st.sampled_from(sorted(VALUES)),
    descending=st.booleans(),
    size=st.integers(1, 9),
    indexed=st.sampled_from(["", " asc", " desc"]),
)
async def test_all_pages_of_any_table(
    datasette: Datasette,
    tmp_path_factory: pytest.TempPathFactory,
    key: str,
    rows: list[tuple[object, ...]],
    column: str,
    descending: bool,
    size: int,
    indexed: str,
) -> None:
    """Tables of all kinds, with ties and nulls, with and without an index on what is sorted."""
    path = tmp_path_factory.mktemp("any") / "any.db"
    columns = [f"[{name}] {name}" for name in VALUES]
    declared = [KEYS[key].partition(", primary")[0], *columns, KEYS[key].partition("b text, ")[2]]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"create table t ({', '.join(filter(None, declared))})")
        keys = {
            "": lambda i: (),
            "id": lambda i: (i * 7 % 31,),
            "code": lambda i: (f"k{i * 7 % 31}",),
            "pair": lambda i: (i * 7 % 3, f"{i},~"),
        }
        for i, row in enumerate(rows):
            marks = ", ".join("?" * len(keys[key](i) + row))
            connection.execute(f"insert into t values ({marks})", keys[key](i) + row)
        if indexed:
            connection.execute(f"create index i on t ([{column}]{indexed})")
        connection.execute("create view v as select * from t")
        order = f"[{column}]{' desc' if descending else ''}"
        names = key_of(connection, "t") or ["rowid"]
        keys_of_rows = expected(connection, "t", order, names)
        values = connection.execute(f"select [{column}] from t order by {order}").fetchall()
    site = Datasette([str(path)])
    parameters = {"_sort_desc" if descending else "_sort": column, "_size": f"{size}"}
    found = await rows_of(site, "any/t", **parameters)
    assert [row[: len(names)] for row in found] == keys_of_rows
    of_view = await rows_of(site, "any/v", **parameters)
    assert len(of_view) == len(rows)
    at = (len(KEYS[key].split(", ")[:2]) if key == "pair" else bool(key)) + list(VALUES).index(
        column
    )
    assert [row[at] for row in of_view] == [value for (value,) in values]
    site.executor.shutdown()
    for database in site.databases.values():
        database.close()


@pytest.mark.parametrize(
    ("sql", "complete"),
    [
        (
            "select a from posts order by id limit 6 offset 3",
            f"select a from posts order by {NEWEST} limit 6",
        ),
        ("select a from posts", "select a from posts"),
    ],
)
def test_sql_knows_no_relevance(sql: str, complete: str) -> None:
    assert RelevanceOrder(0).complete(sql) == complete


@pytest.mark.parametrize(
    ("descending", "key", "limit"),
    [(False, ("id",), "limit 6"), (True, ("a b", "id"), "limit 6 offset 12")],
)
def test_the_order_of_a_page_is_total(descending: bool, key: tuple[str, ...], limit: str) -> None:
    order = PageOrder("t", "date", descending, key, True)
    direction = " desc" if descending else ""
    keys = ", ".join("[a b]" if name == "a b" else name for name in key)
    given = f"select x from t where y order by date{direction} {limit}"
    assert (
        order.complete(given) == f"select x from t where y order by date{direction}, {keys} {limit}"
    )
    assert order.complete("select count(*) from t") == "select count(*) from t"
