"""Facets of pages of posts: the numbers that queries give, from one selection of posts."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from datasette.app import Datasette

from newsdb.tables import facets, selections
from newsdb.web.query_runner import QueryRunner
from newsdb.web.sql_worker import WorkerQuery
from newsdb.web.sql_worker_pool import WorkerPool

FILTERS = (
    "_search=公司",
    "_search=source:瀚海证券报 公司",
    "characters__gt=500",
    "source_id=1",
    "_with=post_tags:1&title__contains=股",
    "_where=id % 2 = 0",
    "id__gt=1&_facet_size=3",
    "id__gt=1&_facet_size=max",
    "id=0",
    "title__contains=) where source_id is not null",
)


async def facets_of(datasette: Datasette, path: str) -> dict[str, Any]:
    found: dict[str, Any] = (await datasette.client.get(path)).json()["facet_results"]
    return found


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize("given", FILTERS)
async def test_numbers_are_those_of_queries(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch, table: str, given: str
) -> None:
    if table == "articles":
        given = given.replace("source_id=1", "source=瀚海证券报")
    selected: list[str] = []
    run = QueryRunner.__call__

    async def noting(self: QueryRunner, sql: str, *others: Any, **options: Any) -> Any:
        if "group_concat(id)" in sql:
            selected.append(sql)
        return await run(self, sql, *others, **options)

    monkeypatch.setattr(QueryRunner, "__call__", noting)
    path = f"/news/{table}.json?_size=1&{given}"
    counted = await facets_of(datasette, path)
    # A search by itself is not found by SQL.
    assert len(selected) == (not given.startswith("_search"))
    monkeypatch.setattr(facets, "BY_COLUMN", {"posts": {}, "articles": {}})
    monkeypatch.setattr(facets, "BY_LINKS", {})
    datasette.get_database("news").generation.counts.clear()
    assert counted == await facets_of(datasette, path)
    assert len(selected) == (not given.startswith("_search"))
    assert len(counted) == 5


async def test_sql_of_a_request_runs_in_workers_only(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_workers: list[str] = []
    run = WorkerPool.run

    async def noting(self: WorkerPool, query: WorkerQuery) -> Any:
        in_workers.append(query.sql)
        return await run(self, query)

    monkeypatch.setattr(WorkerPool, "run", noting)
    counted = await facets_of(datasette, "/news/posts.json?_size=1&_where=id % 3 = 1")
    assert len(counted) == 5
    selections = [sql for sql in in_workers if "group_concat(id)" in sql]
    assert len(selections) == 1 and "id % 3 = 1" in selections[0]


async def test_without_the_ids_queries_count(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/news/posts.json?_size=1&id__gt=7"
    counted = await facets_of(datasette, path)

    def too_big(text: str | None) -> Any:
        raise sqlite3.DataError("string or blob too big")

    monkeypatch.setattr(selections, "split_ids", too_big)
    datasette.get_database("news").generation.counts.clear()
    assert await facets_of(datasette, path) == counted
