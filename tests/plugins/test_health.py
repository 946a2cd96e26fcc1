"""`/-/health`: well and not well."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb import __version__
from newsdb.commands.prepare import instance, prepared
from newsdb.config import site_directory

PLUGINS = str(site_directory() / "plugins")


async def test_a_healthy_site(datasette: Datasette, news_db: Path) -> None:
    response = await datasette.client.get("/-/health")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    report = response.json()
    with closing(sqlite3.connect(news_db)) as connection:
        (started,) = connection.execute("select started from loads").fetchone()
    age = datetime.now(timezone.utc) - datetime.fromisoformat(started)
    assert 0 <= age.total_seconds() - report.pop("seconds_since_load") < 10
    assert report == {"ok": True, "newsdb": __version__, "search": True, "last_load": started}


async def test_a_database_without_its_search(news_db: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copy(news_db, tmp_path / "broken.db"))
    with closing(sqlite3.connect(broken)) as connection:
        connection.execute("drop table posts_fts")
    with prepared(broken) as context:
        response = await instance(context).client.get("/-/health")
    assert response.status_code == 503
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {
        "ok": False,
        "newsdb": __version__,
        "problem": "the database cannot be read (OperationalError)",
    }


async def test_an_index_that_finds_nothing(news_db: Path, tmp_path: Path) -> None:
    empty = Path(shutil.copy(news_db, tmp_path / "empty.db"))
    with closing(sqlite3.connect(empty)) as connection:
        connection.execute("insert into posts_fts (posts_fts) values ('delete-all')")
        connection.commit()
    with prepared(empty) as context:
        response = await instance(context).client.get("/-/health")
    assert response.status_code == 503
    assert (response.json()["ok"], response.json()["search"]) == (False, False)


@pytest.mark.usefixtures("restored_plugins")
async def test_no_database() -> None:
    response = await Datasette(memory=True, plugins_dir=PLUGINS).client.get("/-/health")
    assert response.status_code == 503
    assert response.json()["problem"] == "the database cannot be read (KeyError)"
