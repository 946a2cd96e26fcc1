"""`newsdb load posts --media`: images of a source that its posts show."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import struct
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from newsdb.cli import main

CONFIG = "title: Garden\nurl: https://ann.example\nbaseurl: /blog\n"
POST = """---
title: Pictures
image: /img/cover.gif
---
![a chart](/blog/img/chart.png) and ![again]({{ site.baseurl }}/img/chart.png?v=2),
![beside](beside.svg), ![elsewhere](https://cdn.example/x.png), ![gone](/blog/img/gone.png).

<img src="/blog/img/photo%20one.jpg" alt="a photo">
"""
GIF = b"GIF89a\x90\x01\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00;"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"><path d="M0 0h8"/></svg>'
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x11\x08\x00\x02\x00\x03\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
)


def png(width: int = 3, height: int = 2) -> bytes:
    """Return a white image."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\x00" + b"\xff" * width) * height)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


FILES = {
    "_config.yml": CONFIG.encode(),
    "_posts/2024-03-01-pictures.md": POST.encode(),
    "_posts/beside.svg": SVG,
    "img/chart.png": png(),
    "img/cover.gif": GIF,
    "img/photo one.jpg": JPEG,
    "img/nobody-shows-it.png": png(9, 9),
}
SITE = "https://ann.example/blog"
COPIED = [
    (f"{SITE}/2024/03/01/beside.svg", "_posts/beside.svg", "image/svg+xml", 8, 4),
    (f"{SITE}/img/chart.png", "img/chart.png", "image/png", 3, 2),
    (f"{SITE}/img/chart.png?v=2", "img/chart.png", "image/png", 3, 2),
    (f"{SITE}/img/photo%20one.jpg", "img/photo one.jpg", "image/jpeg", 3, 2),
    # Themes often put the base path before the image of the front matter.
    ("https://ann.example/img/cover.gif", "img/cover.gif", "image/gif", 400, 1),
]
STORED = """
select url, path, media_type, width, height from image_files
join image_contents using (sha256) order by url
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "site"
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def load(source: str, *options: str) -> str:
    result = CliRunner().invoke(main, ["load", "posts", source, "--jobs=1", *options])
    assert result.exit_code == 0, result.output
    return result.output


def rows(query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect("news.db")) as connection:
        return connection.execute(query).fetchall()


def problems() -> list[str]:
    return [f"{detail}" for (detail,) in rows("select detail from problems where kind = 'image'")]


def forms(site: Path) -> Iterator[str]:
    """Yield the site as each kind of source."""
    yield "site"
    yield shutil.make_archive("zipped", "zip", site.parent, "site")
    yield shutil.make_archive("packed", "gztar", site.parent, "site")
    for arguments in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "-m", "Site"],
    ):
        subprocess.run(["git", "-C", str(site), *arguments], check=True)
    yield "site/.git"


def test_every_kind_of_source_gives_the_same_copies(site: Path) -> None:
    for source in forms(site):
        Path("news.db").unlink(missing_ok=True)
        assert "Copied 4 images.\n1 image could not be copied" in load(source), source
        assert rows(STORED) == COPIED, source
        assert problems() == [f"{SITE}/img/gone.png is not in the source"], source
        contents = dict(rows("select sha256, content from image_contents"))
        for sha256, content in contents.items():
            assert hashlib.sha256(bytes(content)).hexdigest() == sha256  # type: ignore[call-overload]
        assert CliRunner().invoke(main, ["check"]).exit_code == 0
        before = Path("news.db").read_bytes()
        load(source)
        assert Path("news.db").read_bytes() == before, source


def test_a_body_keeps_the_addresses_of_the_site(site: Path) -> None:
    load("site")
    [(body,)] = rows("select body from posts")
    assert f"![a chart]({SITE}/img/chart.png)" in f"{body}"
    load("site", "--media=link")
    assert rows("select body from posts") == [(body,)]
    assert rows("select * from image_files") == rows("select * from image_contents") == []
    assert problems() == []


def test_copies_follow_their_files(site: Path) -> None:
    load("site")
    (site / "img/chart.png").write_bytes(png(5, 6))
    assert "Copied 1 image." in load("site")
    assert (f"{SITE}/img/chart.png", "img/chart.png", "image/png", 5, 6) in rows(STORED)
    assert rows("select count(*) from image_contents") == [(4,)]
    (site / "img/gone.png").write_bytes(png(7, 7))
    assert "Copied 1 image." in load("site")
    assert problems() == []
    (site / "img/chart.png").unlink()
    load("site")
    assert (f"{SITE}/img/chart.png", "img/chart.png", "image/png", 5, 6) in rows(STORED)
    load("site", "--prune")
    assert f"{SITE}/img/chart.png" not in {url for url, *_ in rows(STORED)}
    assert problems() == [
        f"{SITE}/img/chart.png is not in the source",
        f"{SITE}/img/chart.png?v=2 is not in the source",
    ]


def test_what_no_post_shows_any_more_goes(site: Path) -> None:
    load("site")
    post = site / "_posts/2024-03-01-pictures.md"
    post.write_text("---\ntitle: Pictures\n---\n![a chart](/blog/img/chart.png)\n")
    load("site")
    assert [path for _, path, *_ in rows(STORED)] == ["img/chart.png"]
    assert rows("select count(*) from image_contents") == [(1,)]
    (site / "_posts/2024-03-02-other.md").write_text("---\ntitle: Other\n---\nText.\n")
    post.unlink()
    load("site")
    assert [path for _, path, *_ in rows(STORED)] == ["img/chart.png"]
    load("site", "--prune")
    assert rows("select * from image_files") == rows("select * from image_contents") == []
    assert CliRunner().invoke(main, ["check"]).exit_code == 0


def test_what_is_no_image_is_refused(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.image_types.MAX_IMAGE_BYTES", 2**20)
    (site / "img/chart.png").write_text("<html><script>alert(1)</script>")
    (site / "img/photo one.jpg").write_bytes(JPEG + bytes(2**20))
    (site / "_posts/beside.svg").write_bytes(SVG.replace(b"<path", b'<path onload="x()"'))
    load("site")
    assert [path for _, path, *_ in rows(STORED)] == ["img/cover.gif"]
    assert sorted(problems()) == [
        "_posts/beside.svg is an SVG image that holds a script (onload)",
        f"{SITE}/img/gone.png is not in the source",
        *["img/chart.png is not a PNG, JPEG, GIF, WebP, AVIF or SVG image"] * 2,
        "img/photo one.jpg is larger than 1 MB",
    ]


def test_all_images_together_are_bounded(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.image_copies.MAX_IMAGES_BYTES", len(SVG) + len(GIF))
    load("site")
    assert rows("select sum(bytes) from image_contents") <= [(len(SVG) + len(GIF),)]
    assert any("limit of" in problem for problem in problems())


def test_an_image_is_read_again_only_if_its_file_changed(
    site: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.sources.directory.SETTLED_NANOSECONDS", 0)
    load("site")
    images = ["_posts/beside.svg", "img/chart.png", "img/cover.gif", "img/photo one.jpg"]
    assert set(images) < set(reads)
    reads.clear()
    (site / "_posts/2024-03-02-other.md").write_text("![a chart](/blog/img/chart.png)\n")
    assert "1 added, 0 changed" in load("site")
    assert [path for path in reads if path in images] == []
    assert len(rows(STORED)) == len(COPIED) + 1
    (site / "img/chart.png").write_bytes(png(5, 6))
    (site / "img/cover.gif").touch()
    load("site")
    assert sorted(set(reads) & set(images)) == ["img/chart.png", "img/cover.gif"]
    assert (f"{SITE}/img/chart.png", "img/chart.png", "image/png", 5, 6) in rows(STORED)
    reads.clear()
    (site / "_posts/2024-03-03-third.md").write_text("Text.\n")
    load("site", "--media=link")
    assert rows("select * from image_states") == []
    load("site")
    assert sorted(path for path in reads if path in images) == images
    assert rows("select path from image_states order by path") == [(path,) for path in images]
