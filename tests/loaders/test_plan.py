"""Which files are posts, and which of them is the post of a slug."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.loaders.shell import rows, run

pytestmark = pytest.mark.usefixtures("with_post")


def test_the_source_named_last_counts() -> None:
    Path("new").mkdir()
    Path("new/2022-03-01-202203012290000001.md").write_text("新的。")
    run("load", "posts", "_posts", "new", "--db", "a.db")
    run("load", "posts", "new", "_posts", "--db", "b.db")
    assert rows("select body from posts", "a.db") == [("新的。",)]
    assert rows("select body from posts", "b.db") == [("远汐储能公告，拟扩产。",)]


def test_only_the_posts_folders_of_a_site_hold_posts(folder: Path) -> None:
    (folder / "README.md").write_text("# A site")
    (folder / "_posts/picture.png").write_bytes(b"\x89PNG")
    result = run("load", "posts", ".")
    assert "Skipped 2 files that are not posts." in result.output
    assert rows("select count(*) from files") == [(1,)]
    assert rows("select ignored from loads") == [(2,)]


EMPTY_FEED = '<rss version="2.0"><channel><title>T</title></channel></rss>'


def test_sources_without_posts_are_errors_and_make_no_database(folder: Path) -> None:
    Path("empty").mkdir()
    Path("wrong").mkdir()
    Path("wrong/picture.png").write_bytes(b"png")
    Path("empty.xml").write_text(EMPTY_FEED)
    Path("empty.ndjson").write_text("\n")
    with zipfile.ZipFile("pictures.zip", "w") as archive:
        archive.writestr("picture.png", b"png")
    hint = "; if that is right, add --allow-empty\n"
    for kind, name, reason in (
        ("posts", "empty", "has no files"),
        ("posts", "wrong", "has no posts (1 other files)"),
        ("posts", "pictures.zip", "has no posts (1 other files)"),
        ("feed", "empty.xml", "has no posts"),
        ("jsonl", "empty.ndjson", "has no posts"),
    ):
        result = run("load", kind, name)
        assert (result.exit_code, result.output) == (2, f"newsdb: {name} {reason}{hint}")
        assert not Path("news.db").exists()
        result = run("load", kind, name, "--allow-empty", "--db", f"{name}.db")
        assert result.exit_code == 0, result.output
        assert Path(f"{name}.db").exists()
