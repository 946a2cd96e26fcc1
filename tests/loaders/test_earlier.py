"""A load reads only what changed since earlier loads of the same repository."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.sources.git import Git
from newsdb.cli import main
from tests.loaders.repositories import (
    LOADS,
    TITLES,
    A,
    B,
    C,
    commit,
    counts,
    git,
    load,
    post,
    rows,
)

pytestmark = pytest.mark.usefixtures("isolated_git")


def test_only_what_changed_is_read(reads: list[str]) -> None:
    commit({A: post("a"), B: post("b")})
    assert load("site", "--ref", "main") == counts(added=2)
    assert reads == [A, B]
    reads.clear()
    second = commit({B: post("new b"), C: post("c")})
    assert load("site", "--ref", "main") == counts(added=1, changed=1, unchanged=1)
    assert reads == [B, C]
    assert rows(LOADS)[-1] == ("site", second)
    reads.clear()
    commit(removed=(A,))
    assert load("site", "--ref", "main", "--prune") == counts(unchanged=2, removed=1)
    assert reads == []
    assert rows(TITLES) == [("2020-01-02-b", "new b"), ("2020-01-03-c", "c")]


def test_nothing_new_is_detected_by_the_revision_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    commit(
        {
            A: post("a"),
            "old_post/2020-01-01-a.md": post("old"),
            C: bytes(range(256)) * 9,
            "README.md": b"readme",
        }
    )
    first = load("site", "--ref", "main")
    assert first == counts(added=1, duplicates=1, rejected=1)
    before = Path("news.db").read_bytes()

    def never(self: Git) -> list[str]:
        raise AssertionError("the repository is listed")

    monkeypatch.setattr(Git, "paths", never)
    assert load("site", "--ref", "main") == counts(unchanged=1, duplicates=1, rejected=1)
    assert Path("news.db").read_bytes() == before
    # Other options make other posts, a pruning load needs the list.
    for more in (["--no-split"], ["--prune"], ["--path", "_posts"]):
        result = CliRunner().invoke(main, ["load", "posts", "site", "--ref", "main", *more])
        assert isinstance(result.exception, AssertionError), more


def test_other_options_read_everything_again(reads: list[str]) -> None:
    commit({A: b"---\ntitle: a\ntags: one two\n---\nText"})
    load("site", "--ref", "main")
    reads.clear()
    assert load("site", "--ref", "main", "--no-split") == counts(changed=1)
    assert reads == [A]
    assert rows("select name from tags") == [("one two",)]


def test_a_rewritten_history_is_read_whole(reads: list[str]) -> None:
    commit({A: post("a"), B: post("b")})
    git("clone", "-q", "--bare", "site", "bare.git", at=".")
    load("bare.git")
    reads.clear()
    shutil.rmtree("site")
    third = commit({A: post("a"), B: post("other b")})
    git("fetch", "-q", str(Path("site").resolve()), "+main:main", at="bare.git")
    git("reflog", "expire", "--expire=now", "--all", at="bare.git")
    git("gc", "-q", "--prune=now", at="bare.git")
    assert load("bare.git") == counts(changed=1, unchanged=1)
    assert reads == [A, B]
    assert rows(LOADS)[-1] == ("bare.git", third)


def test_a_duplicate_takes_the_place_of_a_file_that_is_gone() -> None:
    old = "old_post/2020-01-01-a.md"
    commit({A: post("a"), old: post("old a")})
    assert load("site", "--ref", "HEAD") == counts(added=1, duplicates=1)
    commit(removed=(old,))
    assert load("site", "--ref", "HEAD") == counts(changed=1)
    assert rows(TITLES) == [("2020-01-01-a", "a")]
    assert rows("select path, status from files order by path") == [(A, "post"), (old, "duplicate")]


def test_a_good_file_beside_a_rejected_one() -> None:
    old = "old_post/2020-01-01-a.md"
    files = "select path, status from files order by path"
    commit({A: bytes(range(256))})
    assert load("site", "--ref", "HEAD") == counts(rejected=1)
    commit({old: post("old a")})
    assert load("site", "--ref", "HEAD") == counts(added=1, duplicates=1)
    assert rows(files) == [(A, "duplicate"), (old, "post")]
    commit({old: bytes(range(256)), A: post("a")})
    assert load("site", "--ref", "HEAD") == counts(changed=1, rejected=1)
    assert rows(files) == [(A, "post"), (old, "rejected")]
    commit({B: post("b")})
    assert load("site", "--ref", "HEAD") == counts(added=1, unchanged=1, rejected=1)


def test_what_was_left_aside_for_a_while_is_read_again() -> None:
    commit({"2020-01-01-a.md": post("a"), "2020-01-02-b.md": post("b")})
    load("site", "--ref", "HEAD")
    # Beside a posts folder, other files are no posts.
    commit({C: post("c"), "2020-01-01-a.md": post("new a")})
    assert load("site", "--ref", "HEAD") == counts(added=1)
    commit(removed=(C,))
    assert load("site", "--ref", "HEAD", "--prune") == counts(changed=1, unchanged=1, removed=1)
    assert rows(TITLES) == [("2020-01-01-a", "new a"), ("2020-01-02-b", "b")]


STATE = (
    "select slug, title, date, path, sha256, body from posts order by slug",
    "select source, path, slug, sha256, bytes, status, "
    "(select slug from posts where posts.id = post_id) from files order by source, path",
    "select path, kind, detail, raw from problems order by path, kind",
    "select name from tags order by name",
)


@pytest.mark.parametrize("seed", range(4))
def test_loads_on_the_way_give_what_one_load_of_the_end_gives(seed: int) -> None:
    chance = random.Random(seed)
    names = [
        f"{folder}/2020-01-0{day}-a.md" for folder in ("_posts", "old_post") for day in range(1, 4)
    ]
    names += ["2020-01-01-a.md", "ja/_posts/2020-01-01-a.md"]
    texts = [b"---\ntitle: %d\ntags: t%d\n---\nText" % (each, each) for each in range(4)]
    texts += [bytes(range(256)), b"---\ntitle: x\npublished: false\n---\n"]
    commit({names[0]: texts[0]})
    for _ in range(12):
        there = [name for name in names if Path("site", name).exists()]
        gone = chance.sample(there, min(len(there) - 1, chance.choice((0, 0, 1, 2))))
        changed = chance.sample(
            [name for name in names if name not in gone], chance.choice((0, 1, 3))
        )
        commit({name: chance.choice(texts) for name in changed}, removed=tuple(gone))
        load("site", "--ref", chance.choice(("HEAD", "HEAD", "HEAD~1")), "--prune")
    load("site", "--ref", "HEAD", "--prune")
    load("site", "--ref", "HEAD", database="once.db")
    for query in STATE:
        assert rows(query) == rows(query, "once.db"), query
