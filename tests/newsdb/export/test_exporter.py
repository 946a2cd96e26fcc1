"""Exports: atomic, complete, the same for the same database."""

import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from pathlib import Path

import duckdb
import pandas
import pytest

from newsdb.database.reading import open_read_only
from newsdb.export import exporter as exporting
from newsdb.export.formats import CSV, NDJSON
from tests.conftest import load
from tests.databases import database_of
from tests.exports import FORMATS, export, files, lines
from tests.paths import TOP


def test_the_months_together_are_the_whole(whole: Path, monthly: Path) -> None:
    expected = lines(whole / "posts.ndjson")
    months = sorted({record["date"][:7] for record in expected})
    assert sorted(path.name for path in monthly.glob("*.ndjson")) == [f"{m}.ndjson" for m in months]
    assert sorted(path.name for path in monthly.glob("*.csv")) == [f"{m}.csv" for m in months]
    assert sorted(path.name for path in (monthly / "posts").iterdir()) == [
        f"month={m}" for m in months
    ]
    for month in months:
        month_filter = [record for record in expected if record["date"].startswith(month)]
        assert lines(monthly / f"{month}.ndjson") == month_filter


def test_the_same_database_gives_the_same_bytes(
    news_db: Path, whole: Path, monthly: Path, tmp_path: Path
) -> None:
    # Another file, with the same rows, and another process.
    shutil.copy(news_db, tmp_path / "copy.db")
    export(tmp_path / "copy.db", tmp_path / "whole", *FORMATS)
    command = [sys.executable, "-m", "newsdb", "export", f"{tmp_path / 'monthly'}", "--quiet"]
    command += ["--db", f"{tmp_path / 'copy.db'}", *FORMATS, "--by", "month"]
    done = subprocess.run(command, capture_output=True, cwd=TOP)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert files(tmp_path / "whole") == files(whole)
    assert files(tmp_path / "monthly") == files(monthly)


def test_since(news_db: Path, whole: Path, tmp_path: Path) -> None:
    result = export(news_db, tmp_path / "a", "--since", "2022-07-14")
    expected = [each for each in lines(whole / "posts.ndjson") if each["date"] >= "2022-07-14"]
    assert 0 < len(expected) < 173
    assert lines(tmp_path / "a" / "posts.ndjson") == expected
    size = (tmp_path / "a" / "posts.ndjson").stat().st_size
    assert result.output == f"Wrote 1 file ({size:,} bytes) and SHA256SUMS to {tmp_path / 'a'}.\n"
    export(news_db, tmp_path / "b", "--since", "2022-07-14", "--by", "month")
    assert sorted(files(tmp_path / "b")) == ["2022-07.ndjson", "2022-08.ndjson", "SHA256SUMS"]
    assert lines(tmp_path / "b" / "2022-07.ndjson") == [
        each for each in expected if each["date"] < "2022-08"
    ]


def test_posts_without_a_date(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "about.md").write_text("---\ntitle: 无日期\n---\n正文\n", encoding="utf-8")
    (posts / "2022-01-01-a.md").write_text("---\ntitle: 有日期\n---\n正文\n", encoding="utf-8")
    database = load(posts, tmp_path / "news.db")
    assert export(database, tmp_path / "data", *FORMATS, "--by", "month").exit_code == 0
    assert sorted(files(tmp_path / "data")) == [
        "2022-01.csv",
        "2022-01.ndjson",
        "SHA256SUMS",
        "posts/month=2022-01/posts.parquet",
        "posts/month=undated/posts.parquet",
        "undated.csv",
        "undated.ndjson",
    ]
    undated = lines(tmp_path / "data" / "undated.ndjson")
    assert [(each["slug"], each["published"], each["date"]) for each in undated] == [
        ("about", None, None)
    ]
    found = duckdb.sql(
        f"select slug, month from '{tmp_path}/data/posts/**/*.parquet' order by slug"
    ).fetchall()
    assert found == [("2022-01-01-a", "2022-01"), ("about", "undated")]
    assert pandas.read_parquet(tmp_path / "data" / "posts")["published"].isna().sum() == 2
    export(database, tmp_path / "later", "--by", "month", "--since", "2022-01-01")
    assert sorted(files(tmp_path / "later")) == ["2022-01.ndjson", "SHA256SUMS"]


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 2500, body="x" * 20_000)
    with closing(open_read_only(database)) as connection:
        tracemalloc.start()
        exporting.export(connection, tmp_path / "data", [NDJSON])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (tmp_path / "data" / "posts.ndjson").stat().st_size > 50_000_000
    assert peak < 35_000_000


def test_files_of_an_earlier_export_are_removed(news_db: Path, tmp_path: Path) -> None:
    export(news_db, tmp_path, *FORMATS, "--by", "month")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "2022-01.pdf").write_text("mine")
    export(news_db, tmp_path, "--format", "csv")
    assert sorted(files(tmp_path)) == ["2022-01.pdf", "SHA256SUMS", "notes.txt", "posts.csv"]
    assert (tmp_path / "SHA256SUMS").read_text().endswith("  posts.csv\n")


def test_an_export_that_fails_changes_nothing(news_db: Path, tmp_path: Path) -> None:
    export(news_db, tmp_path, "--format", "csv")
    before = files(tmp_path)

    def stop(posts: int) -> None:
        raise KeyboardInterrupt

    with closing(open_read_only(news_db)) as connection, pytest.raises(KeyboardInterrupt):
        exporting.export(connection, tmp_path, [NDJSON, CSV], progress=stop)
    assert files(tmp_path) == before
    assert not list(tmp_path.glob(".*"))


def test_months_before_the_first_day_have_no_files(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 4)
    with closing(sqlite3.connect(database)) as connection, connection:
        for post, day in enumerate((None, "2021-12-31", "2022-03-01", "2022-04-01"), 1):
            connection.execute(
                "update posts set date = ?, published = ?, published_utc = ? where id = ?",
                (day, day, day, post),
            )
    for number, options in enumerate(([], ["--since", "2022-03-02"])):
        folder = tmp_path / f"{number}"
        command = export(database, folder, "--format", "ndjson", "--by", "month", *options)
        assert command.exit_code == 0
    months = [sorted(path.stem for path in (tmp_path / each).glob("*.ndjson")) for each in "01"]
    assert months == [["2021-12", "2022-03", "2022-04", "undated"], ["2022-03", "2022-04"]]
