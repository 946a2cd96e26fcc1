"""The bound on the work for one page."""

import sqlite3
import time

import pytest

from newsdb.database import reading
from newsdb.database.reading import time_limit

ENDLESS = "with recursive a(x) as (select 1 union all select x from a) select count(*) from a"
SHORT = f"select count(*) from ({ENDLESS.replace('count(*)', '*')} limit 10000)"


@pytest.fixture
def connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:")


def test_work_without_end_is_interrupted(connection: sqlite3.Connection) -> None:
    with (
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
        time_limit(connection, 50),
    ):
        connection.execute(ENDLESS)
    assert connection.execute(SHORT).fetchone() == (10_000,)


def test_waiting_does_not_count(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WALL_CLOCK_FACTOR", 1_000_000)
    with time_limit(connection, 200):
        time.sleep(0.3)
        assert connection.execute(SHORT).fetchone() == (10_000,)


def test_the_wall_clock_has_a_limit_too(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WALL_CLOCK_FACTOR", 0)
    with (
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
        time_limit(connection, 1_000_000),
    ):
        connection.execute(SHORT)
