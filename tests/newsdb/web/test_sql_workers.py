"""Untrusted SQL: limited in time and memory, without delaying readers."""

import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from newsdb.commands.serve import instance, prepared
from newsdb.exceptions import QueryTimeoutError
from newsdb.web.middleware import query_slots
from newsdb.web.sql_workers import MAX_MEMORY, Query, Worker
from tests.paths import TOP

ENDLESS = "with recursive a(x) as (select 1 union all select x + 1 from a) select max(x) from a"
TOO_LONG = "Query timed out. Narrow it, or download the database."
TOO_MUCH = (
    "Result too large (limit 30,000 cells or 16,000,000 characters). Select fewer rows or columns."
)
OUT_OF_MEMORY = "out of memory"
needs_limits = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python sets SQLite's limits from 3.11 on"
)


@pytest.fixture(scope="module")
def site(news_db: Path) -> Iterator[Datasette]:
    """A site with the time limit that everybody has."""
    with prepared(news_db) as context:
        yield instance(context)


async def ask(datasette: Datasette, sql: str, **more: str) -> Any:
    parameters = {"sql": sql, "_shape": "array", **more}
    return await datasette.client.get("/news.json", params=parameters)


async def test_values_come_back_as_they_are(datasette: Datasette) -> None:
    sql = "select 1 as a, '的' as \"b\"\"c\", null as d, 1.5 as e, x'00ff' as f, :g as g, 2 as a"
    page = await datasette.client.get("/news.json", params={"sql": sql, "g": "蛋"})
    assert page.json()["columns"] == ["a", 'b"c', "d", "e", "f", "g", "a"]
    blob = {"$base64": True, "encoded": "AP8="}
    assert page.json()["rows"] == [[1, "的", None, 1.5, blob, "蛋", 2]]
    found = await ask(datasette, "select id from posts order by id limit 2")
    assert found.json() == [{"id": 1}, {"id": 2}]
    assert (await ask(datasette, "select id from posts where 0")).json() == []


async def test_functions_of_plugins_are_there(datasette: Datasette) -> None:
    found = await ask(datasette, "select match_expression('央行') as a, cut('央行') as b")
    assert found.json() == [{"a": '"央 行"', "b": " 央 行 全部"}]


async def test_more_rows_than_are_returned(datasette: Datasette) -> None:
    thousand = "with recursive a(x) as (select 1 union all select x + 1 from a) select x from a"
    found = await datasette.client.get("/news.json", params={"sql": f"{thousand} limit 1001"})
    assert (len(found.json()["rows"]), found.json()["truncated"]) == (1000, True)
    found = await datasette.client.get("/news.json", params={"sql": f"{thousand} limit 1000"})
    assert (len(found.json()["rows"]), found.json()["truncated"]) == (1000, False)
    for address in ("/news", "/n~65ws", "/news/"):
        page = await datasette.client.get(
            address, params={"sql": f"{thousand} limit 201"}, follow_redirects=True
        )
        assert (page.status_code, page.text.count("<tr>")) == (200, 1 + 200)
    rows = await datasette.client.get("/news.csv", params={"sql": f"{thousand} limit 201"})
    assert rows.text.count("\n") == 1 + 201


@pytest.mark.parametrize(
    "sql",
    [
        ENDLESS,
        "select count(*) from files a, files b, files c, files d, files e",
        "select group_concat(randomblob(100000)) from files a, files b",
        # Each of these is a single step, which no time limit of SQLite's ends.
        "select count(*) from posts_fts where posts_fts match "
        "'NEAR(' || replace(printf('%.*c', 100000, 'x'), 'x', '\"的\" ') || ', 10000)'",
        "select trim(printf('%.*c', 1000000, 'a'), printf('%.*c', 400000, 'b') || 'a')",
    ],
)
async def test_queries_are_killed_after_their_time_limit(site: Datasette, sql: str) -> None:
    started = time.monotonic()
    response = await ask(site, sql)
    # Each would take minutes at least.
    assert time.monotonic() - started < 60
    answer = response.json()
    assert (response.status_code, answer["title"]) == (400, "SQL Interrupted")
    assert answer["error"] == TOO_LONG
    # The next query is answered, if need be by a new worker.
    assert (await ask(site, "select 1 as a")).json() == [{"a": 1}]


