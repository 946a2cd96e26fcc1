"""A copy of the sample that tests may change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def connection(news_db: Path) -> Iterator[sqlite3.Connection]:
    """The sample, in memory: what a test changes it rolls back."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with closing(sqlite3.connect(news_db)) as sample:
            sample.backup(connection)
        yield connection


@pytest.fixture
def changed(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("begin")
    yield connection
    connection.execute("rollback")
