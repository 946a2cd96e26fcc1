"""Filters of columns: LIKE takes signs for what they are, and days are local ones."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette
from datasette.filters import Filters

from newsdb.commands.prepare import instance, prepared
from tests.databases import database_of

TITLES = ["涨5%", "涨5", "a_b", "axb", "a\\b", "100%_\\", "B", ""]


@pytest.mark.parametrize("value", ["%", "_", "\\", "5%", "a_", "b", "%_", "a"])
@pytest.mark.parametrize(
    ("lookup", "holds"),
    [
        ("contains", lambda title, value: value in title),
        ("startswith", lambda title, value: title.startswith(value)),
        ("endswith", lambda title, value: title.endswith(value)),
    ],
)
async def test_signs_of_like_are_letters(datasette: Datasette, lookup, holds, value: str) -> None:
    """The oracle is Python; LIKE does not tell a from A."""
    filters = Filters([(f"title__{lookup}", value)])
    (where,), parameters = filters.build_where_clauses("t")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create table t (title text)")
        connection.executemany("insert into t values (?)", [(title,) for title in TITLES])
        sql = f"select title from t where {where}"
        found = [title for (title,) in connection.execute(sql, parameters)]
    assert found == [t for t in TITLES if holds(t.lower(), value.lower())]


def test_a_value_without_them_makes_the_same_sql_as_ever(datasette: Datasette) -> None:
    clauses = Filters([("title__contains", "银行")]).build_where_clauses("t")
    assert clauses == (['"title" like :p0'], {"p0": "%银行%"})
    clauses = Filters([("title__like", "银_%")]).build_where_clauses("t")
    assert clauses == (['"title" like :p0'], {"p0": "银_%"})


async def test_a_percent_sign_in_a_headline(datasette: Datasette, news_db: Path) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        sql = "select count(*) from posts where instr(title, '%')"
        (count,) = connection.execute(sql).fetchone()
    response = await datasette.client.get("/news/posts.json?title__contains=%25&_size=0")
    assert response.json()["filtered_table_rows_count"] == count < 173


TIMES = [
    ("2022-03-05T00:30:00+08:00", "2022-03-05"),
    ("2022-03-05T23:30:00-05:00", "2022-03-05"),
    ("2022-03-06T07:00:00+08:00", "2022-03-06"),
    ("2022-03-05", "2022-03-05"),
    (None, None),
]


@pytest.mark.slow
async def test_days_are_those_of_the_place_of_publication(
    datasette: Datasette, tmp_path: Path
) -> None:
    database = database_of(tmp_path / "x.db", len(TIMES))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "update posts set published = ?, date = ? where id = ?",
            [(*times, at) for at, times in enumerate(TIMES, 1)],
        )
    with prepared(database) as context:
        site = instance(context)
        for day in ("2022-03-05", "2022-03-06"):
            for table in ("posts", "articles"):
                found = [
                    (await site.client.get(f"/news/{table}.json?{urlencode({key: day})}")).json()
                    for key in ("published__date", "date")
                ]
                assert found[0]["rows"] == found[1]["rows"] != []
        url = "/news/posts.json?_facet_date=published&_size=0"
        facets = (await site.client.get(url)).json()["facet_results"]
        counts = [(each["value"], each["count"]) for each in facets["published"]["results"]]
        assert counts == [("2022-03-05", 3), ("2022-03-06", 1)]
