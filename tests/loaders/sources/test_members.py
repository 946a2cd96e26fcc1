"""Names in archives, none of which is trusted."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, open_source
from newsdb.cli import main
from tests.loaders.sources.archives import POST, make_tar, make_zip, read


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_are_not_trusted(tmp_path: Path, kind: str) -> None:
    members = {
        "/etc/2020-01-01-a.md": b"absolute",
        "../../2020-01-02-b.md": b"out",
        "_posts/../2020-01-03-c.md": b"up",
        "./_posts//2020-01-04-d.md": b"spelled oddly",
        "_posts/2020-01-05-\n.md": b"a line",
        "_posts/.2020-01-06-f.md": b"hidden",
        "__MACOSX/_posts/._2020-01-06-f.md": b"hidden",
    }
    path = tmp_path / f"a.{kind}"
    make_zip(path, members) if kind == "zip" else make_tar(path, *members.items())
    out = "its name leads out of the archive"
    assert read(path) == {
        "etc/2020-01-01-a.md": b"absolute",
        r"\x2e\x2e/\x2e\x2e/2020-01-02-b.md": out,
        r"_posts/\x2e\x2e/2020-01-03-c.md": out,
        "_posts/2020-01-04-d.md": b"spelled oddly",
        r"_posts/2020-01-05-\x0a.md": b"a line",
    }
    assert sorted(os.listdir(tmp_path)) == [path.name]  # noqa: PTH208


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_last_of_one_name_counts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for content in (b"first", b"last"):
            archive.writestr("2020-01-01-a.md", content)
        archive.writestr("./2020-01-01-a.md", b"last of all")
    make_tar(tmp_path / "a.tar", ("a/1.md", b"first"), ("b.md", b"b"), ("./a//1.md", b"last"))
    assert read(tmp_path / "a.zip") == {"2020-01-01-a.md": b"last of all"}
    assert read(tmp_path / "a.tar") == {"a/1.md": b"last", "b.md": b"b"}


@pytest.mark.parametrize(
    ("names", "paths"),
    [
        (["main/_posts/a.md", "main/README.md"], ["_posts/a.md", "README.md"]),
        (["main/_posts/a.md", "LICENSE"], ["main/_posts/a.md", "LICENSE"]),
        (["_posts/a.md", "_posts/b.md"], ["_posts/a.md", "_posts/b.md"]),
        (["old_post/a.md"], ["old_post/a.md"]),
        (["ja/a.md", "en/a.md"], ["ja/a.md", "en/a.md"]),
        (["../a.md"], [r"\x2e\x2e/a.md"]),
        (["main/x/a.md"], ["x/a.md"]),
        (["main/a.md", ".github/b.md", "main/.c.md"], ["a.md"]),
    ],
)
def test_a_single_folder_at_the_top_is_the_root(
    tmp_path: Path, names: list[str], paths: list[str]
) -> None:
    path = make_zip(tmp_path / "a.zip", dict.fromkeys(names, POST))
    assert open_source(str(path)).paths() == paths


def test_a_refused_member_is_in_the_database(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"../2020-01-01-a.md": POST, "2020-01-02-b.md": POST})
    database = tmp_path / "news.db"
    arguments = ["load", "posts", str(path), "--db", str(database), "--strict"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "1 added" in result.output
    assert "1 rejected" in result.output
    rows = sqlite3.connect(database).execute(
        "select files.path, status, detail from files left join problems on file_id = files.id "
        "order by files.path"
    )
    assert rows.fetchall() == [
        ("2020-01-02-b.md", "post", None),
        (
            r"\x2e\x2e/2020-01-01-a.md",
            "rejected",
            "the file cannot be read: its name leads out of the archive",
        ),
    ]


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_an_archive_without_files_is_an_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    make_zip(path, {}) if name == "a.zip" else make_tar(path)
    with pytest.raises(SourceError, match="is empty"):
        open_source(str(path))
