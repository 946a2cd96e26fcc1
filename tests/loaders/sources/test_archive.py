"""What holds for zip and tar archives alike: names, bombs, damage."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from newsdb.cli import main
from tests.loaders.sources.archives import (
    GOOD_TAR,
    POST,
    make_tar,
    make_zip,
    read,
    renamed,
    tar_bytes,
)

TOO_BIG = "file too large: 65 MB (limit 64 MB)"


def test_chinese_names_of_old_archives(tmp_path: Path) -> None:
    # Neither Windows nor old tars say that a name is GB18030.
    raw = "新闻".encode("gb18030")
    make_zip(tmp_path / "a.zip", {"2020-01-01-XXXX.md": POST, "b.md": POST})
    make_tar(tmp_path / "a.tar", ("2020-01-01-XXXX.md", POST), ("b.md", POST))
    renamed(tmp_path / "a.zip", b"XXXX", raw)
    data = bytearray((tmp_path / "a.tar").read_bytes().replace(b"XXXX", raw, 1))
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + sum(data[156:512]) + 8 * 32)
    (tmp_path / "a.tar").write_bytes(data)
    assert read(tmp_path / "a.zip") == {"2020-01-01-新闻.md": POST, "b.md": POST}
    assert read(tmp_path / "a.tar") == {"2020-01-01-新闻.md": POST, "b.md": POST}


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    make_zip(tmp_path / "a.zip", {"bomb.md": b"0", "lies.md": bytes(10_000), "good.md": POST})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    for name, size in ((b"bomb.md", 65 * 2**20), (b"lies.md", 10)):
        entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
        struct.pack_into("<I", data, entry + 24, size)
    (tmp_path / "a.zip").write_bytes(data)
    assert read(tmp_path / "a.zip") == {
        "bomb.md": TOO_BIG,
        "lies.md": "it is damaged in the archive: Bad CRC-32 for file 'lies.md'",
        "good.md": POST,
    }
    tar = tar_bytes(("bomb.md", bytes(65 * 2**20)), ("good.md", POST))
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(tar, 1))
    assert read(tmp_path / "a.tar.gz") == {"bomb.md": TOO_BIG, "good.md": POST}


SECOND_HEADER = 512 + 2048


def swapped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.tar", b""),
        ("empty.zip", b""),
        ("text.zip", b"no archive\n" * 100),
        ("text.tar", b"no archive\n" * 100),
        ("text.tar.gz", b"no archive\n" * 100),
        ("cut.tar", GOOD_TAR[:20_000]),
        ("cut-in-header.tar", GOOD_TAR[: SECOND_HEADER + 100]),
        ("cut-between-members.tar", GOOD_TAR[:SECOND_HEADER]),
        ("broken-header.tar", swapped(GOOD_TAR, SECOND_HEADER + 5)),
        ("cut.tar.gz", gzip.compress(GOOD_TAR)[:-2000]),
        ("no-end.tar.gz", gzip.compress(GOOD_TAR)[:-6]),
        ("broken.tar.gz", swapped(gzip.compress(GOOD_TAR), 9000)),
        ("cut.tar.bz2", bz2.compress(GOOD_TAR)[:-2000]),
        ("broken.tar.bz2", swapped(bz2.compress(GOOD_TAR), 9000)),
        ("cut.tar.xz", lzma.compress(GOOD_TAR)[:-2000]),
        ("broken.tar.xz", swapped(lzma.compress(GOOD_TAR), 9000)),
        ("cut.tar.zst", zstandard.compress(GOOD_TAR)[:-2000]),
        (
            "broken.tar.zst",
            swapped(zstandard.ZstdCompressor(write_checksum=True).compress(GOOD_TAR), 9000),
        ),
    ],
)
def test_a_broken_archive_stops_the_load(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = CliRunner().invoke(main, ["load", "posts", str(path), "--db", str(tmp_path / "x.db")])
    kind = "zip" if name.endswith("zip") else "tar"
    assert result.exit_code == 2
    assert result.output.startswith(f"newsdb: {path} is damaged, or not a {kind} archive: ")
    assert result.output.count("\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == [name]
