"""Git is run on repositories that are damaged, foreign or hostile."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, git_commands, open_source
from loaders.sources.git_commands import ObjectStore
from newsdb.cli import main
from newsdb.models import RawPost, Unreadable
from tests.loaders.repositories import (
    A,
    B,
    C,
    commit,
    counts,
    git,
    load,
    objects,
    post,
)

pytestmark = pytest.mark.usefixtures("isolated_git")


def test_a_repository_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    commit({A: post("a")})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(SourceError) as caught:
        open_source("site", "HEAD")
    assert str(caught.value) == (
        "git refuses to read site: it is owned by another user; if you trust it, run "
        f"git config --global --add safe.directory {Path('site').resolve()}"
    )


def test_git_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    commit({A: post("a")})
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SourceError, match=r"^site cannot be read: git is not installed$"):
        open_source("site", "HEAD")


def test_another_repository_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    # As in a hook: git tells where it is at work.
    commit({A: post("a")})
    git("init", "-q", "--bare", "other.git", at=".")
    monkeypatch.setenv("GIT_DIR", str(Path("other.git").resolve()))
    monkeypatch.setenv("GIT_WORK_TREE", str(Path().resolve()))
    assert open_source("site", "HEAD").paths() == [A]


def test_damaged_objects_do_not_stop_the_others() -> None:
    d = "_posts/2020-01-04-d.md"
    commit({A: post("a" * 999), B: post("b"), C: post("c"), d: post("d")})
    cut, gone = objects(A, C)
    shutil.copytree("site/.git/objects", "whole")
    cut.chmod(0o644)
    cut.write_bytes(cut.read_bytes()[:-12])
    gone.unlink()
    reason = "corrupt or missing git object (run git fsck), or a partial clone"
    source = open_source("site", "HEAD")
    assert list(source.read(source.paths())) == [
        Unreadable(A, reason),
        RawPost(B, post("b")),
        Unreadable(C, reason),
        RawPost(d, post("d")),
    ]
    # What could not be read is tried again, though the revision is the same.
    assert load("site", "--ref", "HEAD") == counts(added=2, rejected=2)
    assert load("site", "--ref", "HEAD") == counts(unchanged=2, rejected=2)
    shutil.copytree("whole", "site/.git/objects", dirs_exist_ok=True)
    assert load("site", "--ref", "HEAD") == counts(added=2, unchanged=2)


def test_a_repository_in_ruins_stops_the_load() -> None:
    names = [f"_posts/2020-01-01-{number}.md" for number in range(102)]
    commit({name: post(name * 99) for name in names})
    for path in objects(*names):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-12])
    result = CliRunner().invoke(main, ["load", "posts", "site", "--ref", "HEAD", "-q"])
    sentence = "newsdb: site is damaged in many places: run `git fsck` in it\n"
    assert (result.exit_code, result.output) == (2, sentence)


def test_a_big_object_is_refused() -> None:
    commit({A: bytes(65 * 2**20), B: post("b")})
    source = open_source("site", "HEAD")
    assert list(source.read(source.paths())) == [
        Unreadable(A, "file too large: 65 MB (limit 64 MB)"),
        RawPost(B, post("b")),
    ]


@pytest.mark.parametrize(("limit", "is_read"), [(41, True), (40, False)])
def test_git_may_write_so_many_bytes(
    monkeypatch: pytest.MonkeyPatch, limit: int, is_read: bool
) -> None:
    revision = commit({A: post("a")})
    store = ObjectStore(Path("site"))
    monkeypatch.setattr(git_commands, "MAX_LISTING_BYTES", limit)
    with (
        nullcontext() if is_read else pytest.raises(SourceError, match=r"^site has too many files$")
    ):
        assert store.run("rev-parse", revision) == f"{revision}\n".encode()
