"""Facets of pages of posts: the numbers that queries give, from one selection of posts."""

from __future__ import annotations

from typing import Any

import pytest
from datasette.app import Datasette

from newsdb.tables import facets

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
    select = facets._select_posts

    async def noting(database: Any, sql: str, *others: Any) -> Any:
        selected.append(sql)
        return await select(database, sql, *others)

    monkeypatch.setattr(facets, "_select_posts", noting)
    path = f"/news/{table}.json?_size=1&{given}"
    counted = await facets_of(datasette, path)
    assert len(selected) == 1
    monkeypatch.setattr(facets, "BY_COLUMN", {"posts": {}, "articles": {}})
    monkeypatch.setattr(facets, "BY_LINKS", {})
    datasette.get_database("news").generation.counts.clear()
    assert counted == await facets_of(datasette, path)
    assert len(selected) == 1
    assert len(counted) == 5
