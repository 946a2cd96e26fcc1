"""Posts by their form, and those that are given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.parsers import dispatch
from newsdb.models import Converted
from tests.loaders.shell import rows, run, write_posts

pytestmark = pytest.mark.usefixtures("folder")


LFS_POINTER = (
    b"version https://git-lfs.github.com/spec/v1\n"
    b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)


def test_a_git_lfs_pointer_is_rejected() -> None:
    write_posts(1)
    Path("site/2022-01-02-pointer.md").write_bytes(LFS_POINTER)
    assert "1 added" in run("load", "posts", "site").output
    assert run("problems").output == (
        "2022-01-02-pointer.md:1: git lfs: the file is a Git LFS pointer, not the post itself; "
        "run git lfs pull\n"
    )
    assert run("problems", "--raw", "2022-01-02-pointer.md").stdout_bytes == LFS_POINTER


def spin(*arguments: object) -> Converted:
    while True:
        try:
            "".join(chr(number) for number in range(1000))
        except Exception:
            continue


def test_a_post_that_takes_too_long_is_kept_as_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "MAX_SECONDS", 0.2)
    monkeypatch.setattr("loaders.parsers.convert.convert_file", spin)
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
