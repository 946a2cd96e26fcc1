"""Opening a database to read it, and the bound on the work for one page."""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from newsdb.database import reading
from newsdb.database.reading import open_read_only, time_limit

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


def test_reading_leaves_nothing_beside_a_database_in_wal_mode(
    news_db: Path, tmp_path: Path
) -> None:
    path = tmp_path / "news.db"
    shutil.copyfile(news_db, path)
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("pragma journal_mode = wal")
    with closing(open_read_only(path)) as connection:
        (posts,) = connection.execute("select count(*) from posts").fetchone()
    assert [each.name for each in tmp_path.iterdir()] == ["news.db"]
    # What another program has written to the log, but not to the file, is read as well.
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("delete from posts where id = (select max(id) from posts)")
        with closing(open_read_only(path)) as connection:
            assert connection.execute("select count(*) from posts").fetchone() == (posts - 1,)
