"""The named queries of metadata.yml, asked as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from datasette.app import Datasette

from tests.edits_site import OF_EDITS, TEXT, TIMES, A, B, D
from tests.paths import TOP

QUERIES = yaml.safe_load((TOP / "metadata.yml").read_text(encoding="utf-8"))["databases"]["news"][
    "queries"
]


async def ask(datasette: Datasette, query: str, **given: str) -> list[dict]:
    address = f"/news/{query}.json?{urlencode({'_shape': 'array', **given})}"
    response = await datasette.client.get(address)
    assert response.status_code == 200, response.text
    return response.json()


def asked(news_db: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(news_db)) as connection:
        return connection.execute(sql, values).fetchall()


@pytest.mark.parametrize("query", QUERIES)
async def test_each_answers_as_json_and_csv(datasette: Datasette, query: str) -> None:
    rows = await ask(datasette, query)
    assert bool(rows) == (query not in OF_EDITS), "with nothing given it has an answer"
    table = await datasette.client.get(f"/news/{query}.csv")
    assert table.status_code == 200
    read = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    as_text = [
        {key: "" if value is None else f"{value}" for key, value in row.items()} for row in rows
    ]
    assert read == as_text


async def test_mentions_by_month(datasette: Datasette, news_db: Path) -> None:
    rows = await ask(datasette, "mentions_by_month", code=" 689901.sh ")
    assert rows == [
        {"month": month, "code": "689901.SH", "name": "砺石微电", "posts": posts, "mentions": times}
        for month, posts, times in (("2022-03", 3, 6), ("2022-04", 2, 3), ("2022-05", 1, 2))
    ]
    by_default = await ask(datasette, "mentions_by_month")
    ((code,),) = asked(
        news_db, "select code from post_securities group by code order by count(*) desc limit 1"
    )
    assert {row["code"] for row in by_default} == {code} == {"609018.SH"}
    assert await ask(datasette, "mentions_by_month", code="nope") == []


async def test_most_mentioned_against_the_period_before(
    datasette: Datasette, news_db: Path
) -> None:
    rows = await ask(
        datasette, "most_mentioned", first_day="2022-03-01", last_day="2022-03-31", kind="Board"
    )
    counted = """
      select count(*), coalesce(sum(mentions), 0) from post_securities join posts on id = post_id
      where code = ? and date between ? and ?"""
    for row in rows:
        now = asked(news_db, counted, row["code"], "2022-03-01", "2022-03-31")[0]
        before = asked(news_db, counted, row["code"], "2022-01-29", "2022-02-28")[0]
        assert (row["posts"], row["mentions"]) == now
        assert (row["posts_before"], row["mentions_before"]) == before
        assert row["change"] == now[0] - before[0]
    assert [row["name"] for row in rows] == ["新型储能", "证券", "半导体", "银行"]
    by_default = await ask(datasette, "most_mentioned")
    assert by_default == await ask(
        datasette, "most_mentioned", first_day="2022-07-07", last_day="2022-08-05"
    )
    # A period as long as all time has nothing before it; what is no day is no period.
    ever = await ask(datasette, "most_mentioned", first_day="0000-01-01", last_day="9999-12-31")
    assert {row["code"]: row["posts"] for row in ever} == dict(
        asked(
            news_db,
            "select code, count(*) from post_securities join posts on id = post_id "
            "where date is not null group by code",
        )
    )
    assert {row["posts_before"] for row in ever} == {0}
    assert await ask(datasette, "most_mentioned", first_day="2022/03/01") == []
    assert await ask(datasette, "most_mentioned", last_day="March") == []


async def test_named_together(datasette: Datasette) -> None:
    rows = await ask(datasette, "named_together", code="689901.SH")
    assert rows == [
        {"code": "609018.SH", "name": "瀚海证券", "kind": "share", "posts": 2, "share": 33.3},
        {"code": "BK1906", "name": "半导体", "kind": "board", "posts": 1, "share": 16.7},
    ]


async def test_posts_by_source(datasette: Datasette, news_db: Path) -> None:
    rows = await ask(datasette, "posts_by_source", source="ETF观察站", first_month="2022-01")
    assert [(row["month"], row["posts"]) for row in rows] == asked(
        news_db,
        "select substr(date, 1, 7), count(*) from posts join sources on sources.id = source_id "
        "where name = 'ETF观察站' and date >= '2022' group by 1 order by 1",
    )
    assert rows
    every = await ask(datasette, "posts_by_source", first_month="2000-01")
    ((count,),) = asked(news_db, "select count(*) from posts where source_id is not null")
    assert sum(row["posts"] for row in every) == count
    by_default = await ask(datasette, "posts_by_source")
    assert by_default == await ask(datasette, "posts_by_source", first_month="2021-09")


async def test_posts_by_hour(datasette: Datasette, news_db: Path) -> None:
    rows = await ask(datasette, "posts_by_hour")
    ((count,),) = asked(news_db, "select count(*) from posts where length(published) > 10")
    assert sum(row["posts"] for row in rows) == count
    assert {row["weekday"] for row in rows} == set(range(1, 8))
    # 2022-05-28 and 2022-05-29 were a Saturday and a Sunday.
    of_one = await ask(datasette, "posts_by_hour", source="砺石Tech")
    assert {(6, 9), (7, 9)} <= {(row["weekday"], row["hour"]) for row in of_one}
    assert await ask(datasette, "posts_by_hour", source="nope") == []


async def test_new_names(datasette: Datasette, news_db: Path) -> None:
    rows = await ask(datasette, "new_names", first_day="2022-05-01", last_day="2022-07-31")
    assert [(row["first_seen"], row["code"], row["name"]) for row in rows] == asked(
        news_db,
        "select min(date), code, name from post_securities join posts on id = post_id "
        "group by code, name having min(date) between '2022-05-01' and '2022-07-31' "
        "order by 1 desc, 2",
    )
    assert len(rows) > 2
    assert {row["names_before"] for row in rows} == {None}


async def test_longest_silence(datasette: Datasette, news_db: Path) -> None:
    rows = await ask(datasette, "longest_silence", least_posts="1")
    assert len(rows) == 33
    assert [(row["code"], row["silent_days"]) for row in rows[:2]] == asked(
        news_db,
        "select code, cast(julianday((select max(date) from posts)) - julianday(max(date)) as int) "
        "as days from post_securities join posts on id = post_id "
        "group by code order by days desc, count(*) desc, code limit 2",
    )
    assert len(await ask(datasette, "longest_silence")) == 30


async def test_queries_about_edits(edits_site: Datasette) -> None:
    [most, *_] = await ask(edits_site, "most_edited")
    assert (most["slug"], most["edits"], most["removed"]) == (A, 3, 27)
    assert await ask(edits_site, "titles_changed", word="大增") == [
        {
            "slug": A,
            "seen": TIMES[1],
            "title_before": "利润增长",
            "title": "利润大增",
            "kind": "small",
        }
    ]
    numbers = await ask(edits_site, "numbers_changed", first_day="2022-02-02")
    assert {(row["slug"], row["number"]) for row in numbers} == {(A, 2), (D, 2)}
    companies = await ask(edits_site, "companies_changed", code=" 600160.sh ")
    assert [(row["change"], row["slug"], row["number"]) for row in companies] == [("added", D, 2)]
    cuts = await ask(edits_site, "silent_cuts", characters="20")
    assert [(row["slug"], row["characters_removed"]) for row in cuts] == [(A, 22)]
    assert await ask(edits_site, "silent_cuts", characters="23") == []
    text = await ask(edits_site, "version_text", slug=A, number="1")
    assert {row["field"]: row["text"] for row in text}["body"] == TEXT
    assert await ask(edits_site, "version_text", slug=B, number="1") == []
