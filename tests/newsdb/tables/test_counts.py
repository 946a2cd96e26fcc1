"""Counts of tables are kept with the file that they are of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import inspect, instance, prepared
from newsdb.generations import FollowingDatabase
from newsdb.tables import counts
from tests.conftest import PATIENT
from tests.databases import database_of

FACET = "/news/posts.json?_size=1&_facet=title"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Datasette, FollowingDatabase, Path]]:
    path = database_of(tmp_path / "mine.db", 9)
    with prepared(path, PATIENT) as context:
        datasette = instance(context)
        opened = datasette.get_database("news")
        assert isinstance(opened, FollowingDatabase)
        yield datasette, opened, path


async def facet(datasette: Datasette, url: str = FACET) -> list[tuple[str, int]]:
    data = (await datasette.client.get(url)).json()
    return [(each["value"], each["count"]) for each in data["facet_results"]["title"]["results"]]


async def test_a_new_file_is_counted_anew(
    site: tuple[Datasette, FollowingDatabase, Path],
) -> None:
    datasette, opened, path = site
    for _ in range(2):
        assert await facet(datasette) == [("标题", 9)]
    kept = len(opened.current.counts)
    assert kept > 0
    database_of(path.with_suffix(".new"), 4, title="新").replace(path)
    assert [opened.follow(inspect) for _ in range(2)][-1]
    assert await facet(datasette) == [("新", 4)]


async def test_other_rows_have_other_counts(
    site: tuple[Datasette, FollowingDatabase, Path],
) -> None:
    datasette, _, _ = site
    for ids in (2, 5, 2):
        assert await facet(datasette, f"{FACET}&id__lte={ids}") == [("标题", ids)]


async def test_conditions_in_sql_and_long_results_are_not_kept(
    site: tuple[Datasette, FollowingDatabase, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    datasette, opened, _ = site
    await datasette.client.get(f"{FACET}&_where=id>random()")
    assert not opened.current.counts
    monkeypatch.setattr(counts, "MAX_CHARACTERS", -1)
    await facet(datasette)
    assert not opened.current.counts


async def test_the_oldest_counts_are_dropped(
    site: tuple[Datasette, FollowingDatabase, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    datasette, opened, _ = site
    monkeypatch.setattr(counts, "MAX_RESULTS", 3)
    for ids in range(1, 6):
        await facet(datasette, f"{FACET}&id__lte={ids}")
    assert len(opened.current.counts) == 3


async def facets(datasette: Datasette, url: str, host: str = "localhost") -> dict[str, Any]:
    response = await datasette.client.get(url, headers={"host": host})
    found: dict[str, Any] = response.json()["facet_results"]
    return found


async def test_following_pages_have_the_facets_of_the_first(
    site: tuple[Datasette, FollowingDatabase, Path],
) -> None:
    datasette, opened, path = site
    following = [f"{FACET}&_next={at}" for at in (3, 5, 3)]
    first = await facets(datasette, FACET)
    assert first["title"]["results"][0]["count"] == 9
    assert [await facets(datasette, url) for url in following] == 3 * [first]
    there = await facets(datasette, following[0], "news.example")
    assert there["title"]["results"][0]["toggle_url"].startswith("http://news.example/")
    database_of(path.with_suffix(".new"), 4, title="新").replace(path)
    assert [opened.follow(inspect) for _ in range(2)][-1]
    assert (await facets(datasette, following[0]))["title"]["results"][0]["count"] == 4


async def test_facets_of_conditions_in_sql_and_long_ones_are_not_kept(
    site: tuple[Datasette, FollowingDatabase, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    datasette, opened, _ = site
    await facets(datasette, f"{FACET}&_next=3&_where=id>random()")
    assert not opened.current.counts
    monkeypatch.setattr(counts, "MAX_CHARACTERS_OF_FACETS", -1)
    await facets(datasette, f"{FACET}&_next=3")
    assert not [key for key in opened.current.counts if key[0].startswith("http")]
    monkeypatch.undo()
    await facets(datasette, f"{FACET}&_next=3")
    assert [key for key in opened.current.counts if key[0].startswith("http")]
