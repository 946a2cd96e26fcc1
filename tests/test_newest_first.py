"""Newest first by instant, wherever posts are listed, though their times have different offsets."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.conftest import PATIENT, load
from tests.databases import downgraded

# In order of time. As text, the second sorts behind the third and the fourth before the third;
# the ids follow the names.
TIMES = {
    "2022-03-05-d": "2022-03-05 00:30:00 +08:00",
    "2022-03-05-c": "2022-03-05 10:00:00 +08:00",
    "2022-03-05-b": "2022-03-05T03:00:00Z",
    "2022-03-05-e": "2022-03-05 11:45:00 -05:00",
    "2022-03-06-a": "2022-03-06 00:50:00 +08:00",
}
NEWEST_FIRST = list(reversed(TIMES))
DAY = [slug for slug in NEWEST_FIRST if slug.startswith("2022-03-05")]


@pytest.fixture(scope="module")
def mixed_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "_posts").mkdir()
    for slug, time in TIMES.items():
        (folder / "_posts" / f"{slug}.md").write_text(
            f"---\ntitle: 央行{slug}\ndate: {time}\nupdated: {time}\ntags: [新闻]\n---\n"
            "央行降息。\n\n（文章来源：日报）\n",
            encoding="utf-8",
        )
    return load(folder, folder / "news.db")


@pytest.fixture(scope="module")
def mixed(mixed_db: Path) -> Iterator[Datasette]:
    with prepared(mixed_db, PATIENT) as context:
        yield instance(context)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", NEWEST_FIRST),
        ("/source/日报", NEWEST_FIRST),
        ("/tag/新闻", NEWEST_FIRST),
        ("/month/2022-03", NEWEST_FIRST),
        ("/day/2022-03-05", DAY),
        ("/search?q=央行&order=newest", NEWEST_FIRST),
        ("/search.json?q=央行&order=newest", NEWEST_FIRST),
        ("/feed.xml", NEWEST_FIRST),
        ("/feed.json", NEWEST_FIRST),
        ("/news/posts", NEWEST_FIRST),
        ("/news/posts.json?_shape=objects", NEWEST_FIRST),
        ("/news/posts.json?_shape=objects&_sort_desc=published", NEWEST_FIRST),
        ("/news/posts.json?_shape=objects&_sort=published", list(TIMES)),
        ("/news/posts.json?_shape=objects&_sort_desc=updated", NEWEST_FIRST),
        ("/news/articles.json?_shape=objects", NEWEST_FIRST),
        ("/news/articles.json?_shape=objects&_sort=updated", list(TIMES)),
        ("/news/articles.csv?_stream=on&_sort=published", list(TIMES)),
    ],
)
async def test_newest_first(mixed: Datasette, path: str, expected: list[str]) -> None:
    response = await mixed.client.get(path)
    assert response.status_code == 200
    found = re.findall(r"2022-03-0\d-[a-e]\b", response.text)
    assert list(dict.fromkeys(found)) == expected


@pytest.mark.parametrize("table", ["posts", "articles"])
@pytest.mark.parametrize(
    ("sort", "expected"), [("_sort_desc", NEWEST_FIRST), ("_sort", list(TIMES))]
)
async def test_pages_follow_instants(
    mixed: Datasette, table: str, sort: str, expected: list[str]
) -> None:
    url = f"/news/{table}.json?_shape=objects&_size=2&{sort}=published"
    found: list[str] = []
    while url:
        page = (await mixed.client.get(url)).json()
        found += [row["slug"] for row in page["rows"]]
        url = (page["next_url"] or "").removeprefix("http://localhost")
    assert found == expected


async def test_neighbours_are_those_in_time(mixed: Datasette) -> None:
    text = (await mixed.client.get("/article/2022-03-05-b")).text
    links = re.findall(r'rel="(prev|next)" href="[^"]*/article/([^"]+)"', text)
    assert dict(links) == {"prev": "2022-03-05-c", "next": "2022-03-05-e"}


def test_a_migrated_database_has_instants(mixed_db: Path, tmp_path: Path) -> None:
    query = "select slug, published_utc, updated_utc from posts order by slug"
    with closing(sqlite3.connect(mixed_db)) as connection:
        loaded = connection.execute(query).fetchall()
    older = downgraded(mixed_db, tmp_path / "news.db")
    with closing(sqlite3.connect(load(mixed_db.parent, older))) as connection:
        assert connection.execute(query).fetchall() == loaded
    assert loaded[2] == ("2022-03-05-d", *["2022-03-04T16:30:00Z"] * 2)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("select id from posts order by published_utc desc, id desc limit 24", "published_utc"),
        (
            "select id from posts where source_id = 1 and published_utc <= '2022' "
            "order by published_utc desc, id desc limit 20",
            "source_id_published_utc",
        ),
        (
            "select id from posts order by published_utc desc, slug desc limit 50",
            "published_utc",
        ),
    ],
)
def test_the_newest_are_read_from_an_index(news_db: Path, query: str, index: str) -> None:
    with closing(sqlite3.connect(news_db)) as connection:
        plan = [step for *_, step in connection.execute(f"explain query plan {query}")]
    assert f"INDEX idx_posts_{index}" in plan[0], plan
