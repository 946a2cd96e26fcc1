"""Directories at URLs that fsspec knows: in memory, and on a web server on this machine."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, open_source, remote, urls
from newsdb.cli import main
from newsdb.models import RawPost, Unreadable
from tests.loaders.sources.web import POST, A, B, Web, zipped


def test_a_remote_folder(memory: fsspec.AbstractFileSystem) -> None:
    for name in (A, B, "_posts/.hidden.md", "README.md", "_posts/[1]*?.md"):
        memory.pipe_file(f"/bucket/site/{name}", POST)
    memory.pipe_file("/bucket/site2/2020-01-03-c.md", POST)
    source = open_source("memory://bucket/site/")
    assert sorted(source.paths()) == ["README.md", "_posts/2020-01-01-a.md", "_posts/[1]*?.md", B]
    wanted = [B, "_posts/[1]*?.md", A]
    assert list(source.read(wanted)) == [RawPost(path, POST) for path in wanted]


def test_a_remote_folder_becomes_a_database(
    memory: fsspec.AbstractFileSystem, tmp_path: Path
) -> None:
    for number in range(1, 130):
        memory.pipe_file(f"/site/_posts/2020-01-01-{number:03d}.md", POST)
    database = tmp_path / "news.db"
    arguments = ["load", "posts", "memory://site", "--db", str(database)]
    for expected in ("129 added, 0 changed, 0 unchanged", "0 added, 0 changed, 129 unchanged"):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        assert expected in result.output
    memory.pipe_file("/site/_posts/2020-01-01-130.md", POST)
    result = CliRunner().invoke(main, arguments)
    assert "1 added, 0 changed, 129 unchanged" in result.output
    query = "select source, count(*), min(path), max(path) from files"
    assert sqlite3.connect(database).execute(query).fetchall() == [
        ("memory://site", 130, "_posts/2020-01-01-001.md", "_posts/2020-01-01-130.md")
    ]


def test_files_that_cannot_be_fetched(memory: fsspec.AbstractFileSystem) -> None:
    for name in ("a.md", "b.md", "big.md"):
        memory.pipe_file(f"/site/{name}", POST)
    memory.store["/site/big.md"].write(bytes(65 * 2**20))
    source = open_source("memory://site")
    memory.rm_file("/site/a.md")
    assert list(source.read(["a.md", "b.md", "big.md"])) == [
        Unreadable("a.md", "it does not exist"),
        RawPost("b.md", POST),
        Unreadable("big.md", "file too large: 65 MB (limit 64 MB)"),
    ]


def test_a_file_of_unknown_size_is_read(
    memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.pipe_file("/site/a.md", POST)
    listed = type(memory).ls

    def without_sizes(self: object, *arguments: object, **more: object) -> object:
        return [{**each, "size": None} for each in listed(self, *arguments, **more)]

    monkeypatch.setattr(type(memory), "ls", without_sizes)
    assert list(open_source("memory://site").read(["a.md"])) == [RawPost("a.md", POST)]


def test_refusals_without_end_stop_the_load(memory: fsspec.AbstractFileSystem) -> None:
    # A key that is no longer valid is no reason to drop every post.
    names = [f"{number:03d}.md" for number in range(130)]
    for name in names:
        memory.pipe_file(f"/site/{name}", POST)
    source = open_source("memory://site")
    for name in names[:63] + names[64:128]:
        memory.rm_file(f"/site/{name}")
    with pytest.raises(SourceError, match=r"^memory://site cannot be read: it does not exist$"):
        list(source.read(names))
    assert len(list(source.read(names[:127]))) == 127


def test_a_folder_on_the_web(web: Web) -> None:
    address, root = web
    names = [A, "old_post/2020-01-02-新 闻 #1%41?.md", "deep/er/2020-01-03-c.md"]
    for name in names:
        (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / name).write_bytes(name.encode())
    (root / "2020-01-04-outside.md").write_bytes(POST)
    (root / "site/.drafts").mkdir()
    (root / "site/.drafts/2020-01-05-d.md").write_bytes(POST)
    for location in (f"{address}/site/", f"{address}/site"):
        source = open_source(location)
        assert sorted(source.paths()) == sorted(names)
        assert list(source.read(names)) == [RawPost(name, name.encode()) for name in names]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("forbidden", "site cannot be read: the server answered 403 Forbidden"),
        ("round", "directories are nested more than 30 deep"),
    ],
)
def test_a_folder_on_the_web_that_cannot_be_listed_stops_the_load(
    web: Web, name: str, sentence: str
) -> None:
    # What is not listed would be taken for removed.
    address, root = web
    (root / "site").mkdir()
    (root / "site/2020-01-01-a.md").write_bytes(POST)
    (root / "site/index.html").write_text(
        f'<a href="2020-01-01-a.md">a</a> <a href="{name}/">b</a>'
    )
    with pytest.raises(SourceError, match=f"^{address}/.*{sentence}$"):
        open_source(f"{address}/site")


def test_files_on_the_web_that_are_refused(web: Web) -> None:
    address, root = web
    for name in ("forbidden.md", "a.md"):
        (root / name).write_bytes(POST)
    source = open_source(f"{address}/")
    assert list(source.read(["forbidden.md", "a.md"])) == [
        Unreadable("forbidden.md", "the server answered 403 Forbidden"),
        RawPost("a.md", POST),
    ]
    (root / "broken.md").write_bytes(POST)
    source = open_source(f"{address}/")
    with pytest.raises(
        SourceError, match="cannot be read: the server answered 500 Internal Server"
    ):
        list(source.read(["broken.md"]))


def test_a_file_on_the_web_without_end_is_given_up(web: tuple[str, Path]) -> None:
    address, root = web
    for name in ("a.md", "b.md", "endless.md"):
        (root / name).write_bytes(POST)
    with (root / "large.md").open("wb") as file:
        file.truncate(65 * 2**20)
    source = open_source(f"{address}/")
    assert list(source.read(["a.md", "endless.md", "large.md", "b.md"])) == [
        RawPost("a.md", POST),
        Unreadable("endless.md", "file too large: over 64 MB"),
        Unreadable("large.md", "file too large: over 64 MB"),
        RawPost("b.md", POST),
    ]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/gone.zip", "it does not exist"),
        ("/forbidden.zip?token=secret", "the server answered 403 Forbidden"),
        ("/gone/", "it does not exist"),
        ("/silent.zip", "it timed out"),
    ],
)
def test_what_goes_wrong_on_the_web(
    web: Web, monkeypatch: pytest.MonkeyPatch, path: str, sentence: str
) -> None:
    monkeypatch.setattr(urls, "TIMEOUT_SECONDS", 0.3)
    address, _ = web
    result = CliRunner().invoke(main, ["load", "posts", address + path, "--db", "never.db"])
    place = address + path.partition("?")[0].rstrip("/")
    assert result.output == f"newsdb: {place} cannot be read: {sentence}\n"
    assert result.exit_code == 2


@pytest.mark.parametrize("place", ["memory://nothing", "memory://empty.zip"])
def test_an_empty_place_is_an_error(memory: fsspec.AbstractFileSystem, place: str) -> None:
    memory.pipe_file("/empty.zip", zipped())
    with pytest.raises(
        SourceError, match=f"^{place} (is empty|cannot be read: it does not exist)$"
    ):
        open_source(place).paths()


def test_a_download_may_be_so_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MAX_BYTES", 4)
    with remote.DownloadedFile() as file:
        file.write(b"ab")
        file.write(b"cd")
        with pytest.raises(OSError, match="file too large: over 64 MB"):
            file.write(b"e")
