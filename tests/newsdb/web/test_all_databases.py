"""Reading all databases of a site in one thread, with one time limit for all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database
from datasette.views.base import DatasetteError

from newsdb.commands.prepare import instance, prepared
from newsdb.generations import FollowingDatabase
from newsdb.instance import if_quick
from newsdb.search import Databases
from newsdb.site import served_databases
from newsdb.web.all_databases import read_all
from newsdb.web.time_units import last_day
from tests.databases import ENDLESS, database_of


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Datasette]:
    for number, name in enumerate(("2021", "2022")):
        database_of(tmp_path / f"{name}.db", posts=number)
    files = [f"{path}" for path in sorted(tmp_path.glob("*.db"))]
    with prepared(None, [*files, "--setting", "sql_time_limit_ms", "50"]) as context:
        yield instance(context)


def counts(databases: Databases) -> list[int]:
    return [each.execute("select count(*) from posts").fetchone()[0] for each in databases]


async def test_all_are_read_in_their_order(site: Datasette) -> None:
    assert await read_all(site, counts) == [0, 1]
    first, second = [await read_all(site, lambda databases: threading.get_ident()) for _ in "12"]
    assert threading.get_ident() not in (first, second)
    assert await read_all(site, last_day) == "2022-01-01"


async def test_a_site_of_one_database(tmp_path: Path) -> None:
    with prepared(database_of(tmp_path / "news.db", posts=3)) as context:
        assert await read_all(instance(context), counts) == [3]
    empty = Datasette()
    empty.add_database(Database(empty, memory_name="empty"), "news")
    await empty.get_database("news").execute_write("create table posts (date)")
    assert await read_all(empty, last_day) is None


def endlessly(databases: Databases) -> Any:
    return databases[1].execute(ENDLESS).fetchone()


async def test_the_limit_is_for_all_together(site: Datasette) -> None:
    with pytest.raises(DatasetteError) as raised:
        await read_all(site, endlessly)
    assert raised.value.status == 503
    assert await if_quick(read_all(site, endlessly)) is None
    assert await if_quick(read_all(site, counts)) == [0, 1]
    with pytest.raises(ZeroDivisionError):
        await if_quick(read_all(site, lambda databases: 1 // 0))
    # What was interrupted can be read again.
    assert await read_all(site, counts) == [0, 1]


async def test_generations_stay_while_they_are_read(site: Datasette) -> None:
    following = site.get_database("2022")
    assert isinstance(following, FollowingDatabase)
    begun, may_end = threading.Event(), threading.Event()

    def slowly(databases: Databases) -> list[int]:
        begun.set()
        may_end.wait(10)
        return counts(databases)

    reading = asyncio.ensure_future(read_all(site, slowly))
    await asyncio.to_thread(begun.wait, 10)
    generation = following.generation
    generation.retire()
    assert not generation.is_closed
    may_end.set()
    assert await reading == [0, 1]
    assert generation.is_closed


async def test_databases_that_are_not_followed(tmp_path: Path) -> None:
    names = ("a", "b")
    site = Datasette([f"{database_of(tmp_path / f'{name}.db', posts=2)}" for name in names])
    with closing(connect(tmp_path / "b.db")) as connection, connection:
        connection.execute("delete from posts where id = 1")
    served_databases[site] = names
    for _ in range(2):
        assert await read_all(site, counts) == [2, 1]
    assert await site.get_database("b").execute_fn(lambda connection: counts([connection])) == [1]
