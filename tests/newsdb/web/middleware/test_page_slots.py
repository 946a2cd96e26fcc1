"""Slots of searches, streams and downloads."""

import asyncio
from types import SimpleNamespace

import pytest
from datasette.app import Datasette

from newsdb.http.asgi import Receive, Scope, Send
from newsdb.web.middleware import page_slots
from newsdb.web.middleware.page_slots import PageSlotsMiddleware, lanes
from tests.asgi import application, ask


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("/", None),
        ("/article/2022-01-01-x", None),
        ("/day/2022-01-01", None),
        ("/searching", None),
        ("/news/posts", None),
        ("/search", 1),
        ("/search.json", 1),
        ("/suggest.json", 1),
        ("/trends", 1),
        ("/trends.svg", 1),
        ("/compare", 1),
        ("/edits.xml", 1),
        ("/article/2022-01-01-x/history", 1),
        ("/article/a/b/history.json", 1),
        ("/article/history", None),
        ("/feed.xml", 1),
        ("/sitemap.xml", 1),
        ("/sitemap-2.xml", 1),
        ("/securities", 1),
        ("/data", 1),
        ("/data/SHA256SUMS", 2),
        ("/data/croissant.json", 2),
        ("/data/posts.csv", 2),
        ("/data/2022-01.ndjson", 2),
        ("/data/posts.parquet", 2),
        ("/news.db", 16),
    ],
)
def test_lanes(datasette: Datasette, path: str, total: int | None) -> None:
    middleware = PageSlotsMiddleware(application(), datasette)
    lane = middleware.lane_for({"type": "http", "path": path, "raw_path": path.encode()})
    assert (lane.total if lane else None) == total


def test_a_client_has_one_slot_of_what_is_expensive() -> None:
    each = [(lane.total, lane.per_client, lane.slots.total, lane.slots.timeout) for lane in lanes()]
    assert each == [(2, 1, 2, 10.0), (16, 4, 16, 10.0), (1, 1, 1, 10.0)]


async def test_503_with_retry_after_beyond_the_slots(datasette: Datasette) -> None:
    await datasette.invoke_startup()
    finish = asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await finish.wait()
        await application()(scope, receive, send)

    middleware = PageSlotsMiddleware(slow, datasette)
    lane = middleware.lane_for({"type": "http", "path": "/search"})
    assert lane
    lane.slots.timeout = 0.01
    first = asyncio.create_task(ask(middleware, "/search"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    page = await ask(middleware, "/search")
    assert (page.status, page.headers["retry-after"]) == (503, "5")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    error = await ask(middleware, "/search.json")
    assert (error.status, error.headers["retry-after"]) == (503, "5")
    assert b'"error": "The server is busy. Try again in a moment."' in error.body
    finish.set()
    assert (await first).status == 200
    # Articles need no slot.
    assert (await ask(middleware, "/article/x")).status == 200


@pytest.mark.parametrize(("path", "is_held"), [("/data/posts.csv", True), ("/search", False)])
async def test_streams_hold_their_slot_until_they_end(
    datasette: Datasette, path: str, is_held: bool
) -> None:
    body = asyncio.Event()

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await body.wait()
        await send({"type": "http.response.body", "body": b""})

    await datasette.invoke_startup()
    middleware = PageSlotsMiddleware(stream, datasette)
    lane = middleware.lane_for({"type": "http", "path": path})
    assert lane
    lane.slots.timeout = 0.5
    lane.slots.per_client = lane.total
    first = [asyncio.create_task(ask(middleware, path)) for _ in range(lane.total)]
    await asyncio.sleep(0.2)
    last = asyncio.create_task(ask(middleware, path))
    await asyncio.sleep(1)
    assert last.done() is is_held
    body.set()
    assert [(await each).status for each in first] == [200] * lane.total
    assert (await last).status == (503 if is_held else 200)


@pytest.mark.parametrize(
    ("path", "rests"), [("/search", 5), ("/data", 5), ("/data/SHA256SUMS", 0), ("/news.db", 0.25)]
)
async def test_a_slot_rests(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch, path: str, rests: float
) -> None:
    """So that clients that ask again at once leave time to readers of articles."""
    now = [1000.0]
    monkeypatch.setattr(page_slots, "time", SimpleNamespace(monotonic=lambda: now[0]))
    released: list[float] = []

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        now[0] += 10
        await application()(scope, receive, send)

    middleware = PageSlotsMiddleware(slow, datasette)
    lane = middleware.lane_for({"type": "http", "path": path})
    assert lane
    monkeypatch.setattr(lane.slots, "release", lambda client, cooldown: released.append(cooldown))
    assert (await ask(middleware, path)).status == 200
    assert released == [rests]
