"""Posts in tar archives: compressed or not, hostile, broken."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from loaders.sources import SourceError, open_source
from newsdb.cli import main
from newsdb.models import RawPost
from tests.loaders.sources.archives import GOOD_TAR, POST, make_tar, read, special, tar_bytes

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
        ("movie.mp4", b"movie"),
    )
    lacking = "it is a link to a post that is not in the archive"
    assert read(path) == {
        "a.md": POST,
        "hard.md": POST,
        "later.md": lacking,
        "outside.md": lacking,
        "picture.png": b"picture",
        "movie.mp4": "it is not a post",
    }


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
