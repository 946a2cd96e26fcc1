"""The feed of changes: a copy that reads nothing else stays the same as the posts."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from sqlite_utils import Database

from loaders.building import build
from newsdb.cli import main
from newsdb.commands.prepare import instance, prepared
from newsdb.database import schema
from newsdb.export import changes
from tests.conftest import PATIENT
from tests.lakes import load_lake, write_site

Posts = dict[str, Any]
Get = Callable[[str], Awaitable[httpx.Response]]


# The client of docs/analysts.md.
async def sync(get: Get, posts: Posts, last_load: int) -> int:
    """Bring a copy of all posts, by slug, up to date; return the load that it is of now."""
    url = f"/data/changes.ndjson?since_load={last_load}"
    while url:
        response = await get(url)
        if response.status_code == 409:  # the database was rebuilt
            posts.clear()
            return await sync(get, posts, 0)
        response.raise_for_status()
        for line in response.text.split("\n")[:-1]:
            change = json.loads(line)
            last_load = change["load_id"]
            if change["change"] == "removed":
                posts.pop(change["slug"], None)
            else:
                posts[change["slug"]] = change["post"]
        url = response.links.get("next", {}).get("url")
    return last_load


def getter(datasette: Datasette) -> Get:
    """Return a function that gets a URL of a site, also an absolute one."""

    async def get(url: str) -> httpx.Response:
        response: httpx.Response = await datasette.client.get(url.removeprefix("http://localhost"))
        return response

    return get


NAMES = ("岚山银行", "远汐储能", "弥光显示", "瀚海证券")
MARK = '<span id="stock_1.{code}">{name}</span>'
TEXT = (
    "{name}今日公告，拟以自有资金回购公司股份，回购金额不低于三千万元且不超过六千万元，用于激励。"
)


def write_post(folder: Path, chance: random.Random, number: int) -> None:
    """Write a post that may teach a name, use one that others teach, or repeat another post."""
    which = chance.randrange(len(NAMES))
    name = NAMES[which]
    if chance.random() < 0.4:
        name = MARK.format(code=609018 + which, name=name)
    text = TEXT.format(name=name) + chance.choice(("", "第二段的内容。" * chance.randrange(9)))
    head = (
        f"---\ntitle: 标题{chance.randrange(3)}\ndate: 2022-01-{1 + number % 3:02} "
        f"0{chance.randrange(9)}:00:00\ntags: [甲{chance.randrange(3)}]\n---\n"
    )
    prefix = chance.choice(("", "NW"))
    for old in folder.glob(f"*{number:018}.md"):
        old.unlink()
    path = folder / f"2022-01-0{1 + number % 3}-{prefix}{number:018}.md"
    path.write_text(f"{head}<p>{text}</p>\n", "utf-8")


def change_folder(folder: Path, chance: random.Random) -> None:
    for _ in range(chance.randrange(4)):
        write_post(folder, chance, chance.randrange(12))
    present = sorted(folder.glob("*.md"))
    for path in chance.sample(present, min(len(present), chance.randrange(3))):
        path.unlink()


def load(folder: Path, database: Path) -> None:
    command = ["load", "posts", str(folder), "--db", str(database), "--jobs", "1", "--quiet"]
    result = CliRunner().invoke(main, [*command, "--prune", "--force", "--allow-empty"])
    assert result.exit_code == 0, result.output


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_copies_stay_the_same_over_random_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(changes, "MAX_CHANGES", 3)
    chance = random.Random(seed)
    folder, database = tmp_path / "posts", tmp_path / "news.db"
    folder.mkdir()
    eager: Posts = {}
    lazy: Posts = {}
    eager_load = lazy_load = 0
    for number in range(12):
        if number == 0:
            for each in range(6):
                write_post(folder, chance, each)
        change_folder(folder, chance)
        load(folder, database)
        with prepared(database, PATIENT) as context:
            get = getter(instance(context))
            everything = (await get("/data/posts.ndjson")).text.split("\n")[:-1]
            expected = {post["slug"]: post for post in map(json.loads, everything)}
            eager_load = await sync(get, eager, eager_load)
            assert eager == expected
            if chance.random() < 0.3:
                lazy_load = await sync(get, lazy, lazy_load)
                assert lazy == expected


def post(name: str, day: int) -> str:
    return (
        f"---\ntitle: 标题\ndate: 2022-01-0{day} 08:00:00\n---\n<p>{TEXT.format(name=name)}</p>\n"
    )


async def test_what_other_posts_teach_is_a_change_too(tmp_path: Path) -> None:
    folder, database = tmp_path / "posts", tmp_path / "news.db"
    folder.mkdir()
    (folder / "2022-01-01-a.md").write_text(post("瀚海证券", 1), "utf-8")
    (folder / "2022-01-02-b.md").write_text("---\ntitle: 其他\n---\n完全不同的话。\n", "utf-8")
    load(folder, database)
    (folder / "2022-01-05-c.md").write_text(
        post(MARK.format(code=609018, name="瀚海证券"), 5) + "另外一段。" * 40, "utf-8"
    )
    load(folder, database)
    (folder / "2022-01-02-b.md").unlink()
    load(folder, database)
    with closing(sqlite3.connect(database)) as connection:
        lines = [json.loads(line) for line in changes.changes_since(connection, 1).lines]
        assert [(each["load_id"], each["change"], each["slug"]) for each in lines] == [
            (2, "added", "2022-01-05-c"),
            (2, "changed", "2022-01-01-a"),
            (3, "removed", "2022-01-02-b"),
        ]
        assert lines[1]["post"]["securities"] == ["609018.SH"]
        assert "post" not in lines[2]
        first = [json.loads(line) for line in changes.changes_since(connection, 0).lines]
        assert [each["change"] for each in first] == ["added", "added", "removed"]
        assert changes.changes_since(connection, 3) == changes.Changes((), None)


@pytest.mark.slow
async def test_a_copy_starts_again_when_another_database_takes_the_place(tmp_path: Path) -> None:
    site, database = write_site(tmp_path / "site"), tmp_path / "news.db"
    copy: Posts = {}
    last = 0
    for _ in range(3):
        load_lake([site], tmp_path / "lake")
        build(f"{tmp_path}/lake", database)
        with prepared(database, PATIENT) as context:
            get = getter(instance(context))
            last = await sync(get, copy, last)
            everything = (await get("/data/posts.ndjson")).text.split("\n")[:-1]
            assert copy == {each["slug"]: each for each in map(json.loads, everything)}
        min(site.rglob("*.md")).unlink()
    assert last == 3


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("since_load=2", 409, "there is no load 2, only 1 to 1: the database was rebuilt"),
        ("since_load=x", 400, "since_load must be a number from 0 to"),
        ("since_load=-1", 400, "since_load must be a number from 0 to"),
        ("after=x", 400, "after must be a number from 0 to"),
        ("since=1", 400, "unknown parameter 'since'; use since_load, after"),
    ],
)
async def test_errors(datasette: Datasette, query: str, status: int, error: str) -> None:
    response = await datasette.client.get(f"/data/changes.ndjson?{query}")
    assert response.status_code == status
    assert response.json()["error"].startswith(error)


async def test_all_posts_are_the_first_changes(datasette: Datasette) -> None:
    copy: Posts = {}
    assert await sync(getter(datasette), copy, 0) == 1
    records = (await datasette.client.get("/data/posts.ndjson")).text.split("\n")[:-1]
    assert copy == {each["slug"]: each for each in map(json.loads, records)}
    response = await datasette.client.get("/data/changes.ndjson?since_load=1")
    assert (response.text, response.headers["content-type"]) == (
        "",
        "application/x-ndjson; charset=utf-8",
    )
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("size", "after"), [(1, 1), (2, 2), (3, None), (4, None)])
def test_a_response_goes_on_only_if_there_is_more(
    monkeypatch: pytest.MonkeyPatch, size: int, after: int | None
) -> None:
    monkeypatch.setattr(changes, "MAX_CHANGES", size)
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.executemany(
            "insert into post_changes (id, load_id, added_load_id, slug) values (?, 1, 1, ?)",
            [(1, "a"), (2, "b"), (3, "c")],
        )
        found = changes.changes_since(connection, 0)
    assert [json.loads(line)["slug"] for line in found.lines] == ["a", "b", "c"][:size]
    assert found.after == after
