"""The history of a repository, as git tells it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from loaders.sources import git_commands
from loaders.sources.git import Git
from loaders.sources.git_history import (
    FileChange,
    is_ancestor,
    read_commits,
    spooled,
    utc_time,
)
from newsdb.exceptions import SourceError
from tests.loaders.repositories import A, B, commit, git, post

pytestmark = pytest.mark.usefixtures("isolated_git", "folder")


def changed(source: Git, since: str | None = None) -> list[tuple[str, dict[str, str]]]:
    """Each commit, with the files that it added (+), removed (-) or changed (*)."""

    def sign(change: FileChange) -> str:
        return "*" if change.before and change.after else "+" if change.after else "-"

    with spooled(source, since) as log:
        return [
            (each.id, {change.path: sign(change) for change in each.changes})
            for each in read_commits(source, log)
        ]


def test_each_commit_says_what_it_changed_newest_first() -> None:
    first = commit({A: post("a"), B: post("b"), ".hidden/x.md": b"x"})
    second = commit({"目录/名 字.md": b"x"}, removed=(A,))
    third = commit({B: post("c")})
    empty = commit()
    found = changed(Git(Path("site")))
    assert found == [
        (empty, {}),
        (third, {B: "*"}),
        (second, {A: "-", "目录/名 字.md": "+"}),
        (first, {A: "+", B: "+"}),
    ]
    assert changed(Git(Path("site")), second) == found[:2]
    for directory in ("目录", "目录/名 字.md"):
        assert [each for each in changed(Git(Path("site"), None, [directory])) if each[1]] == [
            (second, {"目录/名 字.md": "+"})
        ]


def test_a_name_without_end_is_an_error() -> None:
    commit({A: post("a")})
    endless = BytesIO(b"\x01" + b"x" * 2**21)
    with pytest.raises(SourceError, match="has too long names"):
        list(read_commits(Git(Path("site")), endless))


def test_a_merge_is_what_it_changed_against_its_first_parent() -> None:
    first = commit({A: post("a")})
    git("checkout", "-q", "-b", "other")
    commit({B: post("b")})
    commit({B: post("c")})
    git("checkout", "-q", "main")
    own = commit({A: post("d")})
    git("merge", "-q", "--no-ff", "-m", "merge", "other")
    merge = git("rev-parse", "HEAD")
    assert changed(Git(Path("site"))) == [(merge, {B: "+"}), (own, {A: "*"}), (first, {A: "+"})]


def test_links_are_no_files() -> None:
    commit({A: post("a")})
    Path("site", A).unlink()
    Path("site", A).symlink_to("elsewhere")
    linked = commit()
    assert changed(Git(Path("site")))[0] == (linked, {A: "-"})


def test_a_directory_is_a_root_of_its_own() -> None:
    commit({f"docs/{A}": post("a"), B: post("b")})
    assert [files for _, files in changed(Git(Path("site/docs")))] == [{A: "+"}]


def test_a_shallow_clone_begins_where_it_begins() -> None:
    commit({A: post("a")})
    second = commit({B: post("b")})
    git("clone", "-q", "--depth=1", f"file://{Path('site').resolve()}", "shallow", at=".")
    assert changed(Git(Path("shallow"))) == [(second, {A: "+", B: "+"})]


def test_a_missing_object_is_an_error() -> None:
    first = commit({A: post("a")})
    commit({A: post("b")})
    Path(f"site/.git/objects/{first[:2]}/{first[2:]}").unlink()
    with pytest.raises(SourceError, match="git cannot read site: "):
        changed(Git(Path("site")))


def test_a_history_without_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    commit({A: post("a")})
    source = Git(Path("site"))
    assert len(changed(source)) == 1
    monkeypatch.setattr(git_commands, "MAX_SPOOL_BYTES", 100)
    with pytest.raises(SourceError, match="site has too long a history"):
        changed(source)


def test_ancestors() -> None:
    first = commit({A: post("a")})
    second = commit({A: post("b")})
    source = Git(Path("site"))
    assert is_ancestor(source, first)
    assert is_ancestor(source, second)
    git("reset", "-q", "--hard", first)
    other = commit({A: post("c")})
    assert not is_ancestor(source, other)
    assert not is_ancestor(source, "0" * 40)


def test_times() -> None:
    assert utc_time(0) == "1970-01-01T00:00:00Z"
    assert utc_time(10**18) == "9999-12-31T23:59:59Z"
    assert utc_time(-(10**18)) == "0001-01-01T00:00:00Z"
