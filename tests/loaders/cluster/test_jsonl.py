"""JSON lines on a cluster: the same posts as of `newsdb load jsonl` into a database."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loaders.building import build
from loaders.cluster.convert import convert_share
from loaders.cluster.job import SourceLocation, shares_of
from loaders.cluster.run import load_on_cluster
from loaders.load import Limits
from loaders.parsers import record_files
from loaders.parsers.jsonl import JsonLines
from loaders.plan import make_plan
from newsdb.cli import main
from newsdb.lake.storage import open_storage
from newsdb.models import Options
from tests.lakes import cluster, job_of, load_lake, rows_of, tables_of
from tests.paths import TOP
from tests.s3 import BUCKET, s3_server

pytestmark = pytest.mark.slow


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """The sample's posts in three parts by slug, the last with lines that are not plain."""
    assert invoke("export", f"{tmp_path}/out", "--db", f"{TOP}/news.db").exit_code == 0
    lines = (tmp_path / "out/posts.ndjson").read_bytes().splitlines(keepends=True)
    parts = [tmp_path / f"part-{number}.ndjson" for number in (1, 2, 3)]
    again = json.dumps({**json.loads(lines[0]), "title": "Again", "odd": 1}).encode()
    for path, some in zip(parts, (lines[:60], lines[60:120], lines[120:]), strict=True):
        path.write_bytes(b"".join(some))
    with parts[2].open("ab") as file:
        file.write(
            again + b"\n" + b'{"slug": 1}\n' + lines[-1].replace(b'"title":"', b'"title":"X')
        )
    return parts


def without_ids(database: Path) -> tuple[bytes, list[list[Any]]]:
    """Return the records of a database, and its files and problems, without their ids.

    These follow the lines in a local load, and names in a database that is built.
    """
    out = database.with_suffix(".out")
    assert invoke("export", f"{out}", "--db", f"{database}").exit_code == 0
    with closing(sqlite3.connect(database)) as connection:
        rows = [
            sorted(connection.execute(sql).fetchall(), key=repr)
            for sql in (
                "select source, path, slug, sha256, bytes, status from files",
                "select path, line, kind, detail, raw from problems",
                "select path, form, length(content) > 0 from file_contents "
                "join files on files.id = file_id",
            )
        ]
    return (out / "posts.ndjson").read_bytes(), rows


@pytest.mark.parametrize("keep_source", [True, False])
def test_the_database_is_that_of_a_local_load(
    parts: list[Path], tmp_path: Path, keep_source: bool
) -> None:
    """Of two lines with one slug the last wins, also across files; one line is refused."""
    option = "--keep-source" if keep_source else "--no-keep-source"
    arguments = [*map(str, parts), option, "--db", f"{tmp_path}/loaded.db"]
    assert invoke("load", "jsonl", *arguments).exit_code == 0
    lake = tmp_path / "lake"
    options = Options(keep_source=keep_source)
    loaded = load_lake(parts, lake, options, form="record")
    assert (loaded.summary.added, loaded.summary.duplicates) == (173, 2)
    assert loaded.summary.rejected == 1
    statuses = Counter(row.status for row in rows_of(lake)["files"])
    assert statuses == {"post": 173, "duplicate": 2, "rejected": 1}
    build(f"{lake}", tmp_path / "built.db")
    local, built = (without_ids(tmp_path / f"{name}.db") for name in ("loaded", "built"))
    assert local == built
    again = load_lake(parts, lake, options, form="record")
    assert (again.converted, again.shares) == (0, loaded.shares)


def test_a_worker_opens_only_the_parts_of_its_share(
    parts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_of(parts, tmp_path / "lake", Options(), "record")
    sources = [place.open(job.max_bytes) for place in job.places]
    shares = list(shares_of(make_plan(sources, job.options)))
    opened: list[str] = []
    original = record_files.open_json

    def open_json(location: str, max_bytes: int) -> JsonLines:
        opened.append(Path(location).name)
        return original(location, max_bytes)

    monkeypatch.setattr(record_files, "open_json", open_json)
    convert_share(job, shares[0])
    convert_share(job, shares[1])
    assert opened == ["part-1.ndjson"]


def test_parts_are_read_from_an_object_store(
    parts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a database, and into a lake; compressed and not."""
    packed = gzip.compress(parts[0].read_bytes())
    with s3_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        store = open_storage(f"s3://{BUCKET}")
        store.write("1.ndjson.gz", packed)
        store.write("2.ndjson", parts[1].read_bytes())
        urls = [f"s3://{BUCKET}/1.ndjson.gz", f"s3://{BUCKET}/2.ndjson"]
        result = invoke("load", "jsonl", *urls, "--db", f"{tmp_path}/news.db", "--quiet")
        assert result.exit_code == 0, result.output
        posts = len(tables_of(tmp_path / "news.db")["posts"])
        job = job_of([], f"s3://{BUCKET}/lake")
        places = [SourceLocation(url, url, None, form="record") for url in urls]
        job = replace(job, places=tuple(places), options=Options())
        with cluster() as address:
            opened = [place.open(job.max_bytes) for place in places]
            loaded = load_on_cluster(job, opened, address, Limits())
        assert loaded.summary.added == posts == 120
        missing = invoke("load", "jsonl", f"s3://{BUCKET}/none.ndjson", "--db", f"{tmp_path}/x.db")
        assert (
            missing.output
            == f"newsdb: s3://{BUCKET}/none.ndjson cannot be read: it does not exist\n"
        )


def test_on_the_command_line(parts: list[Path], tmp_path: Path) -> None:
    lake = f"{tmp_path}/lake"
    arguments = ["load", "jsonl", *map(str, parts), "--cluster", "local:1", "--to", lake]
    result = invoke(*arguments)
    assert result.exit_code == 0, result.output
    assert f"{lake}: 173 posts, 2 duplicates, " in result.output
    assert "Ignored 1 unknown field: odd." in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-", "--cluster", "local:1", "--to", "lake"], "cannot read standard input; name a file"),
        (["a.ndjson", "--cluster", "local:1"], "--cluster and --to"),
        (["a.ndjson", "--cluster", "local:1", "--to", "x", "--prune"], "--prune does not go with"),
    ],
)
def test_what_makes_no_sense_is_an_error(arguments: list[str], message: str) -> None:
    result = invoke("load", "jsonl", *arguments)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert message in result.output
