"""Slots for SQL: what needs one, and who waits."""

import asyncio

import pytest
from datasette.app import Datasette

from newsdb.web.middleware import query_slots
from tests.clients import OUT_OF_MEMORY, run_sql
from tests.databases import ENDLESS
from tests.processes import kill_workers


async def test_limits_of_facets_and_parameters(datasette: Datasette) -> None:
    ten = "&".join(["_facet=kind", "_facet_size=3"] * 10)
    page = await datasette.client.get(f"/news/securities.json?{ten}")
    assert page.status_code == 200
    page = await datasette.client.get(f"/news/securities.json?{ten}&_facet_array=kind")
    assert (page.status_code, page.json()["error"]) == (
        400,
        "Too many facets: 11 (limit 10).",
    )
    many = "&".join(["_where=1"] * 101)
    page = await datasette.client.get(f"/news/securities.json?{many}")
    assert (page.status_code, page.json()["error"]) == (
        400,
        "Too many parameters: 101 (limit 100).",
    )


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/news/posts", False),
        ("/news/posts?_size=10&_next=3&_search=x&", False),
        ("/news/posts?_size=200", False),
        ("/news/posts?_size=201", True),
        ("/news/posts?_size=max", True),
        ("/news/posts/1", False),
        ("/news?sql=select+1", True),
        ("/news?s%71l=select+1", True),
        ("/news/posts?_where=1", True),
        ("/news/posts?body__like=x", True),
        ("/news/posts?_searchmode=raw&_search=x", True),
        ("/news/posts?_fts_table=x", True),
        ("/news/posts?_facet=x", True),
        ("/news/mentions", True),
        ("/news/menti~6Fns.json", True),
    ],
)
def test_is_expensive(address: str, expected: bool) -> None:
    path, _, query_string = address.partition("?")
    assert query_slots.is_expensive(path, query_string.encode(), {"mentions"}) is expected


async def test_reads_are_not_blocked_by_sql(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots_of(datasette).slow, "timeout", 600)
    # The time limit is ten minutes here. One runs, the other waits: they are of the same client.
    asking = [asyncio.create_task(run_sql(datasette, ENDLESS)) for _ in range(2)]
    try:
        await asyncio.sleep(1)
        for address in ("/", "/search?q=央行", "/news/posts", "/news/posts/1"):
            assert (await datasette.client.get(address)).status_code == 200
        assert (await run_sql(datasette, "select 1 as a")).json() == [{"a": 1}]
        assert [task.done() for task in asking] == [False, False]
    finally:
        while not all(task.done() for task in asking):
            await asyncio.to_thread(kill_workers)
            await asyncio.sleep(0.1)
    assert [(await task).json()["error"] for task in asking] == [OUT_OF_MEMORY, OUT_OF_MEMORY]


@pytest.mark.slow
async def test_a_quick_query_passes_slow_ones(
    public_site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten clients that always ask for the most expensive SQL do not keep others from asking."""
    # However slow the machine is.
    monkeypatch.setattr(slots_of(public_site).quick, "timeout", 60)
    stop = asyncio.Event()

    async def attack() -> None:
        while not stop.is_set():
            assert (await run_sql(public_site, ENDLESS)).status_code in (400, 503)

    attackers = [asyncio.create_task(attack()) for _ in range(10)]
    try:
        await asyncio.sleep(2)
        for _ in range(3):
            assert (await run_sql(public_site, "select 1 as a")).json() == [{"a": 1}]
    finally:
        stop.set()
        await asyncio.gather(*attackers)


async def test_503_after_waiting_too_long(
    public_site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots_of(public_site).quick, "timeout", 0.1)
    monkeypatch.setattr(slots_of(public_site).quick, "total", 0)
    busy = await run_sql(public_site, "select 1")
    assert busy.status_code == 503
    assert busy.headers["retry-after"] == "5"
    assert busy.headers["cache-control"] == "no-store"
    assert busy.json() == {"ok": False, "error": query_slots.BUSY, "status": 503, "title": None}


def slots_of(datasette: Datasette) -> query_slots.QuerySlotsMiddleware:
    """Return the middleware of a site that has the slots for SQL."""
    app = datasette.client.app
    while not isinstance(app, query_slots.QuerySlotsMiddleware):
        app = app.app
    return app
