"""What a load refuses or rejects, so that nothing is lost or published by mistake."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import tarfile
import threading
import zipfile
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loaders.parsers import dispatch
from loaders.sources import SourceError, open_source
from newsdb.cli import main
from newsdb.models import Converted, RawPost

EMPTY_FEED = '<rss version="2.0"><channel><title>T</title></channel></rss>'
LFS_POINTER = (
    b"version https://git-lfs.github.com/spec/v1\n"
    b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def rows(query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect("news.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_posts(count: int, root: str = "site") -> None:
    Path(root).mkdir(exist_ok=True)
    for number in range(count):
        text = f"---\ntitle: T{number}\n---\ntext {number}\n"
        Path(root, f"2022-01-01-{number:03}.md").write_text(text)


def test_sources_without_posts_are_errors_and_make_no_database(folder: Path) -> None:
    Path("empty").mkdir()
    Path("wrong").mkdir()
    Path("wrong/picture.png").write_bytes(b"png")
    Path("empty.xml").write_text(EMPTY_FEED)
    Path("empty.ndjson").write_text("\n")
    with zipfile.ZipFile("pictures.zip", "w") as archive:
        archive.writestr("picture.png", b"png")
    hint = "; if that is right, add --allow-empty\n"
    for kind, name, reason in (
        ("posts", "empty", "has no files"),
        ("posts", "wrong", "has no posts (1 other files)"),
        ("posts", "pictures.zip", "has no posts (1 other files)"),
        ("feed", "empty.xml", "has no posts"),
        ("jsonl", "empty.ndjson", "has no posts"),
    ):
        result = run("load", kind, name)
        assert (result.exit_code, result.output) == (2, f"newsdb: {name} {reason}{hint}")
        assert not Path("news.db").exists()
        result = run("load", kind, name, "--allow-empty", "--db", f"{name}.db")
        assert result.exit_code == 0, result.output
        assert Path(f"{name}.db").exists()


def test_an_empty_name_is_not_the_current_directory() -> None:
    write_posts(1, ".")
    result = run("load", "posts", "")
    assert (result.exit_code, result.output) == (2, "newsdb: the name of a source is empty\n")


@pytest.mark.parametrize(
    ("posts", "removed", "refused"),
    [(12, 10, False), (12, 11, True), (200, 20, False), (200, 21, True)],
)
def test_prune_refuses_to_remove_many_posts(posts: int, removed: int, refused: bool) -> None:
    write_posts(posts)
    run("load", "posts", "site", "--jobs", "1")
    before = Path("news.db").read_bytes()
    for number in range(removed):
        Path(f"site/2022-01-01-{number:03}.md").unlink()
    result = run("load", "posts", "site", "--prune", "--jobs", "1")
    if refused:
        sentence = f"--prune would remove {removed} of {posts} posts; if that is right, add --force"
        assert (result.exit_code, result.output) == (2, f"newsdb: {sentence}\n")
        assert Path("news.db").read_bytes() == before
        result = run("load", "posts", "site", "--prune", "--force", "--jobs", "1")
    assert result.exit_code == 0
    assert f", {removed} removed," in result.output
    assert rows("select count(*) from posts") == [(posts - removed,)]


def test_a_dry_run_reports_and_changes_nothing(folder: Path) -> None:
    write_posts(3)
    result = run("load", "posts", "site", "--dry-run")
    assert result.output.startswith("news.db: 3 added, ")
    assert "\nDry run: nothing was changed.\n" in result.output
    assert sorted(path.name for path in folder.iterdir()) == ["site"]
    run("load", "posts", "site")
    before = Path("news.db").read_bytes()
    Path("site/2022-01-01-000.md").unlink()
    Path("site/2022-01-01-001.md").write_text("changed")
    dry = run("load", "posts", "site", "--prune", "--dry-run").output
    assert Path("news.db").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["news.db", "site"]
    done = run("load", "posts", "site", "--prune").output
    assert dry.replace("Dry run: nothing was changed.\n", "") == done
    assert "0 added, 1 changed, 1 unchanged, 1 removed" in done


@pytest.mark.parametrize("command", [["load", "posts", "site"], ["check"], ["problems"]])
def test_the_database_is_a_regular_file(folder: Path, command: list[str]) -> None:
    write_posts(1)
    os.mkfifo("fifo")
    Path("link").symlink_to("/dev/null")
    for name in ("/dev/null", "fifo", "link"):
        before = Path(name).stat()
        result = run(*command, "--db", name)
        assert result.exit_code == 2
        assert f"{name} is not a regular file" in result.output
        after = Path(name).stat()
        assert (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode)


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


def test_a_git_lfs_pointer_is_rejected() -> None:
    write_posts(1)
    Path("site/2022-01-02-pointer.md").write_bytes(LFS_POINTER)
    assert "1 added" in run("load", "posts", "site").output
    assert run("problems").output == (
        "2022-01-02-pointer.md:1: git lfs: the file is a Git LFS pointer, not the post itself; "
        "run git lfs pull\n"
    )
    assert run("problems", "--raw", "2022-01-02-pointer.md").stdout_bytes == LFS_POINTER


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


def test_no_single_flipped_bit_in_the_directory_of_a_zip_loses_a_post() -> None:
    posts = {f"_posts/2022-01-01-{n:02}.md": f"text {n}\n".encode() for n in range(4)}
    with zipfile.ZipFile("a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in posts.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    data = Path("a.zip").read_bytes()
    for at in range(data.index(b"PK\1\2"), len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[at] ^= 1 << bit
            Path("a.zip").write_bytes(flipped)
            try:
                source = open_source("a.zip")
                found = list(source.read(source.paths()))
            except SourceError:
                continue
            contents = sorted(raw.content for raw in found if isinstance(raw, RawPost))
            is_reported = len(found) == 4 and len(contents) < 4
            assert contents == sorted(posts.values()) or is_reported, (at, bit)


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


class Feed(BaseHTTPRequestHandler):
    """A feed with relative links, behind a password."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(
            b'<rss version="2.0"><channel><title>T</title><item><title>a</title>'
            b"<guid>x</guid><link>/article</link><description>&lt;a href='/b'&gt;b&lt;/a&gt;"
            b"</description></item></channel></rss>"
        )

    def log_message(self, *_: object) -> None:
        pass


