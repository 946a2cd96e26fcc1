"""`allow` in metadata.yml closes own pages, feeds, bulk files and the download, too."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from datasette.app import Datasette

from newsdb.commands.serve import instance, prepared
from newsdb.web.middleware import permissions

OWN = (
    *("/", "/search?q=x", "/search.json", "/feed.xml", "/sitemap.xml", "/data", "/robots.txt"),
    *("/article/2021-12-01-init", "/data/posts.csv", "/data/SHA256SUMS", "/month/2021-12"),
)
NOBODY = {"allow": False}


@pytest.fixture
def site(news_db: Path) -> Iterator[Datasette]:
    with prepared(news_db) as context:
        yield instance(context)


def restrict(site: Datasette, **metadata: Any) -> None:
    site._metadata_local = {**site._metadata_local, **metadata}


@pytest.mark.parametrize(
    "metadata",
    [
        NOBODY,
        {"databases": {"news": NOBODY}},
        {"databases": {"news": {"tables": {"posts": NOBODY}}}},
        {"databases": {"news": {"tables": {"tags": NOBODY}}}},
    ],
    ids=["instance", "database", "posts", "tags"],
)
async def test_allow(site: Datasette, metadata: dict[str, Any]) -> None:
    restrict(site, **metadata)
    statuses = {url: (await site.client.get(url)).status_code for url in (*OWN, "/news.db")}
    assert statuses == dict.fromkeys((*OWN, "/news.db"), 403)
    assert (await site.client.get("/-/health")).status_code == 200
    page = await site.client.get("/", headers={"accept-language": "en"})
    assert "<h1>Forbidden</h1>" in page.text


async def test_a_table_that_no_page_shows(site: Datasette) -> None:
    restrict(site, databases={"news": {"tables": {"problems": NOBODY}}})
    assert (await site.client.get("/")).status_code == 200
    assert (await site.client.get("/news/problems")).status_code == 403
    # The file has that table, too.
    assert (await site.client.get("/news.db")).status_code == 403


async def test_allowed_actors(site: Datasette) -> None:
    restrict(site, allow={"id": "editor"})
    cookies = {"ds_actor": site.sign({"a": {"id": "editor"}}, "actor")}
    assert (await site.client.get("/")).status_code == 403
    assert (await site.client.get("/", cookies=cookies)).status_code == 200
    assert (await site.client.get("/news.db", cookies=cookies)).status_code == 200


async def test_permissions_are_read_again_every_second(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(permissions, "time", SimpleNamespace(monotonic=lambda: now[0]))
    assert (await site.client.get("/")).status_code == 200
    restrict(site, **NOBODY)
    assert (await site.client.get("/")).status_code == 200
    now[0] += 1
    assert (await site.client.get("/")).status_code == 403
    # Of a client that is logged in nothing is kept.
    restrict(site, allow={"id": "editor"})
    cookies = {"ds_actor": site.sign({"a": {"id": "editor"}}, "actor")}
    assert (await site.client.get("/", cookies=cookies)).status_code == 200
    assert (await site.client.get("/")).status_code == 403
