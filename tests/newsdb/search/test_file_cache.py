"""What is read from a file is kept until the file changes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from newsdb.search.file_cache import FileCache


def test_a_file_is_read_once_for_each_of_its_states(tmp_path: Path) -> None:
    calls: list[str] = []

    @FileCache
    def read(connection: sqlite3.Connection) -> int:
        calls.append("read")
        (number,) = connection.execute("select count(*) from posts").fetchone()
        return int(number)

    paths = [tmp_path / f"{number}.db" for number in range(4)]
    for path in paths:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript("create table posts (id integer primary key)")
            assert (read(connection), read(connection)) == (0, 0)
            connection.executescript("insert into posts default values")
            os.utime(path, (1, 1))
            assert (read(connection), read(connection)) == (1, 1)
    assert len(calls) == 2 * len(paths)
    files = [path.stat() for path in paths[-3:]]
    assert list(read.cached) == [(file.st_dev, file.st_ino) for file in files]


def test_a_database_in_memory_is_read_each_time() -> None:
    read = FileCache(lambda connection: object())
    with closing(sqlite3.connect(":memory:")) as connection:
        assert read(connection) is not read(connection)
        assert read.cached == {}
