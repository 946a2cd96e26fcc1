"""What is new, changed, unchanged, duplicate or gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from loaders.changes import Duplicate, Finding, KeptPost, NewContent, Result, Unchanged
from loaders.classify import classify, classify_duplicate, classify_files
from loaders.database.known_files import KnownFile
from loaders.earlier import Earlier
from loaders.plan import Plan, PlannedFile
from newsdb.models import RawPost, Unreadable
from tests.loaders.shell import POST, rows, run

pytestmark = pytest.mark.usefixtures("with_post")


def test_a_post_that_moved_is_one_post_and_the_later_folder_counts(folder: Path) -> None:
    (folder / "old_post").mkdir()
    (folder / "old_post/2022-03-01-202203012290000001.md").write_text(
        POST.replace("拟在东岭", "拟在北渡")
    )
    assert "1 added" in run("load", "posts", ".").output
    assert rows("select summary from posts") == [("远汐储能公告，拟在北渡扩建二期产线。",)]
    assert rows("select path, status, post_id from files order by path") == [
        ("_posts/2022-03-01-202203012290000001.md", "duplicate", 1),
        ("old_post/2022-03-01-202203012290000001.md", "post", 1),
    ]


def test_a_good_copy_counts_where_the_last_one_is_rejected(folder: Path) -> None:
    (folder / "old_post").mkdir()
    (folder / "old_post/2022-03-01-202203012290000001.md").write_bytes(b"\0\1\2\3")
    run("load", "posts", ".")
    assert rows("select path, status from files order by path") == [
        ("_posts/2022-03-01-202203012290000001.md", "post"),
        ("old_post/2022-03-01-202203012290000001.md", "rejected"),
    ]


def test_posts_stay_when_their_file_is_gone_and_go_with_prune(folder: Path) -> None:
    run("load", "posts", ".")
    (folder / "_posts/2022-03-01-202203012290000001.md").unlink()
    (folder / "_posts/2022-03-02-second.md").write_text("第二篇。")
    assert "1 added, 0 changed, 0 unchanged, 0 removed" in run("load", "posts", ".").output
    assert "1 removed" in run("load", "posts", ".", "--prune").output
    assert rows("select slug from posts") == [("2022-03-02-second",)]
    for table in ("tags", "categories", "sources", "securities", "post_tags"):
        assert rows(f"select * from {table}") == []
    assert rows("""select * from posts_fts where posts_fts match '"扩 产"'""") == []


def test_an_unreadable_file_is_reported_and_stops_nothing(folder: Path) -> None:
    (folder / "_posts/2022-03-02-gone.md").symlink_to("2022-03-02-gone.md")
    result = run("load", "posts", ".")
    assert result.exit_code == 0
    assert rows("select count(*) from posts") == [(1,)]


def test_a_post_whose_file_cannot_be_read_any_more_stays(folder: Path) -> None:
    path = folder / "_posts/2022-03-01-202203012290000001.md"
    run("load", "posts", ".")
    path.unlink()
    path.symlink_to(path.name)
    result = run("load", "posts", ".", "--prune", "--strict")
    assert result.exit_code == 1
    assert (
        "0 changed, 0 unchanged, 0 removed, 0 duplicates, 0 repaired, 1 rejected" in result.output
    )
    assert rows("select slug from posts") == [(path.stem,)]
    assert rows("select status, sha256 from files") == [("post", None)]
    sentence = (
        "the file cannot be read: Too many levels of symbolic links; its post stays as it was"
    )
    assert rows("select kind, detail from problems") == [("unreadable", sentence)]
    assert run("check").exit_code == 0
    before = (folder / "news.db").read_bytes()
    assert "1 rejected" in run("load", "posts", ".").output
    assert (folder / "news.db").read_bytes() == before
    path.unlink()
    path.write_text(POST)
    run("load", "posts", ".")
    assert rows("select * from problems") == []
    assert "1 unchanged" in run("load", "posts", ".").output


def test_files_that_stay_as_they_are_count_as_what_they_were(folder: Path) -> None:
    (folder / "old_post").mkdir()
    (folder / "old_post/2022-03-01-202203012290000001.md").write_text(POST)
    (folder / "_posts/2022-03-02-a.md").write_bytes(b"\0\1\2\3")
    run("load", "posts", ".")
    before = rows("select * from files order by path")
    output = run("load", "posts", ".").output
    assert (
        "0 added, 0 changed, 1 unchanged, 0 removed, 1 duplicate, 0 repaired, 1 rejected" in output
    )
    assert rows("select * from files order by path") == before


FILE = PlannedFile(0, "a.md", "a")
RAW, BAD = RawPost("a.md", b"x"), Unreadable("a.md", "why")
SHA = sha256(b"x").hexdigest()


def known(status: str, sha: str | None = SHA, up_to_date: bool = True) -> KnownFile:
    return KnownFile(7, sha, status, up_to_date)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (None, NewContent(FILE, SHA, RAW)),
        (known("post"), Unchanged("post")),
        (known("rejected"), Unchanged("rejected", FILE)),
        (known("post", "other"), NewContent(FILE, SHA, RAW)),
        (known("post", up_to_date=False), NewContent(FILE, SHA, RAW)),
        (known("duplicate"), NewContent(FILE, SHA, RAW)),
    ],
)
def test_what_a_file_is(before: KnownFile | None, expected: Finding) -> None:
    assert classify(FILE, RAW, before) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (known("post"), 7),
        (known("post", None), None),
        (known("rejected", None), Unchanged("rejected", FILE)),
        (known("rejected"), "the file cannot be read: why"),
        (known("duplicate", None), "the file cannot be read: why"),
        (None, "the file cannot be read: why"),
    ],
)
def test_what_a_file_is_that_cannot_be_read(
    before: KnownFile | None, expected: Unchanged | int | str | None
) -> None:
    found = classify(FILE, BAD, before)
    if isinstance(expected, str):
        assert isinstance(found, Result)
        assert (found.sha256, found.size, found.converted.status) == (None, 0, "rejected")
        assert [problem.detail for problem in found.converted.problems] == [expected]
    elif isinstance(expected, Unchanged):
        assert found == expected
    else:
        assert isinstance(found, KeptPost)
        assert (found.file, found.file_id) == (FILE, expected)


@pytest.mark.parametrize(
    ("raw", "before", "is_new"),
    [
        (RAW, None, True),
        (RAW, known("duplicate"), False),
        (RAW, known("duplicate", "other"), True),
        (RAW, known("post"), True),
        (BAD, known("duplicate", None), False),
    ],
)
def test_duplicates_are_new_or_as_they_were(
    raw: RawPost | Unreadable, before: KnownFile | None, is_new: bool
) -> None:
    sha, size = (SHA, 1) if raw is RAW else (None, 0)
    assert classify_duplicate(FILE, raw, before) == Duplicate(FILE, sha, size, is_new)


@dataclass
class Texts:
    """A source whose files all say x."""

    name: str = "s"
    revision: str | None = None

    def paths(self) -> list[str]:
        return ["a", "b", "c", "d"]

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        return (RawPost(path, b"x") for path in paths)


def test_only_what_may_have_changed_is_read() -> None:
    """Of five posts one was not looked at; `d` is a duplicate, another source's post counts."""
    paths = ["a", "b", "c", "d"]
    winners = {path: PlannedFile(0, path, path) for path in "abc"}
    plan = Plan([Texts()], paths=[paths], posts=[[*paths, "e"]], winners=winners)
    files = {"a": known("post"), "b": known("post", up_to_date=False), "c": known("duplicate")}
    done: list[tuple[int, int]] = []
    found = list(
        classify_files(plan, [Earlier(files, frozenset())], lambda *each: done.append(each))
    )
    assert found == [
        Unchanged("post"),
        NewContent(winners["b"], SHA, RawPost("b", b"x")),
        NewContent(winners["c"], SHA, RawPost("c", b"x")),
    ]
    assert done == [(3, 5), (4, 5), (5, 5)]
