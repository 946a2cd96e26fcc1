"""What `newsdb check` detects: a hundred ways to tamper with a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from newsdb.database.checking import check_database
from tests.paths import GOLDEN

TAMPERINGS = (GOLDEN / "tamperings.sql").read_text("utf-8").splitlines()[1:]


@pytest.fixture
def copy(news_db: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "copy.db"
    path.write_bytes(news_db.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_there_are_a_hundred() -> None:
    assert len(set(TAMPERINGS)) >= 100


@pytest.mark.slow
def test_a_whole_database_is_whole(copy: sqlite3.Connection) -> None:
    assert list(check_database(copy)) == []
    copy.execute("vacuum")
    copy.execute("analyze")
    assert list(check_database(copy)) == []


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_tampering_is_detected(copy: sqlite3.Connection, statement: str) -> None:
    before = copy.total_changes
    with suppress(sqlite3.IntegrityError):
        copy.execute(statement)
    changed = copy.total_changes > before or not statement.startswith(("update", "delete"))
    assert changed, "this statement changes nothing"
    # The first problem will do: the search index, which takes longest, is read last.
    try:
        found = next(check_database(copy), "")
    except sqlite3.OperationalError as error:
        found = str(error)
    assert found