@needs_limits
@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select zeroblob(1000000000)", "string or blob too big"),
        ("select hex(zeroblob(5000001))", "string or blob too big"),
        (" union ".join(["select 1"] * 51), "too many terms in compound SELECT"),
        ("select 1" + "+1" * 200, "Expression tree is too large (maximum depth 200)"),
        ("select " + ",".join("1" * 201), "too many columns in result set"),
        (f"select 'x' like '{'_' * 1001}'", "LIKE or GLOB pattern too complex"),
    ],
)
async def test_limits_of_sqlite(datasette: Datasette, sql: str, error: str) -> None:
    response = await ask(datasette, sql)
    assert (response.status_code, response.json()["error"]) == (400, error)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select zeroblob(9000000) from files limit 2", TOO_MUCH),
        ("select a.*, b.*, c.*, d.* from files a, files b, files c, files d limit 1000", TOO_MUCH),
        (
            "with recursive a(x) as (select zeroblob(9000000) union all select x from a) "
            "select length(x) from a order by x",
            "Query needs too much temporary space.",
        ),
        ("select load_extension('x')", "not authorized"),
        ("select sql from sqlite_stmt", "access to sqlite_stmt.sql is prohibited"),
        ("select fts3_tokenizer('simple')", "not authorized to use function: fts3_tokenizer"),
        ("select readfile('/etc/passwd')", "no such function: readfile"),
        ("select 'a' regexp 'b'", "no such function: regexp"),
        ("select 1; attach 'x' as y", "You can only execute one statement at a time."),
        ("attach 'x' as y", "Statement must be a SELECT"),
        ("select nope", "no such column: nope"),
        ("with a as (select 1) delete from posts", "attempt to write a readonly database"),
    ],
)
async def test_refused(datasette: Datasette, sql: str, error: str) -> None:
    response = await ask(datasette, sql)
    assert (response.status_code, response.json()["error"]) == (400, error)


async def test_the_path_of_the_file_is_hidden(datasette: Datasette) -> None:
    found = await ask(datasette, "select seq, name, file from pragma_database_list")
    assert found.json() == [{"seq": 0, "name": "main", "file": None}]
    found = await datasette.client.get(
        "/news/tags.json?_where=(select file from pragma_database_list) is not null&_shape=array"
    )
    assert found.json() == []


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
    asking = [asyncio.create_task(ask(datasette, ENDLESS)) for _ in range(2)]
    try:
        await asyncio.sleep(1)
        for address in ("/", "/search?q=央行", "/news/posts", "/news/posts/1"):
            assert (await datasette.client.get(address)).status_code == 200
        assert (await ask(datasette, "select 1 as a")).json() == [{"a": 1}]
        assert [task.done() for task in asking] == [False, False]
    finally:
        while not all(task.done() for task in asking):
            await asyncio.to_thread(kill_workers)
            await asyncio.sleep(0.1)
    assert [(await task).json()["error"] for task in asking] == [OUT_OF_MEMORY, OUT_OF_MEMORY]


async def test_a_quick_query_passes_slow_ones(site: Datasette) -> None:
    """Ten clients that always ask for the most expensive SQL do not keep others from asking."""
    stop = asyncio.Event()

    async def attack() -> None:
        while not stop.is_set():
            assert (await ask(site, ENDLESS)).status_code in (400, 503)

    attackers = [asyncio.create_task(attack()) for _ in range(10)]
    try:
        await asyncio.sleep(2)
        for _ in range(3):
            assert (await ask(site, "select 1 as a")).json() == [{"a": 1}]
    finally:
        stop.set()
        await asyncio.gather(*attackers)


async def test_a_dead_worker_is_replaced(datasette: Datasette) -> None:
    for _ in range(2):
        assert (await ask(datasette, "select 1 as a")).json() == [{"a": 1}]
        # The system may kill an idle one, too.
        kill_workers()


