"""`allow` in metadata.yml closes own pages, feeds, bulk files and the download, too."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from datasette import Forbidden, hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from newsdb.commands.prepare import instance, prepared
from newsdb.database import schema
from newsdb.web.middleware import permissions

OWN = (
    *("/", "/search?q=x", "/search.json", "/feed.xml", "/feed.json", "/sitemap.xml", "/robots.txt"),
    *("/article/2021-12-01-init", "/article/2021-12-01-init.json", "/article/2021-12-01-init.md"),
    *("/month/2021-12", "/day/2021-12-01", "/archive", "/sources", "/authors", "/tags"),
    *("/categories", "/securities", "/story/1", "/tag/x", "/author/x", "/llms.txt"),
    *("/data", "/data/posts.csv", "/data/posts.ndjson", "/data/SHA256SUMS", "/openapi.json"),
    *("/data/croissant.json", "/data/datapackage.json", "/theme.css", "/no-such-page"),
)
ON_PAGES = [table for table in schema.TABLES if table not in permissions.ON_NO_PAGE]
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
        *({"databases": {"news": {"tables": {table: NOBODY}}}} for table in ON_PAGES),
    ],
    ids=["instance", "database", *ON_PAGES],
)
async def test_allow(site: Datasette, metadata: dict[str, Any]) -> None:
    restrict(site, **metadata)
    statuses = {url: (await site.client.get(url)).status_code for url in (*OWN, "/news.db")}
    assert statuses == dict.fromkeys((*OWN, "/news.db"), 403)
    assert (await site.client.get("/-/health")).status_code == 200
    page = await site.client.get("/", headers={"accept-language": "en"})
    assert "<h1>Forbidden</h1>" in page.text


async def test_nothing_is_asked_where_nothing_forbids(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each question reads the metadata of all databases."""
    asked: list[Any] = []

    async def ensure_permissions(actor: Any, wanted: Any) -> None:
        asked.append(wanted)

    monkeypatch.setattr(site, "ensure_permissions", ensure_permissions)
    await permissions.ensure_tables_visible(site, None)
    assert asked == []
    monkeypatch.setattr(permissions, "VERDICT_SECONDS", 0)
    permissions._verdicts.clear()
    restrict(site, databases={"news": {"tables": {"posts": {"allow": True}}}})
    await permissions.ensure_tables_visible(site, None)
    assert len(asked) == len(permissions.TABLES)


def permission_allowed(action: str, resource: Any) -> bool | None:
    return False if action == "view-table" and resource[1] == "posts" else None


def get_metadata(database: str | None) -> dict[str, Any]:
    return {"databases": {"news": NOBODY}} if database == "news" else {}


@pytest.mark.parametrize("file", ["auth.py", "datasette.py"])
@pytest.mark.parametrize("hook", [permission_allowed, get_metadata])
async def test_plugins_are_asked(
    site: Datasette, hook: Any, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plugin may decide itself, or return other metadata for a database than for the site."""
    monkeypatch.setattr(hook, "__module__", file)
    plugin = SimpleNamespace(hook=hookimpl(hook, specname=hook.__name__))
    pm.register(plugin)
    try:
        with pytest.raises(Forbidden):
            await permissions.ensure_tables_visible(site, None)
    finally:
        pm.unregister(plugin)


def test_a_table_of_the_schema_is_on_pages_unless_it_is_known_not_to_be() -> None:
    assert set(permissions.ON_NO_PAGE) < set(schema.TABLES)
    assert {"posts", "authors", "stories", "images"} <= set(permissions.TABLES)


async def test_pages_of_datasette(site: Datasette) -> None:
    """Its own checks apply to its pages, and to the table pages and filters that are ours."""
    restrict(site, databases={"news": {"tables": {"posts": NOBODY}}})
    pages = ("/news/posts", "/news/posts.json", "/news/posts/1.json", "/news/posts.csv?_stream=1")
    for url in pages:
        assert (await site.client.get(url)).status_code == 403, url
    restrict(site, **NOBODY)
    for url in (*pages, "/news", "/news/articles", "/news/tags.json", "/news.json?sql=select+1"):
        assert (await site.client.get(url)).status_code == 403, url


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
