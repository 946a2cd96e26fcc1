"""Kept responses: what is kept, for whom, for how long, and in how much memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Forbidden

from newsdb.generations import FollowingDatabase, Generation
from newsdb.http.asgi import App, Receive, Scope, Send
from newsdb.web.context import site_in
from newsdb.web.middleware import permissions, response_cache
from newsdb.web.middleware.response_cache import MAX_BODY, ResponseCacheMiddleware
from tests.asgi import QueryResult, application, ask


class Following(FollowingDatabase):
    """A database with generations, and no file."""

    def __init__(self) -> None:
        self.name = self.route = "news"
        self.current = Generation(Path("0/news.db"), {})


class Site(Datasette):
    """A Datasette without databases but one, which everybody may view unless it is closed."""

    is_closed = False

    def __init__(self) -> None:
        # Nothing is asked where nothing is said of who may view what.
        super().__init__(metadata={"allow": True})
        self.databases = {"news": Following()}

    async def ensure_permissions(self, *arguments: Any) -> None:
        if self.is_closed:
            raise Forbidden("view-table")


class Counted:
    """An application that counts its requests, and says which one it answers."""

    def __init__(self, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.scopes: list[Scope] = []
        self.status, self.headers = status, headers or {"etag": 'W/"1"'}
        self.parts: tuple[bytes, ...] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        parts = self.parts or (b"body ", b"%d" % len(self.scopes))
        await application(self.status, self.headers, parts)(scope, receive, send)


@pytest.fixture
def app() -> Counted:
    return Counted()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def cached(app: Counted, site: Site) -> App:
    return ResponseCacheMiddleware(app, site)


GZIP = {"accept-encoding": "gzip", "host": "a"}


async def bodies(app: App, *requests: tuple[str, dict[str, str]]) -> list[bytes]:
    return [(await ask(app, url, headers=headers)).body for url, headers in requests]


async def test_the_second_request_is_answered_from_memory(app: Counted, cached: App) -> None:
    first = await ask(cached, "/search?q=a")
    assert first == QueryResult(200, {"etag": 'W/"1"'}, b"body 1")
    assert await ask(cached, "/search?q=a") == first
    assert len(app.scopes) == 1


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("/search?q=b", GZIP),
        ("/feed?q=a", GZIP),
        ("/search?q=a", {**GZIP, "host": "b"}),
        ("/search?q=a", {**GZIP, "accept-encoding": ""}),
        ("/search?q=a", {**GZIP, "accept-language": "zh"}),
        ("/search?q=a&lang=zh", GZIP),
    ],
)
async def test_what_a_response_depends_on(cached: App, url: str, headers: dict[str, str]) -> None:
    found = await bodies(cached, ("/search?q=a", GZIP), (url, headers), ("/search?q=a", GZIP))
    assert found == [b"body 1", b"body 2", b"body 1"]


async def test_languages_that_give_the_same_page_share_it(cached: App) -> None:
    languages = ("zh-CN,zh;q=0.9", "zh", "zh-TW, fr")
    requests = [("/", {"accept-language": language}) for language in languages]
    assert await bodies(cached, *requests) == [b"body 1"] * 3


@pytest.mark.parametrize("name", ["Cookie", "Authorization", "Range"])
async def test_personal_requests_are_neither_kept_nor_answered_from_memory(
    cached: App, name: str
) -> None:
    personal = {name: "x"}
    found = await bodies(cached, ("/", personal), ("/", {}), ("/", personal), ("/", {}))
    assert found == [b"body 1", b"body 2", b"body 3", b"body 2"]


@pytest.mark.parametrize(
    "url",
    ["/news/posts", "/n~65ws", "/-/health", "/static/site.css", "/data", "/data/posts.csv"]
    + ["/media/a.png"],
)
async def test_other_pages_are_not_kept(cached: App, url: str) -> None:
    assert await bodies(cached, (url, {}), (url, {})) == [b"body 1", b"body 2"]


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {}),
        (302, {"location": "/"}),
        (206, {}),
        (200, {"cache-control": "private"}),
        (200, {"cache-control": "no-store"}),
        (200, {"cache-control": "no-cache"}),
        (200, {"set-cookie": "ds_actor=1"}),
    ],
)
async def test_other_responses_are_not_kept(
    site: Site, status: int, headers: dict[str, str]
) -> None:
    cached = ResponseCacheMiddleware(Counted(status, headers), site)
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 1", b"body 2"]


async def test_unchanged_pages_are_304_without_being_made(app: Counted, cached: App) -> None:
    known = {"if-none-match": 'W/"1"'}
    for _ in range(2):
        answer = await ask(cached, "/", headers=known)
        assert (answer.status, answer.body) == (304, b"")
    assert len(app.scopes) == 1
    # The first one was made whole, though its client did not need it.
    assert (await ask(cached, "/", headers={"if-none-match": '"2"'})).body == b"body 1"
    assert len(app.scopes) == 1


async def test_head_has_the_headers_of_what_is_kept(app: Counted, cached: App) -> None:
    assert (await ask(cached, "/", "HEAD")).status == 200
    await ask(cached, "/")
    answer = await ask(cached, "/", "HEAD")
    assert (answer.headers, answer.body) == ({"etag": 'W/"1"'}, b"")
    assert [scope["method"] for scope in app.scopes] == ["HEAD", "GET"]


async def test_a_new_generation_is_asked_anew(cached: App, site: Site) -> None:
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 1", b"body 1"]
    database: Any = site.databases["news"]
    previous, database.current = database.current, Generation(Path("1/news.db"), {})
    previous.is_retired = True
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 2", b"body 2"]
    # A request that began with the old one gets no page of the new one.
    database.current = previous
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 3", b"body 4"]


async def test_what_is_said_of_the_site_is_on_every_page(cached: App, site: Site) -> None:
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 1", b"body 1"]
    site_in.cache_clear()
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 2", b"body 2"]


async def test_a_site_that_is_closed_shows_nothing_that_was_kept(
    cached: App, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "VERDICT_SECONDS", 0)
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 1", b"body 1"]
    site.is_closed = True
    assert await bodies(cached, ("/", {})) == [b"body 2"]
    site.is_closed = False
    assert await bodies(cached, ("/", {})) == [b"body 1"]


async def test_a_broken_response_is_not_kept(site: Site) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError

    cached = ResponseCacheMiddleware(broken, site)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await ask(cached, "/")


async def test_memory_is_bounded(
    app: Counted, cached: App, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.parts = (b"x" * MAX_BODY, b"x")
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"x" * (MAX_BODY + 1)] * 2
    assert len(app.scopes) == 2
    app.parts = (b"x" * 10_000,)
    monkeypatch.setattr(response_cache, "MAX_BYTES", 30_000)
    assert isinstance(cached, ResponseCacheMiddleware)
    for url in ("/1", "/2", "/1", "/3", "/1", "/3"):
        await ask(cached, url)
        assert cached._cache.size <= 30_000
    assert [scope["path"] for scope in app.scopes[2:]] == ["/1", "/2", "/3"]
    # It was not asked for the longest.
    await ask(cached, "/2")
    assert len(app.scopes) == 6


@pytest.mark.parametrize("name", ["auth", "newsdb.py", "plugins.py"])
@pytest.mark.parametrize("hook", ["actor_from_request", "asgi_wrapper", "permission_allowed"])
async def test_nothing_is_kept_where_a_plugin_decides_who_sees_what(
    cached: App, hook: str, name: str
) -> None:
    def decide() -> None:
        return None

    decide.__module__ = name
    plugin = type("Plugin", (), {hook: staticmethod(hookimpl(decide))})
    pm.register(plugin, name)
    try:
        assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 1", b"body 2"]
    finally:
        pm.unregister(plugin)
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 3", b"body 3"]


async def test_a_database_that_may_change_in_place_is_always_asked(cached: App, site: Site) -> None:
    site.databases = {"news": type("Database", (), {"route": "news"})}
    assert await bodies(cached, ("/", {}), ("/", {})) == [b"body 1", b"body 2"]


async def test_pages_of_the_site_are_the_same_from_memory(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = ("/", "/search?q=央行", "/feed.xml", "/search.json?q=央行", "/sitemap.xml")
    first = [await datasette.client.get(url) for url in urls]

    async def fail(*arguments: Any, **options: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(datasette, "render_template", fail)
    monkeypatch.setattr(FollowingDatabase, "execute_fn", fail)
    second = [await datasette.client.get(url) for url in urls]
    assert [(each.status_code, each.headers, each.content) for each in second] == [
        (200, each.headers, each.content) for each in first
    ]
