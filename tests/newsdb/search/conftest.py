"""An empty database to search in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from newsdb.database import schema


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        connection.execute(
            "insert into sources values (1, '湖南日报', 'hunan'), (2, '财联社', 'c')"
        )
        connection.execute("insert into tags values (1, '股票'), (2, '债券')")
        connection.execute("insert into categories values (1, '宏观')")
        connection.execute(
            "insert into securities (code, name, kind, market) "
            "values ('600160.SH', '巨化股份', 'share', 'SH')"
        )
        yield connection
