"""Parquet files: types, times and row groups."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pyarrow.parquet

from tests.databases import database_of
from tests.exports import FORMATS, export, lines, time_of


def test_parquet_holds_the_same_with_types(whole: Path) -> None:
    table = pyarrow.parquet.read_table(whole / "posts.parquet")
    types = {field.name: f"{field.type}" for field in table.schema}
    assert types["published"] == "timestamp[us, tz=UTC]"
    assert types["date"] == "date32[day]"
    assert types["characters"] == "int64"
    assert types["tags"] == types["securities"] == "list<element: string not null>"
    assert types["mentions"].startswith("list<element: struct<code: string not null, ")
    assert table.schema.field("slug").metadata[b"description"].startswith(b"Permanent identifier")
    expected = lines(whole / "posts.ndjson")
    for record in expected:
        record["published"] = time_of(record)
        record["date"] = date.fromisoformat(record["date"]) if record["date"] else None
    assert table.to_pylist() == expected


def test_the_first_instants_of_the_calendar(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 1)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("update posts set published = '0001-01-01T00:00:00+08:00'")
    assert export(database, tmp_path / "data", "--format", "parquet").exit_code == 0
    table = pyarrow.parquet.read_table(tmp_path / "data" / "posts.parquet")
    instant = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    microseconds = (instant - epoch) // timedelta(microseconds=1)
    assert table["published"].cast("int64").to_pylist() == [microseconds]


def test_more_than_a_row_group(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 4001)
    assert export(database, tmp_path / "data", *FORMATS).exit_code == 0
    slugs = [f"2022-01-01-{at:06}" for at in range(1, 4002)]
    file = pyarrow.parquet.ParquetFile(tmp_path / "data" / "posts.parquet")
    groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert groups == [2000, 2000, 1]
    assert file.read(["slug"])["slug"].to_pylist() == slugs
    assert [each["slug"] for each in lines(tmp_path / "data" / "posts.ndjson")] == slugs
