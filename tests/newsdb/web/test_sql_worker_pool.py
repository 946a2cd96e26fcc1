"""Worker processes: killed in time, replaced, and gone with the server."""

import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from newsdb.web import sql_worker_pool
from tests.clients import TOO_LONG, run_sql
from tests.databases import ENDLESS
from tests.paths import TOP
from tests.processes import (
    children_at_work,
    descendants,
    kill_workers,
    state,
)


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
async def test_queries_are_killed_after_their_time_limit(public_site: Datasette, sql: str) -> None:
    started = time.monotonic()
    response = await run_sql(public_site, sql)
    # Each would take minutes at least.
    assert time.monotonic() - started < 60
    answer = response.json()
    assert (response.status_code, answer["title"]) == (400, "SQL Interrupted")
    assert answer["error"] == TOO_LONG
    # The next query is answered, if need be by a new worker.
    assert (await run_sql(public_site, "select 1 as a")).json() == [{"a": 1}]


async def test_a_dead_worker_is_replaced(datasette: Datasette) -> None:
    for _ in range(2):
        assert (await run_sql(datasette, "select 1 as a")).json() == [{"a": 1}]
        # The system may kill an idle one, too.
        kill_workers()


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


@pytest.mark.parametrize("longer", [0, 1])
def test_the_socket_of_the_fork_server_has_a_short_path(
    monkeypatch: pytest.MonkeyPatch, longer: int
) -> None:
    directory = f"/{'a' * (59 + longer)}"
    used: list[str] = []
    monkeypatch.setattr(tempfile, "tempdir", directory)
    monkeypatch.setattr(forkserver, "ensure_running", lambda: used.append(tempfile.gettempdir()))
    sql_worker_pool._start_fork_server()
    assert (used, tempfile.gettempdir()) == (["/tmp" if longer else directory], directory)
