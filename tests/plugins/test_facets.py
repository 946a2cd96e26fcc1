"""Facets and filters over the tables between posts and tags, categories and securities."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.plugins import pm

COUNTED = """
select {other}, count(*) from {table} where post_id in ({posts})
group by 1 order by 2 desc, 1 limit 15
"""


def asked(news_db: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(news_db)) as connection:
        return connection.execute(sql).fetchall()


def path(address: str) -> str:
    return address.removeprefix("http://localhost")


async def facets(datasette: Datasette, address: str) -> dict[str, list[tuple[object, int]]]:
    response = await datasette.client.get(address)
    assert response.status_code == 200, response.text
    answer = response.json()
    return {
        name: [(value["value"], value["count"]) for value in facet["results"]]
        for name, facet in answer["facet_results"].items()
    }


async def test_the_table_of_posts_has_its_facets(datasette: Datasette, news_db: Path) -> None:
    found = await facets(datasette, "/news/posts.json?_size=0")
    for name, table, other in (
        ("tags", "post_tags", "tag_id"),
        ("categories", "post_categories", "category_id"),
        ("securities", "post_securities", "code"),
    ):
        sql = COUNTED.format(table=table, other=other, posts="select id from posts")
        assert found[name] == asked(news_db, sql)
    assert found["source_id"] == asked(
        news_db,
        "select source_id, count(*) from posts where source_id is not null "
        "group by 1 order by 2 desc, 1 limit 15",
    )


async def test_they_count_the_rows_that_are_shown(datasette: Datasette, news_db: Path) -> None:
    shown = (
        "select id from posts where source_id = 1 and id in "
        "(select post_id from post_securities where code = '609018.SH')"
    )
    address = "/news/posts.json?_with=post_securities:609018.SH&source_id=1"
    found = await facets(datasette, address)
    assert found["securities"] == asked(
        news_db, COUNTED.format(table="post_securities", other="code", posts=shown)
    )
    answer = (await datasette.client.get(address)).json()
    assert [row[0] for row in answer["rows"]] == [
        id for (id,) in asked(news_db, f"{shown} order by published desc, id desc")
    ]
    assert answer["filtered_table_rows_count"] == len(answer["rows"]) > 3
    assert answer["human_description_en"].startswith(
        'where securities include "瀚海证券" and source_id = 1'
    )


async def test_with_can_be_repeated_and_combined_with_a_search(
    datasette: Datasette, news_db: Path
) -> None:
    both = "&".join(f"_with=post_securities:{code}" for code in ("609018.SH", "BK1906"))
    answer = (await datasette.client.get(f"/news/posts.json?{both}&_search=港股")).json()
    assert answer["filtered_table_rows_count"] == 0
    answer = (await datasette.client.get(f"/news/posts.json?{both}")).json()
    assert {row[0] for row in answer["rows"]} == {
        id
        for (id,) in asked(
            news_db,
            "select post_id from post_securities where code = '609018.SH' intersect "
            "select post_id from post_securities where code = 'BK1906'",
        )
    }
    assert answer["rows"]


async def test_a_common_value_gives_the_same_rows(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/news/posts.json?_with=post_securities:609018.SH&_size=5"
    rare = (await datasette.client.get(address)).json()
    plugin = next(p for p in pm.get_plugins() if hasattr(p, "ManyToManyFacet"))
    monkeypatch.setattr(plugin, "COMMON", 3)
    common = (await datasette.client.get(address)).json()
    assert "+[id] in" in common["query"]["sql"] or "+id in" in common["query"]["sql"]
    assert " +" not in rare["query"]["sql"]
    for part in ("rows", "next", "filtered_table_rows_count", "facet_results"):
        assert common[part] == rare[part]


async def test_a_value_leads_to_its_rows_and_back(datasette: Datasette) -> None:
    address = "/news/posts.json?_size=1&_nofacet=&_facet_m2m=post_securities"
    answer = (await datasette.client.get(address)).json()
    # Metadata has this facet, too, so that it cannot be hidden.
    assert answer["facet_results"]["securities"]["hideable"] is False
    value = answer["facet_results"]["securities"]["results"][0]
    assert (value["label"], value["selected"]) == ("瀚海证券", False)
    there = (await datasette.client.get(path(value["toggle_url"]))).json()
    assert there["filtered_table_rows_count"] == value["count"]
    chosen = there["facet_results"]["securities"]["results"][0]
    assert (chosen["value"], chosen["selected"]) == (value["value"], True)
    back = (await datasette.client.get(path(chosen["toggle_url"]))).json()
    assert back["filtered_table_rows_count"] == answer["filtered_table_rows_count"]


async def test_facets_of_the_view(datasette: Datasette) -> None:
    given = "_with=post_securities:609018.SH&_facet_m2m=post_tags"
    of_view = await facets(datasette, f"/news/articles.json?{given}")
    assert of_view["tags"] == (await facets(datasette, f"/news/posts.json?{given}"))["tags"]


async def test_the_page_shows_them_with_names(datasette: Datasette) -> None:
    page = (await datasette.client.get("/news/posts")).text
    for text in (
        'data-column="securities"',
        "瀚海证券",
        "滚动新闻",
        "_with=post_securities%3A609018.SH",
    ):
        assert text in page


async def test_csv_keeps_the_filter(datasette: Datasette) -> None:
    address = "/news/posts.csv?_with=post_securities:BK1906&_col=slug&_size=max"
    lines = (await datasette.client.get(address)).text.splitlines()
    answer = (await datasette.client.get("/news/posts.json?_with=post_securities:BK1906")).json()
    assert len(lines) - 1 == answer["filtered_table_rows_count"] > 3


@pytest.mark.parametrize(
    "given",
    [
        "_with=nope:1",
        "_with=sqlite_master:1",
        "_with=sources:1",
        "_with=post_tags%22:1",
        "_facet_m2m=nope",
        "_facet_m2m=sources",
        "_facet_m2m=",
    ],
)
async def test_tables_that_link_nothing_are_400(datasette: Datasette, given: str) -> None:
    response = await datasette.client.get(f"/news/posts.json?{given}")
    assert response.status_code == 400
    assert given.partition("=")[0] in response.json()["error"]


@pytest.mark.parametrize("value", ["post_tags", "post_tags:99999", "post_securities:' or 1=1 --"])
async def test_unknown_values_have_no_rows(datasette: Datasette, value: str) -> None:
    response = await datasette.client.get("/news/posts.json", params={"_with": value})
    assert response.status_code == 200
    assert response.json()["rows"] == []
