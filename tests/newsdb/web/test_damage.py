"""A database whose file is damaged while it is served."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasette.app import Datasette

from newsdb.commands.prepare import instance, prepared
from tests.databases import damage

HEADING = "<h1>This part of the database is damaged</h1>"
SAID = "The database is damaged: this cannot be read from it."


@pytest.fixture
def damaged(news_db: Path, tmp_path: Path) -> Iterator[Datasette]:
    """A site whose posts and search index became unreadable after it started."""
    database = Path(shutil.copy(news_db, tmp_path / "damaged.db"))
    with prepared(database) as context:
        site = instance(context)
        damage(database, "posts", "posts_fts_data")
        yield site


@pytest.mark.parametrize(
    "path",
    ["/", "/article/2021-12-01-init", "/search?q=银行", "/month/2021-12", "/news/posts", "/none"],
)
async def test_a_page_says_so(
    damaged: Datasette, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    response = await damaged.client.get(path, headers={"accept-language": "en"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert HEADING in response.text
    assert SAID in response.text
    logged = capsys.readouterr().err
    assert "newsdb: the database is damaged: " in logged
    assert "Traceback" not in logged


@pytest.mark.parametrize("path", ["/feed.xml", "/data/posts.ndjson", "/news/posts.json"])
async def test_data_says_so(damaged: Datasette, path: str) -> None:
    response = await damaged.client.get(path)
    assert response.status_code == 503
    assert (response.json()["ok"], response.json()["error"]) == (False, SAID)


async def test_the_health_check_says_so(
    damaged: Datasette, capsys: pytest.CaptureFixture[str]
) -> None:
    response = await damaged.client.get("/-/health")
    assert response.status_code == 503
    assert response.json()["problem"] == "the database cannot be read (DatabaseError)"
    assert "Traceback" not in capsys.readouterr().err


async def test_a_query_says_so(damaged: Datasette) -> None:
    sql = {"sql": "select count(body) from posts", "_shape": "array"}
    response = await damaged.client.get("/news.json", params=sql)
    assert (response.status_code, response.json()["error"]) == (503, SAID)