def kill_workers() -> None:
    """Kill the workers of this process."""
    for process in children_at_work(os.getpid()):
        os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while state(process) not in "XZ" and time.monotonic() < deadline:
            time.sleep(0.01)


async def test_503_after_waiting_too_long(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots_of(site).quick, "timeout", 0.1)
    monkeypatch.setattr(slots_of(site).quick, "total", 0)
    busy = await ask(site, "select 1")
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


def test_a_worker_by_itself(news_db: Path) -> None:
    options = {"immutables": [str(news_db)], "settings": {"num_sql_threads": 0}}
    worker = Worker("news", options)

    def query(sql: str, milliseconds: int = 10_000) -> Query:
        return Query(sql, None, False, milliseconds, None)

    found = worker.run(query("select 1 as a, 'b' as b"))
    assert (found.columns, found.rows, found.truncated, found.error) == (
        ["a", "b"],
        [(1, "b")],
        False,
        None,
    )
    assert isinstance(worker.run(query(ENDLESS, 500)).error, QueryTimeoutError)
    error = worker.run(query("nonsense")).error
    assert isinstance(error, sqlite3.OperationalError)
    assert f"Max address space         {MAX_MEMORY}" in limits(worker.process.pid)
    assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) == min(
        19, os.getpriority(os.PRIO_PROCESS, 0) + 10
    )
    del worker._pipe
    worker.process.join(timeout=60)
    assert worker.process.exitcode == 0


def descendants(process: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{process}/task").glob("*/children")]
    except FileNotFoundError:
        return []
    children = [int(each) for content in lists for each in content.split()]
    return children + [each for child in children for each in descendants(child)]


def state(process: int) -> str:
    """Return a process's state, a letter; X where it is no more."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def test_a_killed_server_leaves_no_worker_behind(news_db: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "newsdb", "serve", "--db", news_db, "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=TOP,
    )
    try:
        assert server.stdout
        said = re.search("http://[0-9.:]+/", server.stdout.readline())
        assert said
        near = "'NEAR(' || replace(printf('%.*c', 100000, 'x'), 'x', '\"的\" ') || ', 10000)'"
        asked = {"sql": f"select count(*) from posts_fts where posts_fts match {near}"}
        with ThreadPoolExecutor() as threads:
            asking = threads.submit(httpx.get, f"{said[0]}news.json", params=asked, timeout=120)
            deadline = time.monotonic() + 120
            while not children_at_work(server.pid) and time.monotonic() < deadline:
                time.sleep(0.05)
            started = descendants(server.pid)
            server.kill()
            assert isinstance(asking.exception(), httpx.HTTPError)
    finally:
        server.kill()
        server.wait()
    assert len(started) >= 2
    deadline = time.monotonic() + 60
    while any(state(each) not in "XZ" for each in started) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [state(each) for each in started if state(each) not in "XZ"] == []


def children_at_work(process: int) -> list[int]:
    """Return the workers of a server that are ready."""
    begun = [each for each in descendants(process) if f"{MAX_MEMORY}" in limits(each)]
    return [each for each in begun if state(each) not in "XZ"]


def limits(process: int) -> str:
    """Return what the system lets a process have; nothing where it is no more."""
    try:
        return Path(f"/proc/{process}/limits").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_worker_gives_memory_back(news_db: Path) -> None:
    worker = Worker("news", {"immutables": [f"{news_db}"], "settings": {"num_sql_threads": 0}})
    assert worker.run(Query("select 1", None, False, 10_000, None)).error is None
    before = resident_megabytes(worker.process.pid)
    large = "select zeroblob(9000000) from posts limit 1000"
    assert TOO_MUCH in str(worker.run(Query(large, None, False, 60_000, None)).error)
    # The memory is released after the result is sent: the next one tells that it was.
    worker.run(Query("select 1", None, False, 10_000, None))
    after = resident_megabytes(worker.process.pid)
    del worker._pipe
    worker.process.join(timeout=60)
    assert after - before < 5


def resident_megabytes(process: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]
