"""The Delta tables of a lake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import deltalake
import duckdb
import polars
import pytest

from newsdb.exceptions import LakeError
from newsdb.lake import lake
from newsdb.lake.lake import (
    Piece,
    commit,
    piece_path,
    read_lake,
    read_piece,
    select_slugs,
)
from newsdb.lake.storage import Storage, open_storage
from newsdb.lake.tables import FileRow, post_row
from newsdb.lake.writing import write_share
from newsdb.models import Post
from tests.s3 import s3_server

ABOUT = {"sources": ["甲"]}


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(f"{tmp_path}/lake")


def share(storage: Storage, name: str, day: str = "2022-01-01") -> tuple[Piece, ...]:
    """Write a share with one post, whose slug is the name."""
    post = Post(name, "标题", day, day, None, None, "", "正文", 2)
    file = FileRow("甲", f"{name}.md", name, "00", 2, "post")
    row = post_row(post, f"{name}.md", "00")
    return write_share(storage, day[:7], name, [row], [], [file], {}).pieces


def slugs(storage: Storage) -> list[str]:
    """Return what Polars, which knows nothing of newsdb, reads."""
    return sorted(polars.scan_delta(f"{storage.url}/posts").collect()["slug"].to_list())


def test_there_is_nothing_before_the_first_commit(storage: Storage) -> None:
    share(storage, "a")
    assert read_lake(storage) is None


def test_a_lake_holds_what_was_committed_last(storage: Storage) -> None:
    a, b, c = share(storage, "a"), share(storage, "b"), share(storage, "c", "2022-02-01")
    assert commit(storage, [*a, *b], ABOUT)
    assert slugs(storage) == ["a", "b"]
    assert commit(storage, [*b, *c], ABOUT)
    assert slugs(storage) == ["b", "c"]
    state = read_lake(storage)
    assert state is not None
    assert (state.posts, state.about["sources"]) == (2, ["甲"])
    assert {*state.pieces["posts"], *state.pieces["files"]} == {*b, *c}
    assert commit(storage, [], ABOUT)
    assert slugs(storage) == []


def test_the_same_again_is_no_commit(storage: Storage) -> None:
    pieces = share(storage, "a")
    assert commit(storage, pieces, ABOUT)
    assert not commit(storage, pieces, ABOUT)
    assert deltalake.DeltaTable(f"{storage.url}/posts").version() == 1


def test_an_interrupted_commit_is_noticed_and_completed_by_the_next(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(storage, share(storage, "a"), ABOUT)
    pieces, original = share(storage, "b"), lake._commit_table

    def interrupted(storage: Storage, name: str, *others: Any) -> bool:
        if name == "files":
            raise KeyboardInterrupt
        return original(storage, name, *others)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(lake, "_commit_table", interrupted)
        commit(storage, pieces, ABOUT)
    with pytest.raises(LakeError, match="was interrupted; run it again"):
        read_lake(storage)
    assert read_lake(storage, complete=False) is not None
    assert commit(storage, pieces, ABOUT)
    state = read_lake(storage)
    assert state is not None
    assert {*state.pieces["posts"], *state.pieces["files"]} == {*pieces}


def test_a_client_with_an_old_state_reads_it_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clients may load at once: one of them is the last, and the lake is what it wrote."""
    commit(storage, share(storage, "a"), ABOUT)
    stale = {name: lake._open(storage, name) for name in lake.ROWS}
    commit(storage, share(storage, "b"), ABOUT)
    opened = lake._open
    monkeypatch.setattr(
        lake, "_open", lambda storage, name: stale.pop(name, None) or opened(storage, name)
    )
    commit(storage, share(storage, "c"), ABOUT)
    assert slugs(storage) == ["c"]


def test_a_condition_selects_posts(storage: Storage) -> None:
    commit(storage, [*share(storage, "a"), *share(storage, "b", "2022-02-01")], ABOUT)
    assert select_slugs(storage, "month >= '2022-02'") == {"b"}
    assert select_slugs(storage, "characters > 5") == frozenset()
    for wrong in ("nothing = 1", "slug = '", "1) union select body from posts --"):
        with pytest.raises(LakeError, match="is no condition on posts"):
            select_slugs(storage, wrong)


def test_a_file_that_is_missing_or_cut_is_an_error(storage: Storage) -> None:
    piece = share(storage, "a")[0]
    assert len(read_piece(storage, piece)) == piece.size
    path = Path(storage.root, piece.table, piece_path(piece.month, piece.share))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(LakeError, match=r"posts/month=2022-01/a\.parquet is missing or damaged"):
        read_piece(storage, piece)


def test_what_is_no_delta_table_is_an_error(storage: Storage) -> None:
    log = Path(storage.root, "posts/_delta_log")
    log.mkdir(parents=True)
    (log / "00000000000000000000.json").write_text("{")
    with pytest.raises(LakeError, match="lake/posts cannot be used"):
        read_lake(storage)


def test_what_object_storage_says_is_in_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(LakeError, match="posts cannot be used: The specified bucket does not"):
            read_lake(open_storage("s3://nobody/lake"))
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        with pytest.raises(LakeError, match="cannot be listed: Unable to locate credentials"):
            read_lake(open_storage("s3://nobody/lake"))


def test_duckdb_reads_the_files_of_a_table(storage: Storage) -> None:
    commit(storage, [*share(storage, "a"), *share(storage, "b", "2022-02-01")], ABOUT)
    files = deltalake.DeltaTable(f"{storage.url}/posts").file_uris()
    rows = duckdb.sql(
        f"select month, slug, date from read_parquet({files}, hive_partitioning = true) order by 1"
    ).fetchall()
    assert [(month, slug, f"{day}") for month, slug, day in rows] == [
        ("2022-01", "a", "2022-01-01"),
        ("2022-02", "b", "2022-02-01"),
    ]


def test_an_error_without_a_message_is_called_by_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(storage: Storage, name: str) -> None:
        raise TimeoutError

    monkeypatch.setattr(lake, "_open", fail)
    with pytest.raises(LakeError, match=r"the dataset .*/posts cannot be used: TimeoutError"):
        read_lake(open_storage(str(tmp_path)))
