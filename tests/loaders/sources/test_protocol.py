"""What no source may be, and how much one may hold."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from loaders.sources.protocol import SizeLimit, too_large
from newsdb.exceptions import SourceError
from tests.loaders.shell import run, write_posts

pytestmark = pytest.mark.usefixtures("folder")


def test_an_empty_name_is_not_the_current_directory() -> None:
    write_posts(1, ".")
    for kind in ("posts", "feed", "jsonl"):
        result = run("load", kind, "")
        assert (result.exit_code, result.output) == (2, "newsdb: the name of a source is empty\n")


def test_fifos_and_devices_are_not_sources(folder: Path) -> None:
    for kind, name in (
        ("posts", "x.zip"),
        ("posts", "x.tar.gz"),
        ("posts", "x.md"),
        ("feed", "x.xml"),
        ("jsonl", "x.ndjson"),
        ("jsonl", "x.gz"),
    ):
        os.mkfifo(name)
        result = run("load", kind, name)
        assert (result.exit_code, result.output) == (2, f"newsdb: {name} is not a regular file\n")
    for kind in ("posts", "feed", "jsonl"):
        result = run("load", kind, "/dev/zero")
        expected = (2, "newsdb: /dev/zero is not a regular file\n")
        assert (result.exit_code, result.output) == expected


def test_a_source_that_unpacks_to_too_much_is_refused() -> None:
    content = bytes(2**20)
    with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"2022-01-01-{number}.md", content)
    with tarfile.open("bomb.tar.gz", "w:gz") as tar:
        for number in range(4):
            header = tarfile.TarInfo(f"2022-01-01-{number}.png")
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
    Path("bomb.ndjson.gz").write_bytes(gzip.compress(b" " * 4 * 2**20))
    Path("big").mkdir()
    for number in range(4):
        Path(f"big/2022-01-01-{number}.md").write_bytes(content)
    for kind, name in (
        ("posts", "bomb.zip"),
        ("posts", "bomb.tar.gz"),
        ("posts", "big"),
        ("jsonl", "bomb.ndjson.gz"),
    ):
        result = run("load", kind, name, "--max-size", "3")
        reason = "has more than 3 MB when unpacked; if you trust it, allow more with --max-size"
        assert (result.exit_code, result.output) == (2, f"newsdb: {name} {reason}\n")
        assert not Path("news.db").exists()


def test_so_many_bytes_of_a_source_are_read() -> None:
    limit = SizeLimit("a.zip", 5 * 2**20, " in all")
    limit.add(5 * 2**20)
    with pytest.raises(SourceError, match=r"^a\.zip has more than 5 MB in all; if you trust it"):
        limit.add(1)


def test_why_a_file_is_not_read() -> None:
    assert too_large(None) == "file too large: over 64 MB"
    assert too_large(70 * 2**20) == "file too large: 70 MB (limit 64 MB)"