def test_secrets_of_a_feed_are_stored_and_shown_nowhere() -> None:
    server = HTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://user:s3cretpw@127.0.0.1:{server.server_port}/f.xml?token=s3crettok&page=2"
    try:
        results = [run("load", "feed", url), run("load", "feed", url)]
    finally:
        server.shutdown()
        server.server_close()
    results.append(run("load", "feed", url))
    results.append(run("load", "posts", url))
    assert [result.exit_code for result in results] == [0, 0, 2, 2]
    assert "1 unchanged" in results[1].output
    assert all("s3cret" not in result.output for result in results)
    assert b"s3cret" not in Path("news.db").read_bytes()
    name = f"http://127.0.0.1:{server.server_port}/f.xml?page=2"
    assert rows("select source from files union select source from loads") == [(name,)]


@pytest.mark.parametrize("zone", ["America", "Mars/Base", "leapseconds", "a//b", "posix"])
def test_no_path_of_the_machine_is_in_a_problem(zone: str) -> None:
    Path("site").mkdir()
    text = f'---\ntitle: t\ndate: "2022-01-01 {zone}"\n---\nText\n'
    Path("site/2022-01-01-a.md").write_text(text)
    run("load", "posts", "site")
    reason = f"“2022-01-01 {zone}” cannot be a date (there is no time zone “{zone}”)"
    assert rows("select detail from problems") == [(f"{reason}; the file name's date was taken",)]


def spin(*arguments: object) -> Converted:
    while True:
        try:
            "".join(chr(number) for number in range(1000))
        except Exception:
            continue


def test_a_post_that_takes_too_long_is_kept_as_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "MAX_SECONDS", 0.2)
    monkeypatch.setattr("loaders.parsers.convert.convert", spin)
    monkeypatch.setattr("loaders.parsers.jsonl.convert_record", spin)
    Path("site").mkdir()
    content = "---\ntitle: t\n---\n# Head\n<b>*text*</b>\n"
    Path("site/2022-01-01-a.md").write_text(content)
    Path("site/2022-01-02-draft.md").write_text("---\ndraft: true\n---\nnobody may read this\n")
    Path("site/2022-01-03-binary.md").write_bytes(bytes(100))
    assert "1 added" in run("load", "posts", "site", "--jobs", "1").output
    assert rows("select slug, title, date, body from posts") == [
        (
            "2022-01-01-a",
            "2022-01-01-a",
            "2022-01-01",
            "\\---\ntitle: t\n\\---\n\\# Head\n\\<b>\\*text\\*\\</b>",
        )
    ]
    detail = "converting it took more than 0.2 seconds; its text was kept as it is"
    assert rows("select status, kind, detail from files join problems on file_id = files.id") == [
        ("post", "timeout", detail),
        ("unpublished", "unpublished", "its front matter seems to say that it is not published"),
        ("rejected", "timeout", detail),
    ]
    assert run("problems", "--raw", "2022-01-01-a.md").stdout_bytes == content.encode()
    assert b"nobody may read this" not in Path("news.db").read_bytes()
    line = b'{"slug": "x", "title": "X", "body": "a *b*"}\n'
    run("load", "jsonl", "-", stdin=line)
    assert rows("select title, body from posts where slug = 'x'") == [("X", "a \\*b\\*")]
    assert run("check").exit_code == 0


def test_lines_after_one_that_is_too_large_keep_their_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("loaders.parsers.jsonl.MAX_BYTES", 100)
    lines = [b'{"slug": "a", "title": "a"}', b'"' + b"x" * 350 + b'"', b"[]", b""]
    result = run("load", "jsonl", "-", stdin=b"\n".join(lines))
    assert "1 added" in result.output
    assert rows("select path, status from files order by path") == [
        ("a", "post"),
        ("line 2", "rejected"),
        ("line 3", "rejected"),
    ]
