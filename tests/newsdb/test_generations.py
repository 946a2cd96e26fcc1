"""A new database under a running site: no failed request, and no response of two states."""

import asyncio
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import inspect, instance, prepared
from newsdb.generations import FollowingDatabase
from tests.conftest import PATIENT
from tests.databases import database_of

pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Datasette, Path]]:
    """A site of 100 posts, and its file."""
    database = database_of(tmp_path / "mine.db", 100)
    with prepared(database, PATIENT) as context:
        yield instance(context), database


def replace(database: Path, posts: int) -> None:
    """Put a database of other posts in the place of the present one."""
    newer = database_of(database.with_suffix(".new"), posts, title=f"{posts}")
    newer.replace(database)


def follow(datasette: Datasette) -> bool:
    """Look for a new file as often as one needs to be seen."""
    database = datasette.get_database("news")
    assert isinstance(database, FollowingDatabase)
    return [database.follow(inspect) for _ in range(2)][-1]


async def count(datasette: Datasette) -> int:
    data = (await datasette.client.get("/news/posts.json?_size=0")).json()
    total: int = data["filtered_table_rows_count"]
    return total


async def test_the_newest_file_is_served(site: tuple[Datasette, Path]) -> None:
    datasette, database = site
    assert await count(datasette) == 100
    assert not follow(datasette)
    replace(database, 150)
    assert await count(datasette) == 100
    assert follow(datasette)
    assert await count(datasette) == 150
    sql = "/news.json?_shape=array&sql=select+count(*)+as+n,+max(title)+as+t+from+posts"
    assert (await datasette.client.get(sql)).json() == [{"n": 150, "t": "150"}]
    (folder,) = {
        path.parent.name for path in Path(datasette.databases["news"].path).parents[1].rglob("*.db")
    }
    assert folder == "1"


async def test_a_request_keeps_the_state_it_began_with(site: tuple[Datasette, Path]) -> None:
    datasette, database = site
    opened = datasette.get_database("news")
    with opened.pin():
        old = opened.path
        replace(database, 7)
        assert follow(datasette)
        assert opened.path == old
        assert (await opened.execute("select count(*) from posts")).first()[0] == 100
        assert opened.cached_table_counts["posts"] == 100
    assert not Path(old).exists()
    assert (await opened.execute("select count(*) from posts")).first()[0] == 7


async def test_what_cannot_be_served_is_not(
    site: tuple[Datasette, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    datasette, database = site
    for content in (b"no database", b"", database.read_bytes()[:5000]):
        broken = database.with_suffix(".broken")
        broken.write_bytes(content)
        broken.replace(database)
        assert not follow(datasette)
        assert not follow(datasette)
        assert await count(datasette) == 100
        said = capfd.readouterr().err
        assert said.startswith("newsdb: still serving the previous data: ")
        assert said.count("\n") == 1
    database.unlink()
    assert not follow(datasette)
    replace(database, 3)
    assert follow(datasette)
    assert await count(datasette) == 3


ADDRESSES = [
    "/",
    "/search?q=正文",
    "/news",
    "/news/posts",
    "/news/posts.json?_size=200&_shape=objects",
    "/news/posts.csv?_stream=on&_size=50",
    "/news.json?sql=select+count(*)+from+posts&_shape=array",
    "/news/articles.json?_size=200&_shape=objects",
    "/feed.xml",
    "/data/posts.ndjson",
]


async def test_swaps_under_load(site: tuple[Datasette, Path]) -> None:
    datasette, database = site
    sizes = [120 + 3 * n for n in range(8)]
    replace(database, sizes[0])
    follow(datasette)
    is_over = False
    answers = 0

    async def client(offset: int) -> None:
        nonlocal answers
        at = offset
        while not is_over:
            address = ADDRESSES[at % len(ADDRESSES)]
            at += 1
            response = await datasette.client.get(address)
            if response.headers.get("retry-after"):
                continue  # Too many queries at a time: that has nothing to do with the swap.
            assert response.status_code == 200, (address, response.text[:500])
            answers += 1
            if "csv" in address:
                rows = list(csv.DictReader(io.StringIO(response.text)))
                titles = {row["title"] for row in rows}
                assert titles == {f"{len(rows)}"}, "rows of two states"
            if "_size=200" in address:
                data = response.json()
                titles = {row["title"] for row in data["rows"]}
                assert titles == {f"{data['filtered_table_rows_count']}"}
            await asyncio.sleep(0)

    clients = [asyncio.ensure_future(client(offset)) for offset in range(4)]
    for size in sizes:
        await asyncio.to_thread(replace, database, size)
        assert await asyncio.to_thread(follow, datasette)
        assert await count(datasette) == size
        seen = answers
        while answers < seen + 3:
            done = [each for each in clients if each.done()]
            if done:
                await done[0]
            await asyncio.sleep(0.05)
    is_over = True
    await asyncio.gather(*clients)
    assert answers >= 3 * len(sizes)
    folder = Path(datasette.databases["news"].path).parents[1]
    assert len(list(folder.rglob("*.db"))) == 1
