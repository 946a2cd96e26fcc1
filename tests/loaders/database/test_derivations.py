"""Versions of the steps that derive tables from all posts."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlite_utils import Database

from loaders.database.derivations import is_derived
from newsdb.database import schema


def test_each_step_derives_everything_once_for_each_version() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.create(Database(connection))
        assert [is_derived(connection, "names", version) for version in (1, 1, 2, 2)] == [
            *(False, True, False, True)
        ]
        assert not is_derived(connection, "stories", 2)
        assert is_derived(connection, "names", 2)
