"""Searched pages of posts: their rows, order and number are those that SQL gives."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from newsdb.search import Filter, match_expression, search
from newsdb.tables import selections
from newsdb.web.sql_worker import WorkerQuery
from newsdb.web.sql_worker_pool import WorkerPool
from tests.conftest import PATIENT
from tests.table_pages import path_of, rows_of

WORDS = "银行 公司 的 股 2022 贷款 涨 跌 % ， 市场 -公司 -的 title:银行 ETF OR 没有的词".split()
CONDITIONS = {
    "": "true",
    "source_id=3": "source_id = 3",
    "characters__gt=300": "characters > 300",
    "_where=id % 2 = 0": "id % 2 = 0",
    "_with=post_tags:1": "id in (select post_id from post_tags where tag_id = 1)",
}
SEARCHED = "select id from posts where id in (select rowid from posts_fts where posts_fts match ?)"


@pytest.fixture(scope="module")
def ties_db(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive with posts of one instant, and some of none."""
    path = Path(shutil.copy(news_db, tmp_path_factory.mktemp("ties") / "news.db"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "update posts set published_utc = case id % 7 when 0 then null "
            "when 1 then published_utc else substr(published_utc, 1, 7) || '-01T00:00:00' end"
        )
    return path


@pytest.fixture(scope="module")
def ties(ties_db: Path) -> Iterator[Datasette]:
    with prepared(ties_db, PATIENT) as context:
        yield instance(context)


def ids_by_sql(database: Path, query: str, condition: str) -> list[int]:
    with closing(sqlite3.connect(database)) as connection:
        order = "order by published_utc desc, id"
        sql = f"{SEARCHED} and {condition} {order}"
        return [found for (found,) in connection.execute(sql, [match_expression(query)])]


@pytest.mark.parametrize("seed", range(12))
async def test_rows_are_those_of_sql_on_every_page(
    ties: Datasette, ties_db: Path, seed: int
) -> None:
    chance = random.Random(seed)
    query = " ".join(chance.sample(WORDS, chance.randrange(1, 3)))
    given, condition = chance.choice([*CONDITIONS.items()])
    size = f"{chance.choice((3, 10, 100))}"
    for table, column in (("posts", "title"), ("articles", "id")):
        if table == "articles" and given == "source_id=3":
            given = "source=东岭财经报"
        parameters = {"_search": query, "_size": size, "_col": column}
        parameters.update([given.split("=", 1)] if given else [])
        rows = await rows_of(ties, f"news/{table}", **parameters)
        expected = ids_by_sql(ties_db, query, condition)
        assert [row[0] for row in rows] == expected, (query, given, size)
        page = await ties.client.get(f"/news/{table}.json?{urlencode(parameters)}")
        assert page.json()["filtered_table_rows_count"] == len(expected)
        streamed = await ties.client.get(f"/news/{table}.csv?_stream=on&{urlencode(parameters)}")
        ids = [line.split(",")[0] for line in streamed.text.splitlines()[1:]]
        assert ids == [f"{each}" for each in expected]


@pytest.mark.parametrize(
    ("given", "queries"),
    [("", 0), ("&_sort=relevance", 0), ("&_sort_desc=published", 0), ("&source_id=3", 1)],
)
async def test_a_search_is_run_once_for_rows_count_and_facets(
    ties: Datasette, monkeypatch: pytest.MonkeyPatch, given: str, queries: int
) -> None:
    in_sql: list[str] = []
    run = WorkerPool.run

    async def noting(self: WorkerPool, query: WorkerQuery) -> Any:
        in_sql.extend([query.sql] * ("posts_fts" in query.sql))
        return await run(self, query)

    monkeypatch.setattr(WorkerPool, "run", noting)
    path = f"/news/posts.json?_search=公司&_size=3{given}"
    for _ in range(2):
        ties.get_database("news").generation.counts.clear()
        page = (await ties.client.get(path)).json()
        assert len(page["facet_results"]) == 5
        assert len(page["rows"]) == 3
        assert len(in_sql) == queries
        in_sql.clear()
        path = path_of(page["next_url"])


async def test_rows_in_another_order_are_those_of_sql(ties: Datasette, ties_db: Path) -> None:
    rows = await rows_of(ties, "news/posts", _search="公司", _sort="title", _col="title", _size="7")
    with closing(sqlite3.connect(ties_db)) as connection:
        sql = f"{SEARCHED} order by title, id"
        ids = [found for (found,) in connection.execute(sql, [match_expression("公司")])]
    assert [row[0] for row in rows] == ids


@pytest.mark.parametrize(
    "boundary",
    [
        "2022-05-01T00:00:00,1",
        "2022-05-01,99999999",
        "$null,1",
        # SQLite takes it for the id of a post.
        "2022-07-01T00:00:00,150.0",
    ],
)
async def test_a_page_after_a_row_that_is_elsewhere_now_begins_at_its_time(
    ties: Datasette, ties_db: Path, boundary: str
) -> None:
    """The post may have another time since the page before."""
    instant, _, post_id = boundary.partition(",")
    after = f"published_utc < '{instant}' or published_utc is null or "
    after += f"published_utc = '{instant}' and id > {post_id}"
    if instant == "$null":
        after = f"published_utc is null and id > {post_id}"
    query = {"_search": "公司", "_size": "9", "_next": boundary, "_shape": "arrays"}
    answer = (await ties.client.get(f"/news/posts.json?{urlencode(query)}")).json()
    expected = ids_by_sql(ties_db, "公司", f"({after})")
    assert [row[0] for row in answer["rows"]] == expected[:9]
    assert expected


async def test_posts_that_only_another_condition_finds_follow_by_relevance(
    ties: Datasette, ties_db: Path
) -> None:
    parameters = {"_search": "公司", "_sort": "relevance", "_size": "30", "_col": "title"}
    first = [row[0] for row in await rows_of(ties, "news/posts", **parameters)]
    given = {"_where": "id < 40 or id % 2"}
    rows = await rows_of(ties, "news/posts", **parameters, **given)
    searched = ids_by_sql(ties_db, "公司", "id % 2")
    with closing(sqlite3.connect(ties_db)) as connection:
        sql = "select id from posts where id < 40 order by published_utc desc, id"
        expected = {found for (found,) in connection.execute(sql)} | {*searched}
        others = [found for (found,) in connection.execute(sql) if found not in first]
    assert others
    assert [row[0] for row in rows] == [each for each in first if each in expected] + others


async def test_without_the_ids_sql_finds_rows_and_counts(
    ties: Datasette, ties_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_big(text: str | None) -> Any:
        raise sqlite3.DataError("string or blob too big")

    monkeypatch.setattr(selections, "split_ids", too_big)
    ties.get_database("news").generation.counts.clear()
    path = "/news/posts.json?_search=公司&id__gt=7&_size=5&_shape=arrays"
    answer = (await ties.client.get(path)).json()
    expected = ids_by_sql(ties_db, "公司", "id > 7")
    assert [row[0] for row in answer["rows"]] == expected[:5]
    assert answer["filtered_table_rows_count"] == len(expected)
    by_relevance = await ties.client.get(f"{path}&_sort=relevance")
    assert by_relevance.status_code == 400
    assert by_relevance.json()["error"].endswith(": string or blob too big")


def test_a_condition_that_repeats_parts_of_the_query_is_matched_in_time() -> None:
    condition = " from posts where order by  limit " * 300
    sql = f"select id from articles where {condition} limit 11"
    assert selections.ROWS.fullmatch(f"{sql} offset 3")
    started = time.process_time()
    assert selections.ROWS.fullmatch(f"{sql} (") is None
    assert time.process_time() - started < 1


def test_more_posts_than_a_search_counts_follow(
    ties_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(ties_db)) as connection:
        filter = Filter("公司 OR 银行")
        ids = search([connection], filter, size=0, near=False, once=False).ids
        monkeypatch.setattr("newsdb.search.engine.COUNTED", 20)
        monkeypatch.setattr("newsdb.search.engine.RANKED", 10)
        found = selections.ids_by_relevance(connection, filter).tolist()
        first = search([connection], filter, size=0, near=False, once=False)
    assert len(first.ids) == 20 < len(ids)
    assert found[: first.ranked] == first.ids[: first.ranked]
    assert sorted(found) == sorted(ids)
