"""`newsdb export`: what it writes, read back by the tools that people have."""

import csv
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

from newsdb.cli import main
from newsdb.database.reading import open_read_only
from newsdb.export import exporter as exporting
from newsdb.export.formats import CSV, NDJSON
from newsdb.fields import NAMES
from tests.conftest import load
from tests.databases import database_of
from tests.paths import TOP

FORMATS = ("--format", "ndjson", "--format", "csv", "--format", "parquet")
RECORD = """\
{"slug":"2022-08-05-202208052444610273",\
"title":"商业航天板块午后拉升 星槎航天涨近6%",\
"published":"2022-08-05T14:17:22+08:00","date":"2022-08-05","source":"SOURCE",\
"url":"http://stock.dongling.example/news/1354,202208052444610273.html",\
"summary":"8月5日13时40分后，商业航天板块快速走高，截至发稿涨2.5%，星槎航天涨5.8%报47.35元，板块内十四只股份上涨。",\
"characters":85,"tags":["滚动新闻"],"categories":["rolling"],"""


def export(database: Path, folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["export", str(folder), "--db", str(database), *options])


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def files(folder: Path) -> dict[str, bytes]:
    return {
        f"{path.relative_to(folder)}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def whole(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    assert export(news_db, folder, *FORMATS).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def monthly(news_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("monthly")
    assert export(news_db, folder, *FORMATS, "--by", "month").exit_code == 0
    return folder


def time_of(record: dict[str, Any]) -> datetime | None:
    """Return the time of a record, None where only the day is known."""
    published = record["published"]
    return datetime.fromisoformat(published) if published and len(published) > 10 else None


def test_a_line_is_a_record(news_db: Path, whole: Path) -> None:
    text = (whole / "posts.ndjson").read_text(encoding="utf-8")
    assert text.endswith("}\n") and "\\u" not in text
    records = [json.loads(line) for line in text.splitlines()]
    with closing(sqlite3.connect(news_db)) as connection:
        rows = connection.execute(
            "select slug, title, published, date, source, url, summary, characters, tags, "
            "categories, securities, body from articles order by slug"
        ).fetchall()
        named = connection.execute(
            "select slug, code, name, mentions, in_title from post_securities "
            "join posts on posts.id = post_id"
        ).fetchall()
        pictures = connection.execute(
            "select slug, images.url, alt from images join posts on posts.id = post_id "
            "order by slug, position"
        ).fetchall()
    names = "slug title published date source url summary characters".split()
    lists = "tags categories securities".split()
    given = [
        (*(each[name] for name in names), *(each[name] for name in lists), each["body"])
        for each in records
    ]
    assert given == [(*row[:8], *map(json.loads, row[8:11]), row[11]) for row in rows]
    assert {
        (each["slug"], *(mention[key] for key in ("code", "name", "mentions", "in_title")))
        for each in records
        for mention in each["mentions"]
    } == {(*row[:4], bool(row[4])) for row in named}
    assert [
        (each["slug"], image["url"], image["alt"]) for each in records for image in each["images"]
    ] == pictures
    assert all(type(m["in_title"]) is bool for each in records for m in each["mentions"])


def test_the_keys_and_their_order(whole: Path) -> None:
    text = (whole / "posts.ndjson").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "202208052444610273" in line)
    source = json.loads(line)["source"]
    assert line.startswith(RECORD.replace("SOURCE", source).rstrip('"').rstrip(","))
    keys = list(json.loads(line))
    # Those of the first version stay where they are; new ones come after them.
    assert (
        keys[:16]
        == (
            "slug title published date source url summary characters tags categories securities "
            "mentions images path sha256 body"
        ).split()
    )
    assert keys == list(NAMES)


def test_csv_holds_the_same(whole: Path) -> None:
    with (whole / "posts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [
        {
            name: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            if isinstance(value, list)
            else ""
            if value is None
            else f"{value}"
            for name, value in record.items()
        }
        for record in lines(whole / "posts.ndjson")
    ]
    assert rows == expected
    assert (whole / "posts.csv").read_bytes().startswith(b"slug,title,")


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


@pytest.mark.parametrize("kind", ["whole", "monthly"])
def test_duckdb_pandas_and_pyarrow_read_one_table(
    kind: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(kind)
    path = folder / ("posts.parquet" if kind == "whole" else "posts")
    expected = lines(request.getfixturevalue("whole") / "posts.ndjson")
    pattern = f"{path}/**/*.parquet" if path.is_dir() else f"{path}"
    relation = duckdb.sql(
        "select slug, len(tags), list_contains(securities, '609011.SH'), epoch(published) "
        f"from '{pattern}' order by slug"
    )
    assert relation.fetchall() == [
        (
            record["slug"],
            len(record["tags"]),
            "609011.SH" in record["securities"],
            time.timestamp() if time else None,
        )
        for record, time in ((record, time_of(record)) for record in expected)
    ]
    frame = pandas.read_parquet(path).sort_values("slug")
    assert list(frame["slug"]) == [record["slug"] for record in expected]
    assert [list(tags) for tags in frame["tags"]] == [record["tags"] for record in expected]
    assert f"{frame['published'].dtype}" == "datetime64[us, UTC]"
    assert pyarrow.parquet.read_table(path).num_rows == len(expected)


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


@pytest.mark.parametrize("kind", ["whole", "monthly"])
def test_sums_are_of_all_files(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    sums = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files(folder).items()
        if name != "SHA256SUMS"
    }
    expected = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    assert (folder / "SHA256SUMS").read_text() == expected
    checked = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder)
    assert checked.returncode == 0


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


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    database = database_of(tmp_path / "news.db", 2500, body="x" * 20_000)
    with closing(open_read_only(database)) as connection:
        tracemalloc.start()
        exporting.export(connection, tmp_path / "data", [NDJSON])
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (tmp_path / "data" / "posts.ndjson").stat().st_size > 50_000_000
    assert peak < 35_000_000


def test_what_an_earlier_export_left_is_gone(news_db: Path, tmp_path: Path) -> None:
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


def refusal(database: Path, folder: Path, *options: str) -> str:
    result = export(database, folder, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.replace(f"{database}", "DB").replace(f"{folder}", "DIR")


def test_what_cannot_be_exported(
    news_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "no.db"
    assert refusal(missing, tmp_path) == (
        "newsdb: DB does not exist; create it with `newsdb load posts`\n"
    )
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  debian.iso\n")
    (tmp_path / "debian.iso").write_text("")
    before = files(tmp_path)
    assert refusal(news_db, tmp_path) == (
        "newsdb: DIR/SHA256SUMS was not written by an export (it lists debian.iso); "
        "choose another directory\n"
    )
    assert files(tmp_path) == before
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert refusal(news_db, tmp_path / "new", "--format", "parquet") == (
        "newsdb: Parquet needs pyarrow, which is not installed: pip install newsdb[parquet]\n"
    )
    assert files(tmp_path / "new") == {}
    assert "the date must be a day such as 2022-01-31, not 'yesterday'" in refusal(
        news_db, tmp_path / "new", "--since", "yesterday"
    )
