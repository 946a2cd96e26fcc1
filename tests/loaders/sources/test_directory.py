"""A directory: what counts as a file in it, and what happens where it cannot be read."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, open_source
from newsdb.cli import main
from newsdb.models import RawPost, Unreadable
from tests.loaders.shell import rows, run, write_posts

GIT_ONLY = "--ref and --path only apply to git repositories"


POST = b"---\ntitle: Title\n---\nText\n"


def write(root: Path, *names: str | bytes) -> None:
    for name in names:
        path = os.path.join(os.fsencode(root), os.fsencode(name))  # noqa: PTH118
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(POST)


def load(database: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["load", "posts", "--db", str(database), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def files(database: Path) -> list[tuple[str, str, str | None]]:
    connection = sqlite3.connect(database)
    return connection.execute(
        "select files.path, status, detail from files left join problems on file_id = files.id "
        "order by files.path"
    ).fetchall()


def test_hidden_names_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "_posts/2020-01-01-a.md", "_posts/.2020-01-01-b.md", ".git/2020-01-01-c.md")
    source = open_source(str(tmp_path))
    assert source.paths() == ["_posts/2020-01-01-a.md"]
    assert list(source.read(source.paths())) == [RawPost("_posts/2020-01-01-a.md", POST)]
    assert source.revision is None


def test_a_name_that_is_not_utf_8_is_stored_as_text_and_read(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(
        site, "2020-01-01-新闻.md".encode("gb18030"), "2020-01-02-a\nb.md", "2020-01-03-a\\x0ab.md"
    )
    load(tmp_path / "news.db", str(site))
    assert files(tmp_path / "news.db") == [
        (r"2020-01-01-\xd0\xc2\xce\xc5.md", "post", None),
        (r"2020-01-02-a\x0ab.md", "post", None),
        (r"2020-01-03-a\x5cx0ab.md", "post", None),
    ]


def test_links(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, "2020-01-01-a.md")
    (site / "2020-01-02-link.md").symlink_to("2020-01-01-a.md")
    (site / "2020-01-03-loop.md").symlink_to("2020-01-03-loop.md")
    (site / "2020-01-04-nowhere.md").symlink_to("gone.md")
    (site / "again").symlink_to(site)
    os.mkfifo(site / "2020-01-05-pipe.md")
    (site / "2020-01-06-link-to-pipe.md").symlink_to("2020-01-05-pipe.md")
    load(tmp_path / "news.db", str(site))
    assert files(tmp_path / "news.db") == [
        ("2020-01-01-a.md", "post", None),
        ("2020-01-02-link.md", "post", None),
        (
            "2020-01-03-loop.md",
            "rejected",
            "the file cannot be read: Too many levels of symbolic links",
        ),
        ("2020-01-04-nowhere.md", "rejected", "the file cannot be read: No such file or directory"),
        ("2020-01-05-pipe.md", "rejected", "the file cannot be read: it is not a regular file"),
        (
            "2020-01-06-link-to-pipe.md",
            "rejected",
            "the file cannot be read: it is not a regular file",
        ),
    ]


def test_a_folder_that_cannot_be_listed_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write(site, "_posts/2020-01-01-a.md", "ja/_posts/2020-01-01-b.md")
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if path == site / "ja/_posts/":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    output = load(tmp_path / "news.db", str(site))
    reason = "the file cannot be read: its directory cannot be listed: Permission denied"
    assert files(tmp_path / "news.db") == [
        ("_posts/2020-01-01-a.md", "post", None),
        ("ja/_posts/*.md", "rejected", reason),
    ]
    assert f"ja/_posts/*.md: {reason}" in output


def test_a_file_that_is_too_big_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "2020-01-01-big.md").open("wb") as file:
        file.truncate(65 * 2**20)
    source = open_source(str(tmp_path))
    assert list(source.read(source.paths())) == [
        Unreadable("2020-01-01-big.md", "file too large: 65 MB (limit 64 MB)")
    ]


def test_a_file_that_goes_away_is_unreadable(tmp_path: Path) -> None:
    write(tmp_path, "2020-01-01-a.md")
    source = open_source(str(tmp_path))
    paths = source.paths()
    (tmp_path / paths[0]).unlink()
    assert list(source.read(paths)) == [Unreadable(paths[0], "No such file or directory")]


def test_a_root_that_goes_away_stops_the_load(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, "2020-01-01-a.md", "2020-01-02-b.md")
    source = open_source(str(site))
    paths = source.paths()
    reading = source.read(paths)
    assert next(reading) == RawPost(paths[0], POST)
    shutil.rmtree(site)
    with pytest.raises(SourceError, match="site cannot be read: it is gone"):
        next(reading)
    with pytest.raises(SourceError, match="site cannot be read: it is gone"):
        source.paths()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "nowhere does not exist"),
        (
            ["post.md"],
            "post.md is neither a directory nor a supported archive "
            "(.zip, .tar, .tar.gz, .tar.bz2, .tar.xz, .tar.zst)",
        ),
        (["site", "--path", "_posts"], "site is not a git repository; " + GIT_ONLY),
        (
            ["post.md", "--ref", "main"],
            "post.md is not a git repository; " + GIT_ONLY,
        ),
        (["site.git"], "site.git does not exist"),
    ],
)
def test_what_is_no_source_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    write(tmp_path, "post.md", "site/2020-01-01-a.md")
    result = CliRunner().invoke(main, ["load", "posts", *arguments])
    assert (result.exit_code, result.output) == (2, f"newsdb: {sentence}\n")
    assert not Path("news.db").exists()


def test_a_file_address_is_a_path(tmp_path: Path) -> None:
    write(tmp_path / "新 闻", "2020-01-01-a.md")
    source = open_source((tmp_path / "新 闻").as_uri())
    assert (source.name, source.paths()) == (f"{tmp_path}/新 闻", ["2020-01-01-a.md"])


def test_links_are_followed_only_inside_the_directory(folder: Path) -> None:
    write_posts(1)
    Path("outside.txt").write_text("the secret of another directory")
    Path("site-b").mkdir()
    Path("site-b/x.md").write_text("the secret of a directory with a similar name")
    Path("site/.env").write_text("TOKEN=secret")
    Path("site/sub").mkdir()
    for number, target in enumerate(
        (
            *("../outside.txt", folder / "outside.txt", "/proc/self/environ", "/etc/passwd"),
            *("../site-b/x.md", "sub/../../outside.txt", ".env", "/dev/zero"),
        )
    ):
        Path(f"site/2022-01-02-{number}.md").symlink_to(target)
    Path("site/sub/2022-01-03-good.md").symlink_to("../2022-01-01-000.md")
    Path("root").symlink_to("site")
    for source in ("site", "root", str(folder / "site"), "site/../site"):
        Path("news.db").unlink(missing_ok=True)
        run("load", "posts", source)
        assert rows("select slug from posts order by slug") == [
            ("2022-01-01-000",),
            ("sub/2022-01-03-good",),
        ]
        outside = "the file cannot be read: it is a link to a file outside the directory"
        hidden = "the file cannot be read: it is a link to a hidden file"
        assert rows("select detail, count(*) from problems group by 1 order by 1") == [
            (outside, 7),
            (hidden, 1),
        ]
        assert b"secret" not in Path("news.db").read_bytes()
