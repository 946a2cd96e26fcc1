"""A worker: what it may do, how much it gives back, and what one result may have."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from newsdb.exceptions import QueryTimeoutError
from newsdb.web.sql_worker import (
    LIMITS,
    MAX_MEMORY,
    ResultLimiter,
    WorkerQuery,
    apply_limits,
    authorize,
)
from newsdb.web.sql_worker_pool import Worker
from tests.clients import TOO_MUCH
from tests.databases import ENDLESS
from tests.processes import limits, resident_megabytes


@pytest.mark.parametrize(
    ("rows", "cells", "size", "is_too_much"),
    [
        (1, 30_000, 0, False),
        (1, 30_001, 0, True),
        (30_000, 1, 0, False),
        (30_001, 1, 0, True),
        (1, 1, 16_000_000, False),
        (1, 1, 16_000_001, True),
        (2, 1, 8_000_000, False),
        (2, 1, 8_000_001, True),
    ],
)
@pytest.mark.parametrize("kind", [str, bytes])
def test_a_result_has_a_limit(
    kind: type, rows: int, cells: int, size: int, is_too_much: bool
) -> None:
    row = (kind(b"x" * size, "ascii") if kind is str else b"x" * size,) + (None,) * (cells - 1)
    limiter = ResultLimiter()
    with closing(sqlite3.connect(":memory:")) as connection:
        for _ in range(2):
            limiter.reset()  # of each query by itself
            for _ in range(rows - 1):
                assert limiter(connection.cursor(), row) is row
            if not is_too_much:
                assert limiter(connection.cursor(), row) is row
                continue
            with pytest.raises(sqlite3.OperationalError) as raised:
                limiter(connection.cursor(), row)
            assert str(raised.value) == TOO_MUCH


@pytest.mark.parametrize(
    ("action", "first", "second", "verdict"),
    [
        (sqlite3.SQLITE_READ, "posts", "body", sqlite3.SQLITE_OK),
        (sqlite3.SQLITE_READ, "pragma_database_list", "name", sqlite3.SQLITE_OK),
        (sqlite3.SQLITE_READ, "pragma_database_list", "file", sqlite3.SQLITE_IGNORE),
        (sqlite3.SQLITE_READ, "sqlite_stmt", "sql", sqlite3.SQLITE_DENY),
        (sqlite3.SQLITE_FUNCTION, None, "FTS3_Tokenizer", sqlite3.SQLITE_DENY),
        (sqlite3.SQLITE_FUNCTION, None, "length", sqlite3.SQLITE_OK),
        (sqlite3.SQLITE_SELECT, None, None, sqlite3.SQLITE_OK),
    ],
)
def test_what_sql_may_read_and_call(
    action: int, first: str | None, second: str | None, verdict: int
) -> None:
    assert authorize(action, first, second, "main", None) == verdict


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python sets SQLite's limits from 3.11 on")
def test_limits_are_those_of_the_connection() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        apply_limits(connection)
        found = {name: connection.getlimit(getattr(sqlite3, name)) for name in LIMITS}
    assert found == LIMITS


def test_a_worker_by_itself(news_db: Path) -> None:
    options = {"immutables": [str(news_db)], "settings": {"num_sql_threads": 0}}
    worker = Worker("news", options)

    def query(sql: str, milliseconds: int = 10_000) -> WorkerQuery:
        return WorkerQuery(sql, None, False, milliseconds, None)

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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_worker_gives_memory_back(news_db: Path) -> None:
    worker = Worker("news", {"immutables": [f"{news_db}"], "settings": {"num_sql_threads": 0}})
    assert worker.run(WorkerQuery("select 1", None, False, 10_000, None)).error is None
    before = resident_megabytes(worker.process.pid)
    large = "select zeroblob(9000000) from posts limit 1000"
    assert TOO_MUCH in str(worker.run(WorkerQuery(large, None, False, 60_000, None)).error)
    # The memory is released after the result is sent: the next one tells that it was.
    worker.run(WorkerQuery("select 1", None, False, 10_000, None))
    after = resident_megabytes(worker.process.pid)
    del worker._pipe
    worker.process.join(timeout=60)
    assert after - before < 5
