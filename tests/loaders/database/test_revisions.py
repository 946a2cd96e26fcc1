"""At which revision which load left a source."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_several_sources_have_each_its_own_revision(reads: list[str]) -> None:
    first = commit({A: post("a")})
    write({"2020-01-09-x.md": post("x")}, at="directory")
    git("clone", "-q", "--bare", "site", "bare.git", at=".")
    assert load("directory", "site") == counts(added=2)
    assert load("site", "--ref", "HEAD") == counts(unchanged=1)
    assert rows(LOADS) == [("directory\nsite", None)]
    load("directory", "bare.git")
    assert rows(LOADS)[-1] == ("directory\nbare.git", f"\n{first}")
    reads.clear()
    second = commit({B: post("b")})
    git("fetch", "-q", str(Path("site").resolve()), "+main:main", at="bare.git")
    assert load("bare.git") == counts(added=1, unchanged=1)
    assert reads == [B]
    assert rows(LOADS)[-1] == ("bare.git", second)


def test_what_a_load_of_some_folders_saw_counts_for_those_only() -> None:
    old = "old_post/2020-01-02-b.md"
    both = ("site", "--path", "_posts", "--path", "old_post")
    commit({A: post("a"), old: post("b")})
    load(*both)
    commit({old: post("new b")})
    assert load("site", "--path", "_posts") == counts(unchanged=1)
    commit({A: post("new a")})
    assert load("site", "--path", "_posts") == counts(changed=1)
    assert load(*both) == counts(changed=1, unchanged=1)
    assert rows(TITLES) == [("2020-01-01-a", "new a"), ("2020-01-02-b", "new b")]


def test_what_one_load_changed_and_the_repository_took_back() -> None:
    # Each of these leaves the files of one name at its own revision.
    whole = ("site", "--ref", "HEAD")
    both = ("site", "--path", "_posts", "--path", "old_post")
    some = ("site", "--path", "_posts")
    commit({A: post("a"), "old_post/2020-01-02-b.md": post("b")})
    for first, second in ((both, some), (both, whole), (whole, some)):
        load(*first)
        commit({A: post("new a")})
        load(*second)
        commit({A: post("a")})
        assert load(*first) == counts(changed=1, unchanged=1), (first, second)
        assert rows(TITLES) == [("2020-01-01-a", "a"), ("2020-01-02-b", "b")]
