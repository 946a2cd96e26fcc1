"""Shares that are written as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newsdb.lake.lake import Piece
from newsdb.lake.storage import Storage, open_storage
from newsdb.lake.tables import FileRow, ProblemRow, post_row
from newsdb.lake.writing import find_share, write_share
from newsdb.models import Mention, Post, Security

SECURITY = Security("600519.SH", "贵州茅台", "share", "Shanghai", "")
POSTS = [
    post_row(
        Post("a", "甲", day, day, None, None, "", "", 0, mentions=(Mention(SECURITY, 1),)),
        "a",
        "00",
    )
    for day in ("2022-01-01", None)
]
PROBLEM = ProblemRow("甲", "b", 3, "date", "it is empty", None)
FILES = [FileRow("甲", name, name, "00", 1, "post") for name in "ab"]


def write(storage: Storage) -> Any:
    return write_share(storage, "2022-02", "name", POSTS, [PROBLEM], FILES, {"n": 1})


def test_posts_are_in_their_own_month_and_files_in_that_of_the_share(tmp_path: Path) -> None:
    storage = open_storage(f"{tmp_path}")
    assert find_share(storage, "2022-02", "name") is None
    written = write(storage)
    assert [(piece.table, piece.month, piece.rows) for piece in written.pieces] == [
        ("mentions", "2022-01", 1),
        ("mentions", "undated", 1),
        ("posts", "2022-01", 1),
        ("posts", "undated", 1),
        ("problems", "2022-02", 1),
        ("files", "2022-02", 2),
    ]
    for piece in written.pieces:
        assert (tmp_path / piece.table / piece.path).stat().st_size == piece.size
    assert find_share(storage, "2022-02", "name") == written
    assert written.about == {"n": 1}
    assert isinstance(written.pieces[0], Piece)


def test_a_share_is_complete_only_once_all_its_files_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = open_storage(f"{tmp_path}")
    original = Storage.write

    def killed(self: Storage, path: str, content: bytes) -> None:
        if path.startswith("problems"):
            raise KeyboardInterrupt
        original(self, path, content)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Storage, "write", killed)
        write(storage)
    assert find_share(storage, "2022-02", "name") is None
    assert find_share(storage, "2022-02", "name") != write(storage)
