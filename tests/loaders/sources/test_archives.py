"""Zip and tar archives: real ones, hostile ones, broken ones."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sqlite3
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from loaders.sources import SourceError, open_source
from newsdb.cli import main
from newsdb.models import RawPost

POST = b"---\ntitle: Title\n---\nText\n"
TOO_BIG = "file too large: 65 MB (limit 64 MB)"


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tar_bytes(*members: tuple[str, bytes] | tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            header = tarfile.TarInfo(member[0])
            header.size = len(member[1])
            archive.addfile(header, io.BytesIO(member[1]))
    return buffer.getvalue()


def make_tar(path: Path, *members: tuple[str, bytes] | tarfile.TarInfo) -> Path:
    path.write_bytes(tar_bytes(*members))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, target
    return header


def read(path: Path) -> dict[str, bytes | str]:
    """Return what an archive gives: bytes, or why a file is refused."""
    source = open_source(str(path))
    return {
        file.path: file.content if isinstance(file, RawPost) else file.reason
        for file in source.read(source.paths())
    }


COMPRESSED: dict[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tgz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
    ".tar.zst": zstandard.compress,
}


@pytest.mark.parametrize("ending", COMPRESSED)
def test_every_kind_of_tar_gives_the_same_database_as_the_directory(
    tmp_path: Path, ending: str
) -> None:
    posts = {
        f"_posts/2020-01-{day:02d}-a.md": b"---\ntitle: %d\n---\nText\n" % day
        for day in range(1, 29)
    }
    site, archive = tmp_path / "site", tmp_path / f"site{ending}"
    (site / "_posts").mkdir(parents=True)
    for name, content in posts.items():
        (site / name).write_bytes(content)
    # In an archive, files come in any order.
    members = [(f"site-main/{name}", posts[name]) for name in sorted(posts, reverse=True)]
    archive.write_bytes(
        COMPRESSED[ending](tar_bytes(special("site-main", tarfile.DIRTYPE), *members))
    )
    rows = []
    for source in (site, archive):
        database = tmp_path / f"{source.name}.db"
        result = CliRunner().invoke(main, ["load", "posts", str(source), "--db", str(database)])
        assert result.exit_code == 0, result.output
        assert "28 added, 0 changed, 0 unchanged, 0 removed" in result.output
        query = "select id, slug, title, date, path, sha256, body from posts order by id"
        rows.append(sqlite3.connect(database).execute(query).fetchall())
    assert rows[0] == rows[1]
    assert rows[0][0][:5] == (1, "2020-01-01-a", "1", "2020-01-01", "_posts/2020-01-01-a.md")
    # The same archive again changes nothing.
    before = database.read_bytes()
    result = CliRunner().invoke(main, ["load", "posts", str(archive), "--db", str(database)])
    assert "0 added, 0 changed, 28 unchanged" in result.output
    assert database.read_bytes() == before


def test_files_are_read_in_any_order_and_again(tmp_path: Path) -> None:
    archive = make_tar(tmp_path / "a.tar", ("1.md", b"one"), ("2.md", b"two"), ("3.md", b"three"))
    source = open_source(str(archive))
    assert list(source.read(["3.md", "1.md"])) == [
        RawPost("3.md", b"three"),
        RawPost("1.md", b"one"),
    ]
    assert list(source.read(["2.md"])) == [RawPost("2.md", b"two")]


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


def test_links_and_devices_in_a_tar(tmp_path: Path) -> None:
    path = make_tar(
        tmp_path / "a.tar",
        ("a.md", POST),
        special("hard.md", tarfile.LNKTYPE, "a.md"),
        special("later.md", tarfile.LNKTYPE, "z.md"),
        special("outside.md", tarfile.LNKTYPE, "/etc/passwd"),
        special("soft.md", tarfile.SYMTYPE, "/etc/passwd"),
        special("device.md", tarfile.CHRTYPE),
        special("pipe.md", tarfile.FIFOTYPE),
        special("folder.md", tarfile.DIRTYPE),
        ("picture.png", b"picture"),
    )
    lacking = "it is a link to a post that is not in the archive"
    assert read(path) == {
        "a.md": POST,
        "hard.md": POST,
        "later.md": lacking,
        "outside.md": lacking,
        "picture.png": "it is not a post",
    }


def test_links_and_folders_in_a_zip(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.md")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.mkdir("folder.md") if hasattr(archive, "mkdir") else archive.writestr(
            "folder.md/", ""
        )
        archive.writestr("a.md", POST)
    assert read(tmp_path / "a.zip") == {"a.md": POST}


def renamed(path: Path, old: bytes, new: bytes) -> None:
    assert len(old) == len(new)
    path.write_bytes(path.read_bytes().replace(old, new))


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


def test_names_of_a_zip_in_other_encodings(tmp_path: Path) -> None:
    make_zip(
        tmp_path / "a.zip", {"新闻.md": POST, "XXXXXX.md": POST, "YY-é.md": POST, "ZZ.md": POST}
    )
    # UTF-8 without the flag, as macOS writes it, and code page 437.
    renamed(tmp_path / "a.zip", b"XXXXXX", "财经".encode())
    renamed(tmp_path / "a.zip", b"ZZ.md", "Z\x82.md".encode("latin-1"))
    assert read(tmp_path / "a.zip") == {
        "新闻.md": POST,
        "财经.md": POST,
        "YY-é.md": POST,
        "Zé.md": POST,
    }


def test_backslashes_of_a_windows_zip_part_folders(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for system, name in ((0, "site\\_posts\\a.md"), (0, "site\\empty\\"), (0, "site\\b.md")):
            info = zipfile.ZipInfo(name)
            info.create_system = system
            archive.writestr(info, POST)
    assert read(tmp_path / "a.zip") == {"_posts/a.md": POST, "b.md": POST}


def test_damaged_members_of_a_zip_do_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", b"broken " * 9)
        archive.writestr("b.md", POST)
        archive.writestr("c.md", b"locked")
        archive.writestr("d.md", b"odd method")
    data = bytearray(path.read_bytes().replace(b"broken", b"BROKEN", 1))
    for name, at, value in ((b"c.md", 8, 1), (b"d.md", 10, 99)):
        entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
        struct.pack_into("<H", data, entry + at, value)
    path.write_bytes(data)
    assert read(path) == {
        "a.md": "it is damaged in the archive: Bad CRC-32 for file 'a.md'",
        "b.md": POST,
        "c.md": "it is encrypted",
        "d.md": "its compression is not supported (method 99)",
    }


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


GOOD_TAR = tar_bytes(*((f"2020-01-{day:02d}-a.md", os.urandom(2000)) for day in range(1, 29)))
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


def test_a_cut_zip_stops_the_load(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.md": POST})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(
        SourceError, match=r"a\.zip is damaged, or not a zip archive: File is not a zip"
    ):
        open_source(str(path))


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_an_archive_without_files_is_an_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    make_zip(path, {}) if name == "a.zip" else make_tar(path)
    with pytest.raises(SourceError, match="is empty"):
        open_source(str(path))


def test_a_name_without_end_is_not_kept_in_memory(tmp_path: Path) -> None:
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 8 * 2**30
    path = tmp_path / "a.tar"
    path.write_bytes(header.tobuf(tarfile.GNU_FORMAT) + bytes(20 * 512))
    with pytest.raises(SourceError, match="the name of a member is too long"):
        open_source(str(path))


def test_long_names_and_pax_headers(tmp_path: Path) -> None:
    name = "_posts/" + "很长" * 60 + ".md"
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        with tarfile.open(
            tmp_path / "a.tar", "w", format=form, pax_headers={"comment": "x"}
        ) as tar:
            header = tarfile.TarInfo(name)
            header.size = len(POST)
            tar.addfile(header, io.BytesIO(POST))
        assert read(tmp_path / "a.tar") == {name: POST}


def test_several_streams_in_one_file(tmp_path: Path) -> None:
    # pigz, pbzip2 and pzstd write them.
    half = len(GOOD_TAR) // 2
    for ending, compress in COMPRESSED.items():
        path = tmp_path / f"a{ending}"
        path.write_bytes(compress(GOOD_TAR[:half]) + compress(GOOD_TAR[half:]))
        assert len(open_source(str(path)).paths()) == 28, ending
