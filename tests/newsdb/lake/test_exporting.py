"""The datasets of a database: those of a load of its sources on a cluster."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.building import build
from loaders.load import Limits, load
from loaders.sources import open_source
from newsdb.cli import main
from newsdb.database.reading import open_read_only
from newsdb.exceptions import LakeError
from newsdb.lake.exporting import Exported, export_to_lake
from newsdb.lake.lake import read_lake
from newsdb.lake.storage import open_storage
from tests.lakes import LINKED, load_lake, rows_of, tables_of, write_site
from tests.paths import TOP
from tests.s3 import BUCKET, s3_server

pytestmark = pytest.mark.slow
FORCE = Limits(force=True)


def export(database: Path, target: str | Path) -> Exported:
    with closing(open_read_only(database)) as connection:
        return export_to_lake(connection, open_storage(f"{target}"))


@pytest.mark.parametrize("keep_source", [True, False])
def test_they_are_those_of_a_cluster(tmp_path: Path, keep_source: bool) -> None:
    """With files that are refused, duplicates and undated, in the same months and shares."""
    options = replace(LINKED, keep_source=keep_source)
    sources = [TOP / "posts", write_site(tmp_path / "a")]
    load(tmp_path / "loaded.db", [open_source(f"{each}") for each in sources], options)
    load_lake(sources, tmp_path / "cluster", options)
    done = export(tmp_path / "loaded.db", tmp_path / "lake")
    assert rows_of(tmp_path / "lake") == rows_of(tmp_path / "cluster")
    states = [read_lake(open_storage(f"{tmp_path / name}")) for name in ("lake", "cluster")]
    counts = [
        {
            name: sorted((piece.month, piece.rows) for piece in pieces)
            for name, pieces in state.pieces.items()
        }
        for state in states
        if state is not None
    ]
    assert counts[0] == counts[1]
    assert done.shares == done.written == len(counts[0]["files"])
    build(f"{tmp_path}/lake", tmp_path / "built.db")
    assert tables_of(tmp_path / "built.db") == tables_of(tmp_path / "loaded.db")


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    site, database, lake = write_site(tmp_path / "site"), tmp_path / "news.db", tmp_path / "lake"
    load(database, [open_source(f"{site}")], LINKED)
    first = export(database, lake)
    files = {path: path.stat().st_mtime_ns for path in lake.rglob("*") if path.is_file()}
    assert export(database, lake) == replace(first, written=0)
    assert {path: path.stat().st_mtime_ns for path in lake.rglob("*") if path.is_file()} == files
    (site / "_posts/2022-02-03-202202032290000001.md").unlink()
    changed = site / "_posts/2022-03-01-202203012290000001.md"
    changed.write_text("---\ntitle: 改\n---\n新\n", "utf-8")
    load(database, [open_source(f"{site}")], LINKED, limits=FORCE, prune=True)
    # A share of each of two months.
    assert export(database, lake) == replace(first, written=2, posts=first.posts - 1)
    load_lake([site], tmp_path / "cluster")
    assert rows_of(lake) == rows_of(tmp_path / "cluster")


def test_posts_that_move_or_go_leave_their_month(tmp_path: Path) -> None:
    """Files keep their share, named by their names; posts are in the month of their date."""
    site, database, lake = write_site(tmp_path / "site"), tmp_path / "news.db", tmp_path / "lake"
    load(database, [open_source(f"{site}")], LINKED)
    export(database, lake)
    for day in range(1, 5):
        (site / f"_posts/2022-03-{day:02}-202203{day:02}2290000001.md").unlink()
    moved = site / "_posts/2022-01-02-202201022290000001.md"
    moved.write_text(moved.read_text("utf-8").replace("2022-01-02", "2023-05-02"), "utf-8")
    load(database, [open_source(f"{site}")], LINKED, limits=FORCE, prune=True)
    export(database, lake)
    state = read_lake(open_storage(f"{lake}"))
    assert state is not None
    found = {piece.month: piece.rows for piece in state.pieces["posts"]}
    assert found == {"2022-01": 4, "2022-02": 6, "2023-05": 1, "undated": 1}
    assert {piece.month for piece in state.pieces["files"]} == {"2022-01", "2022-02", "undated"}
    slugs = [row.slug for row in rows_of(lake)["posts"]]
    assert len(slugs) == len(set(slugs)) == state.posts


def test_several_loads_are_one_state(tmp_path: Path) -> None:
    """Records of another command, too; the database that is built has the same posts."""
    database, lines = tmp_path / "news.db", tmp_path / "more.ndjson"
    lines.write_text('{"slug": "一", "title": "记录", "date": "2022-05-01", "body": "正文"}\n')
    load(database, [open_source(f"{write_site(tmp_path / 'site')}")], LINKED)
    result = CliRunner().invoke(main, ["load", "jsonl", f"{lines}", "--db", f"{database}"])
    assert result.exit_code == 0, result.output
    export(database, tmp_path / "lake")
    state = read_lake(open_storage(f"{tmp_path}/lake"))
    assert state is not None
    assert state.about["sources"] == state.about["scopes"] == [f"{tmp_path}/site", f"{lines}"]
    build(f"{tmp_path}/lake", tmp_path / "built.db")
    before, after = tables_of(database), tables_of(tmp_path / "built.db")
    slugs = [[row[1] for row in tables["posts"]] for tables in (before, after)]
    assert sorted(slugs[0]) == sorted(slugs[1])
    assert len(before["problems"]) == len(after["problems"])


def test_a_lake_of_other_sources_stays(tmp_path: Path) -> None:
    load_lake([write_site(tmp_path / "a")], tmp_path / "lake")
    load(tmp_path / "b.db", [open_source(f"{write_site(tmp_path / 'b')}")], LINKED)
    with pytest.raises(LakeError, match=r"was loaded from .*/a; name another target"):
        export(tmp_path / "b.db", tmp_path / "lake")


def test_on_the_command_line_to_an_object_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(tmp_path / "news.db", [open_source(f"{write_site(tmp_path / 'site')}")], LINKED)
    with s3_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        target = f"s3://{BUCKET}/lake"
        arguments = ["export", "--db", f"{tmp_path}/news.db", "--to", target]
        result = CliRunner().invoke(main, [*arguments, "--partition", "month"])
        assert result.output == f"{target}: 16 posts; wrote 4 of 4 shares.\n"
        result = CliRunner().invoke(main, arguments)
        assert result.output == f"{target}: 16 posts; wrote 0 of 4 shares.\n"
        export(tmp_path / "news.db", tmp_path / "lake")
        assert rows_of(target) == rows_of(tmp_path / "lake")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "newsdb: name the directory to write to"),
        (["data", "--partition", "month"], "newsdb: --partition needs --to"),
        (["data", "--to", "lake"], "newsdb: DIR does not go with --to"),
        (["--to", "lake", "--since", "2022-01-01"], "newsdb: --since does not go with --to"),
    ],
)
def test_options_that_make_no_sense_together(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["export", *arguments])
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert result.output.startswith(message)
