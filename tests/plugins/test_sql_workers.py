"""Untrusted SQL on the site: what it may do, and what is refused."""

import sys

import pytest
from datasette.app import Datasette

from tests.clients import TOO_MUCH, run_sql

needs_limits = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python sets SQLite's limits from 3.11 on"
)


async def test_functions_of_plugins_are_there(datasette: Datasette) -> None:
    found = await run_sql(datasette, "select match_expression('央行') as a, cut('央行') as b")
    assert found.json() == [{"a": '"央 行"', "b": " 央 行  全部"}]


@needs_limits
@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select zeroblob(1000000000)", "string or blob too big"),
        ("select hex(zeroblob(5000001))", "string or blob too big"),
        (" union ".join(["select 1"] * 51), "too many terms in compound SELECT"),
        ("select 1" + "+1" * 200, "Expression tree is too large (maximum depth 200)"),
        ("select " + ",".join("1" * 201), "too many columns in result set"),
        (f"select 'x' like '{'_' * 1001}'", "LIKE or GLOB pattern too complex"),
    ],
)
async def test_limits_of_sqlite(datasette: Datasette, sql: str, error: str) -> None:
    response = await run_sql(datasette, sql)
    assert (response.status_code, response.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select zeroblob(9000000) from files limit 2", TOO_MUCH),
        ("select a.*, b.*, c.*, d.* from files a, files b, files c, files d limit 1000", TOO_MUCH),
        (
            "with recursive a(x) as (select zeroblob(9000000) union all select x from a) "
            "select length(x) from a order by x",
            "Query needs too much temporary space.",
        ),
        ("select load_extension('x')", "not authorized"),
        ("select sql from sqlite_stmt", "access to sqlite_stmt.sql is prohibited"),
        ("select fts3_tokenizer('simple')", "not authorized to use function: fts3_tokenizer"),
        ("select readfile('/etc/passwd')", "no such function: readfile"),
        ("select 'a' regexp 'b'", "no such function: regexp"),
        ("select 1; attach 'x' as y", "You can only execute one statement at a time."),
        ("attach 'x' as y", "Statement must be a SELECT"),
        ("select nope", "no such column: nope"),
        ("with a as (select 1) delete from posts", "attempt to write a readonly database"),
    ],
)
async def test_refused(datasette: Datasette, sql: str, error: str) -> None:
    response = await run_sql(datasette, sql)
    assert (response.status_code, response.json()["error"]) == (400, error)


async def test_the_path_of_the_file_is_hidden(datasette: Datasette) -> None:
    found = await run_sql(datasette, "select seq, name, file from pragma_database_list")
    assert found.json() == [{"seq": 0, "name": "main", "file": None}]
    found = await datasette.client.get(
        "/news/tags.json?_where=(select file from pragma_database_list) is not null&_shape=array"
    )
    assert found.json() == []
