"""`newsdb export`: what it writes, read back by the tools that people have."""

import csv
import json
import sys
from pathlib import Path

import duckdb
import pandas
import pyarrow.parquet
import pytest

from tests.exports import export, files, lines, time_of


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


def refusal(database: Path, folder: Path, *options: str) -> str:
    result = export(database, folder, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.replace(f"{database}", "DB").replace(f"{folder}", "DIR")


def test_errors_of_export(news_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
