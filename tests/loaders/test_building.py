"""Databases built from lakes: the same as those that are loaded."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from loaders.building import build
from loaders.load import load
from loaders.sources import open_source
from newsdb.exceptions import LakeError, NotANewsDatabaseError
from tests.lakes import LINKED, load_lake, tables_of, write_site
from tests.paths import TOP

pytestmark = pytest.mark.slow


def zipped(site: Path) -> Path:
    archive = site.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(site.rglob("*.md")):
            file.write(path, f"{path.relative_to(site)}")
    return archive


@pytest.mark.parametrize("keep_source", [True, False])
def test_it_is_the_database_of_a_local_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep_source: bool
) -> None:
    """Of several sources that share slugs, with files that are refused, damaged or undated."""
    # New files have a revision at once, so that both loads see the same one.
    monkeypatch.setattr("loaders.sources.directory.SETTLED_NANOSECONDS", 0)
    options = replace(LINKED, keep_source=keep_source)
    archive = zipped(write_site(tmp_path / "b", months=2, days=6))
    sources = [TOP / "posts", write_site(tmp_path / "a"), archive]
    load(tmp_path / "loaded.db", [open_source(f"{each}") for each in sources], options)
    load_lake(sources, tmp_path / "lake", options)
    progress: list[tuple[int, int]] = []
    summary = build(
        f"{tmp_path}/lake", tmp_path / "built.db", progress=lambda *done: progress.append(done)
    )
    loaded, built = tables_of(tmp_path / "loaded.db"), tables_of(tmp_path / "built.db")
    assert loaded.keys() == built.keys()
    assert [name for name in loaded if loaded[name] != built[name]] == []
    assert (summary.added, summary.duplicates) == (len(built["posts"]), 24)
    assert progress == [(100, 222), (200, 222), (222, 222)]
    columns = "source, revision, version, stages, options, added, duplicates, repaired, rejected"
    rows = []
    for name in ("loaded", "built"):
        with closing(sqlite3.connect(tmp_path / f"{name}.db")) as connection:
            rows += connection.execute(f"select {columns}, ignored from loads").fetchall()
            states = connection.execute("select count(*) > 0 from file_states").fetchone()[0]
            assert states == (name == "loaded")
    assert rows[0] == rows[1]


def test_a_part_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    database = tmp_path / "news.db"
    load(database, [open_source(f"{site}")], LINKED)
    database.chmod(0o640)
    load_lake([site], tmp_path / "lake")
    summary = build(f"{tmp_path}/lake", database, "month = '2022-02' and title <> 'Old'")
    tables = tables_of(database)
    assert summary.added == len(tables["posts"]) == len(tables["files"]) == 5
    assert {row[4] for row in tables["posts"]} == {f"2022-02-0{day}" for day in (1, 2, 3, 4)}
    assert database.stat().st_mode & 0o777 == 0o640
    build(f"{tmp_path}/lake", database)
    with closing(sqlite3.connect(database)) as connection:
        # So that copies that are kept in sync learn of it.
        assert connection.execute("select id from loads").fetchall() == [(3,)]
        assert connection.execute("select distinct load_id from posts").fetchall() == [(3,)]


def test_what_cannot_be_built_leaves_the_database_alone(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    database.write_text("not a database")
    with pytest.raises(LakeError, match="has no datasets"):
        build(f"{tmp_path}/none", database)
    load_lake([write_site(tmp_path / "site")], tmp_path / "lake")
    with pytest.raises(NotANewsDatabaseError):
        build(f"{tmp_path}/lake", database)
    database.unlink()
    next((tmp_path / "lake/posts").rglob("*.parquet")).unlink()
    with pytest.raises(LakeError, match="is missing or damaged"):
        build(f"{tmp_path}/lake", database)
    assert [path.name for path in tmp_path.glob("news.db*")] == []
