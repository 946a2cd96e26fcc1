"""Archives at URLs that fsspec knows: in memory, and on a web server on this machine."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import fsspec
import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, open_source
from newsdb.cli import main
from newsdb.models import RawPost
from tests.loaders.sources.web import POST, REQUESTS, A, B, Web, zipped


@pytest.mark.parametrize("name", ["site.zip", "site.tar.gz"])
def test_a_remote_archive(memory: fsspec.AbstractFileSystem, name: str) -> None:
    memory.pipe_file(f"/{name}", zipped(f"main/{A}", f"main/{B}"))
    if name == "site.zip":
        source = open_source(f"memory://{name}")
        assert (source.name, source.paths()) == ("memory://site.zip", [A, B])
        assert list(source.read([B, A])) == [RawPost(B, POST), RawPost(A, POST)]
    else:
        with pytest.raises(SourceError, match=r"^memory://site\.tar\.gz is damaged, or not a tar"):
            open_source(f"memory://{name}").paths()


def test_an_archive_in_a_chain_is_a_folder(memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe_file("/site.zip", zipped(f"main/{A}"))
    assert open_source("zip://main::memory://site.zip").paths() == [A]


def test_an_archive_on_the_web(web: Web, tmp_path: Path) -> None:
    address, root = web
    (root / "site.zip").write_bytes(zipped(f"main/{A}", f"main/{B}"))
    database = tmp_path / "news.db"
    location = address.replace("//", "//user:secret@") + "/site.zip?token=secret"
    result = CliRunner().invoke(main, ["load", "posts", location, "--db", str(database)])
    assert result.exit_code == 0, result.output
    assert "2 added" in result.output
    # What opens the door is not published.
    connection = sqlite3.connect(database)
    assert connection.execute("select source, path from files order by path").fetchall() == [
        (f"{address}/site.zip", A),
        (f"{address}/site.zip", B),
    ]
    assert connection.execute("select source from loads").fetchall() == [(f"{address}/site.zip",)]
    assert b"secret" not in database.read_bytes()


def test_an_archive_is_downloaded_only_if_it_changed(web: Web, tmp_path: Path) -> None:
    for names, downloads, counts in (
        ((A,), 1, "1 added, 0 changed, 0 unchanged"),
        ((), 0, "0 added, 0 changed, 1 unchanged"),
        ((A, B), 1, "1 added, 0 changed, 1 unchanged"),
    ):
        if names:
            (web[1] / "site.zip").write_bytes(zipped(*names))
        REQUESTS.clear()
        load = f"load posts {web[0]}/site.zip --db {tmp_path}/news.db".split()
        assert counts in CliRunner().invoke(main, load).output
        assert REQUESTS.count("GET /site.zip") == downloads


@pytest.mark.parametrize("name", ["large.zip", "endless.zip"])
def test_an_archive_that_is_larger_than_allowed_is_not_downloaded(web: Web, name: str) -> None:
    address, root = web
    (root / "large.zip").write_bytes(zipped(A) + bytes(3 * 2**20))
    result = CliRunner().invoke(main, ["load", "posts", f"{address}/{name}", "--max-size", "2"])
    reason = "has more than 2 MB; if you trust it, allow more with --max-size"
    assert (result.exit_code, result.output) == (2, f"newsdb: {address}/{name} {reason}\n")
