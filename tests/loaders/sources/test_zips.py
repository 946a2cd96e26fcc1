"""Posts in zip archives: names, links, damage."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from loaders.sources import SourceError, open_source, zips
from newsdb.models import RawPost
from tests.loaders.sources.archives import POST, make_zip, read, renamed


@pytest.mark.slow
def test_no_single_flipped_bit_in_the_directory_of_a_zip_loses_a_post(tmp_path: Path) -> None:
    posts = {f"_posts/2022-01-01-{n:02}.md": f"text {n}\n".encode() for n in range(4)}
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in posts.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    data = path.read_bytes()
    for at in range(data.index(b"PK\1\2"), len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[at] ^= 1 << bit
            path.write_bytes(flipped)
            try:
                source = open_source(f"{path}")
                found = list(source.read(source.paths()))
            except SourceError:
                continue
            contents = sorted(raw.content for raw in found if isinstance(raw, RawPost))
            is_reported = len(found) == 4 and len(contents) < 4
            assert contents == sorted(posts.values()) or is_reported, (at, bit)


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


def test_a_cut_zip_stops_the_load(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.md": POST})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(
        SourceError, match=r"a\.zip is damaged, or not a zip archive: File is not a zip"
    ):
        open_source(str(path))


def test_backslashes_separate_in_a_zip_without_slashes(tmp_path: Path) -> None:
    path = tmp_path / "windows.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("site\\_posts\\2022-03-02-b.md", "site\\说明.md"):
            info = zipfile.ZipInfo("x")
            info.filename, info.create_system = name, 3
            archive.writestr(info, b"x")
    assert open_source(str(path)).paths() == ["_posts/2022-03-02-b.md", "说明.md"]


def test_a_zip_with_the_longest_comment_or_without_members(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.md", POST)
        archive.comment = b"x" * zips.MAX_COMMENT_LENGTH
    zipfile.ZipFile(tmp_path / "b.zip", "w").close()
    assert read(tmp_path / "a.zip") == {"a.md": POST}
    with pytest.raises(SourceError, match=r"b\.zip is empty"):
        open_source(f"{tmp_path / 'b.zip'}")


def test_only_a_post_under_another_name_is_damage(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"aaa.txt": b"x", "b.md": POST})
    data = path.read_bytes()
    path.write_bytes(data[::-1].replace(b"txt.aaa", b"txt.ccc", 1)[::-1])
    assert read(path)["b.md"] == POST
    path.write_bytes(data[::-1].replace(b"dm.b", b"xx.b", 1)[::-1])
    with pytest.raises(SourceError, match=r"it lists 'b\.md' as 'b\.xx'"):
        open_source(f"{path}")


def test_a_member_may_be_so_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_BYTES", len(POST))
    path = make_zip(tmp_path / "a.zip", {"a.md": POST, "b.md": POST + b"x"})
    assert read(path) == {"a.md": POST, "b.md": "file too large: 0 MB (limit 64 MB)"}
