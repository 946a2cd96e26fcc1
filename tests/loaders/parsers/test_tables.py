"""Rows of CSV files and of SQLite databases."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from loaders.parsers.jsonl import JsonLines, record_of
from loaders.parsers.tables import open_csv, open_sqlite
from newsdb.exceptions import InvalidRecordError, SourceError
from newsdb.models import RawPost


def records(lines: JsonLines) -> list[object]:
    return [json.loads(raw.content) for raw in lines.read(lines.paths())]  # type: ignore[union-attr]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv_of_any_kind(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [["slug", "title", "body"], ["a", '"央行, 今日""公告"""', "x"]]
    path = tmp_path / "a.csv"
    path.write_text("\r\n".join(delimiter.join(row) for row in rows), encoding)
    found = records(open_csv(str(path)))
    assert found == [{"slug": "a", "title": '央行, 今日"公告"', "body": "x"}]


def test_a_column_stands_for_one_field_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,headline\n1,short,long\n")
    assert records(open_csv(str(path), {"title": "headline"})) == [{"slug": "1", "title": "long"}]


def test_a_field_has_one_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,note,note,title\n1,a,b,c,d\n")
    with pytest.raises(SourceError, match="several columns title; name each differently"):
        open_csv(str(path))
    sqlite3.connect(tmp_path / "b.db").executescript("create table t (a)").close()
    with pytest.raises(SourceError, match="several columns id; name each differently"):
        open_sqlite(str(tmp_path / "b.db"), "select a as id, a as id from t")


def test_columns_that_are_no_fields_are_named_also_for_rows_without_a_post(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,headline,text\n1,题,文\n")
    assert list(open_csv(str(path)).unknown) == ["headline", "text"]


def test_a_row_with_other_values_than_the_header_has(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,title,body\n1,"a\nb",c\n2,d\n3,e,f,g\n')
    found = open_csv(str(path))
    reasons = []
    for raw in found.read(found.paths()[1:]):
        assert isinstance(raw, RawPost)
        with pytest.raises(InvalidRecordError) as error:
            record_of(raw.content)
        reasons.append(str(error.value))
    rest = "without names; a row has as many as the header"
    assert reasons == [f"it is 2 values {rest}", f"it is 4 values {rest}"]


def test_binary_files_are_no_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(100))
    with pytest.raises(SourceError, match="binary"):
        open_csv(str(path))


def test_what_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("x" * 1000)
    with pytest.raises(SourceError, match="file is not a database"):
        open_sqlite(str(path), "select * from t")
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(SourceError, match="is not a regular file"):
        open_sqlite(str(tmp_path / "fifo"), "select 1")
    sqlite3.connect(tmp_path / "b.db").executescript("create table t (a)").close()
    with pytest.raises(SourceError, match="not a query that returns rows"):
        open_sqlite(str(tmp_path / "b.db"), "")
