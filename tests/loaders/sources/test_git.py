"""Git repositories: real ones, made by git, loaded again and again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, Versioned, open_source
from loaders.sources.git import Git, is_bare_repository
from newsdb.cli import main
from newsdb.models import RawPost
from tests.loaders.repositories import (
    LOADS,
    TITLES,
    A,
    B,
    commit,
    counts,
    git,
    load,
    post,
    rows,
    write,
)

pytestmark = pytest.mark.usefixtures("isolated_git")


def test_a_directory_is_read_as_files_and_at_a_ref_as_a_repository() -> None:
    first = commit({A: post("committed")})
    write({A: post("not committed")})
    assert load("site") == counts(added=1)
    assert rows(TITLES) == [("2020-01-01-a", "not committed")]
    assert load("site", "--ref", "HEAD") == counts(changed=1)
    assert rows(TITLES) == [("2020-01-01-a", "committed")]
    assert rows(LOADS) == [("site", None), ("site", first)]
    # And back: what a revision left says nothing of the files on the disk.
    assert load("site") == counts(changed=1)
    assert load("site", "--path", "_posts") == counts(changed=1)
    assert rows(TITLES) == [("2020-01-01-a", "committed")]


@pytest.mark.parametrize("place", ["bare.git", "site/.git", "worktree"])
def test_every_form_of_a_repository(place: str) -> None:
    first = commit({A: post("one")})
    git("clone", "-q", "--bare", "site", "bare.git", at=".")
    git("worktree", "add", "-q", "../worktree")
    arguments = ("--ref", "HEAD") if place == "worktree" else ()
    assert load(place, *arguments) == counts(added=1)
    assert rows(LOADS) == [(place, first)]
    assert rows("select path from posts") == [(A,)]


def test_a_folder_of_a_work_tree_is_the_root() -> None:
    commit({f"docs/{A}": post("one"), B: post("outside")})
    source = open_source("site/docs", "HEAD")
    assert source.paths() == [A]
    second = commit({f"docs/{B}": post("two"), B: post("changed")})
    source = open_source("site/docs", "main")
    assert isinstance(source, Versioned)
    assert source.paths() == [A, B]
    assert source.revision == second
    assert source.changed_since(git("rev-parse", "HEAD~1")) == {B}


def test_branches_tags_and_commits() -> None:
    first = commit({A: post("first")})
    git("tag", "-a", "v1", "-m", "v1")
    git("branch", "other")
    second = commit({A: post("second")})
    for ref, expected in (
        ("v1", first),
        ("other", first),
        (first, first),
        (first[:8], first),
        ("main", second),
        ("HEAD~1", first),
        (None, second),
    ):
        assert Git(Path("site"), ref).revision == expected, ref


def test_folders_limit_what_is_read() -> None:
    commit({A: post("a"), "old_post/2020-01-02-b.md": post("b"), "drafts/c.md": post("c")})
    limited = Git(Path("site"), None, ["old_post/", "./_posts"])
    assert limited.paths() == [A, "old_post/2020-01-02-b.md"]
    assert (limited.name, limited.scope) == ("site", "site:_posts,old_post")
    assert Git(Path("site"), None, ["."]).scope == "site"
    assert Git(Path("site"), None, ["a,b"]).scope == r"site:a\x2cb"
    # No part of a name, and no pattern.
    for folder in ("_post", "*", ":(top)"):
        with pytest.raises(SourceError, match="site has no "):
            Git(Path("site"), None, [folder]).paths()


def test_only_files_count_and_names_of_any_bytes() -> None:
    odd = os.fsdecode("_posts/2020-01-02-新闻.md".encode("gb18030"))
    newline = "_posts/2020-01-03-\n\"'\t.md"
    commit(
        {A: post("a"), odd: post("odd"), newline: post("line"), "_posts/.x.md": b"", ".y/z.md": b""}
    )
    Path("site/_posts/2020-01-04-link.md").symlink_to("/etc/passwd")
    # A link whose name looks like an entry of a listing.
    Path("site/x\n100644 blob 0123456789012345678901234567890123456789\ty.md").symlink_to("a")
    subprocess.run(["git", "clone", "-q", "site", "other"], check=True)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../other", "sub.md")
    commit()
    source = open_source("site", "HEAD")
    assert source.paths() == [
        A,
        r"_posts/2020-01-02-\xd0\xc2\xce\xc5.md",
        r"""_posts/2020-01-03-\x0a"'\x09.md""",
    ]
    assert [file for file in source.read(source.paths()) if isinstance(file, RawPost)] == [
        RawPost(source.paths()[0], post("a")),
        RawPost(source.paths()[1], post("odd")),
        RawPost(source.paths()[2], post("line")),
    ]
    load("site", "--ref", "HEAD")
    commit({odd: post("odd again")})
    assert load("site", "--ref", "HEAD") == counts(changed=1, unchanged=2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--ref", "nope"], "site has no branch, tag or commit 'nope'"),
        (["--ref", "HEAD:_posts"], "site has no branch, tag or commit 'HEAD:_posts'"),
        (["--ref", "^HEAD"], "site has no branch, tag or commit '^HEAD'"),
        (["--ref", "HEAD..HEAD"], "site has no branch, tag or commit 'HEAD..HEAD'"),
        (["--ref="], "'' is not the name of a branch, tag or commit"),
        (
            ["--ref=--upload-pack=touch x"],
            "'--upload-pack=touch x' is not the name of a branch, tag or commit",
        ),
        (["--path", "../site"], "'../site' is not a path below the root of the repository"),
        (["--path", "/_posts"], "'/_posts' is not a path below the root of the repository"),
        (["--path", "--output=x"], "site has no --output=x at {commit}"),
        (["--path", "_posts", "--path", "old_post"], "site has no old_post at {commit}"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(arguments: list[str], sentence: str) -> None:
    sentence = sentence.format(commit=commit({A: post("a")})[:12])
    result = CliRunner().invoke(main, ["load", "posts", "site", *arguments])
    assert (result.exit_code, result.output) == (2, f"newsdb: {sentence}\n")
    assert sorted(os.listdir()) == ["site"]  # noqa: PTH208


def test_a_repository_without_commits() -> None:
    git("init", "-q", "--bare", "empty.git", at=".")
    with pytest.raises(SourceError, match=r"^empty\.git has no commits yet$"):
        open_source("empty.git")


def test_the_revision_in_the_database_is_not_trusted() -> None:
    commit({A: post("a")})
    source = open_source("site", "HEAD")
    assert isinstance(source, Versioned)
    assert source.changed_since("--output=x") is None
    assert source.changed_since("HEAD") is None
    assert source.changed_since("0" * 40) is None
    assert source.changed_since(str(source.revision)) == frozenset()


def test_a_folder_named_like_a_pattern() -> None:
    first = commit({":!x/2020-01-01-a.md": post("a"), B: post("b")})
    commit({":!x/2020-01-01-a.md": post("new a"), B: post("new b")})
    source = Git(Path("site"), None, [":!x"])
    assert source.paths() == [":!x/2020-01-01-a.md"]
    assert source.changed_since(first) == {":!x/2020-01-01-a.md"}


def test_a_bare_repository_has_a_head_objects_and_references(tmp_path: Path) -> None:
    found = [is_bare_repository(tmp_path)]
    for name in ("objects", "refs"):
        (tmp_path / name).mkdir()
        found.append(is_bare_repository(tmp_path))
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    found.append(is_bare_repository(tmp_path))
    (tmp_path / "refs").rmdir()
    assert [*found, is_bare_repository(tmp_path)] == [False, False, False, True, False]
