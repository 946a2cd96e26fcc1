"""Counts of tables are kept with the file that they are of."""

from collections.abc import Iterator
from pathlib import Path

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
