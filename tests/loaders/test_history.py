"""`newsdb load history`, with real repositories."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders import history
from newsdb.cli import main
from tests.loaders.repositories import commit, git, rows, write

VERSIONS = "select slug, number, kind, changes, title, revision from versions order by slug, number"
TEXTS = "select slug, seen, digest from versions order by slug, number"
FORK = multiprocessing.get_context("fork")
A, B = "_posts/2020-01-01-a.md", "_posts/2020-01-02-b.md"
C = "_posts/2020-01-03-c.md"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@example.com")


def load_history(*arguments: str, database: str = "news.db") -> str:
    command = ["load", "history", "site", "--db", database, "--jobs", "1", *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    checked = CliRunner().invoke(main, ["check", "--db", database])
    assert checked.exit_code == 0, checked.output
    return result.output


def post(title: str, text: str = "Some text of the post.", end: str = "") -> bytes:
    return f"---\ntitle: {title}\ntags: t\n---\n{text}\n{end}".encode()


def at(seconds: int) -> None:
    """Date the next commits this many seconds after 2022-01-01."""
    os.environ["GIT_COMMITTER_DATE"] = f"{1640995200 + seconds} +0000"


def test_a_repository_with_all_that_happens_gives_exactly_these_versions() -> None:
    first = commit({A: post("A"), B: post("B")})
    # Neither white space, nor a move together with an older copy, is a new version.
    commit({A: post("A", end="\n\n")})
    commit({"old_post/2020-01-01-a.md": post("A")}, removed=(A,))
    git("checkout", "-q", "-b", "draft")
    commit({"old_post/2020-01-01-a.md": post("A", "Other text, on a branch of its own.")})
    git("checkout", "-q", "main")
    edited = commit({B: post("B", "Some text of the post. And one sentence more at its end.")})
    git("merge", "-q", "--no-ff", "-m", "merge", "draft")
    merged = git("rev-parse", "HEAD")
    stale = commit({A: post("A")})  # a stale copy: `old_post` counts
    removed = commit(removed=(B,))
    returned = commit({B: post("B")})
    retitled = commit({B: post("B!")})
    assert stale
    load_history()
    a, b = "2020-01-01-a", "2020-01-02-b"
    assert rows(VERSIONS) == [
        (a, 1, "first", "[]", "A", first),
        (a, 2, "rewrite", '["summary", "text"]', "A", merged),
        (b, 1, "first", "[]", None, first),
        (b, 2, "addition", '["summary", "text"]', None, edited),
        (b, 3, "removed", "[]", None, removed),
        (b, 4, "returned", "[]", "B", returned),
        (b, 5, "format", '["title"]', "B!", retitled),
    ]
    # What was removed is nowhere in the file, what was only edited can be read.
    assert b"one sentence more" not in Path("news.db").read_bytes()
    assert rows("select field, delta from version_texts order by version_id, field") == [
        ("body", '[[0,35,"Some text of the post."]]'),
        ("summary", '[[0,35,"Some text of the post."]]'),
        ("body", '[[0,22,""]]'),
        ("summary", '[[0,22,""]]'),
        ("tags", '[[0,5,"[]"]]'),
        ("title", '[[0,1,""]]'),
        ("title", '[[0,2,"B"]]'),
    ]


def test_texts_of_removed_posts_are_kept_where_the_publisher_allows_it() -> None:
    commit({A: post("A"), B: post("B", "Text of the removed.")})
    commit(removed=(B,))
    load_history("--keep-removed")
    titles = rows("select number, kind, title from versions where slug like '%b'")
    assert titles == [(1, "first", "B"), (2, "removed", None)]
    assert b"Text of the removed." in Path("news.db").read_bytes()
    # Whoever changes their mind later has to remove the post once more.
    commit({B: post("B", "Text of the removed.")})
    commit(removed=(B,))
    load_history()
    assert b"Text of the removed." not in Path("news.db").read_bytes()


def test_a_later_load_reads_only_new_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        at(number)
        commit({A: post("A", f"Text {number}."), B: post("B")})
    load_history()
    for number in range(3, 6):
        at(number)
        commit({A: post("A", f"Text {number}.")})
    at(6)
    commit({A: post("A", "Text 4.")}, removed=(B,))
    read = []
    monkeypatch.setattr(
        history, "text_key", lambda raw, key=history.text_key: read.append(raw.content) or key(raw)
    )
    load_history()
    assert sorted(read) == [post("A", f"Text {number}.") for number in (3, 4, 5)]
    incremental = rows(VERSIONS), rows("select seen, digest from versions order by slug, number")
    load_history(database="whole.db")
    assert incremental == (
        rows(VERSIONS, "whole.db"),
        rows("select seen, digest from versions order by slug, number", "whole.db"),
    )


def test_a_rewritten_history_loses_and_doubles_no_version() -> None:
    at(0)
    first = commit({A: post("A", "One.")})
    at(1)
    second = commit({A: post("A", "Two.")})
    load_history()
    git("reset", "-q", "--hard", first)
    at(2)
    third = commit({A: post("A", "Three.")})
    load_history()
    found = [(first,), (second,), (third,)]
    assert rows("select revision from versions order by number") == found
    # The old state is back: that is a version, first seen by this load.
    git("reset", "-q", "--hard", first)
    for _ in range(2):
        load_history()
        assert rows("select revision from versions order by number") == [*found, (first,)]
    texts = rows("select count(distinct digest), count(*) from versions")
    assert texts == [(3, 4)]


def test_history_after_loads_that_recorded_versions_themselves() -> None:
    at(0)
    commit({A: post("A", "One.")})
    assert CliRunner().invoke(main, ["load", "posts", "site"]).exit_code == 0
    at(1)
    commit({A: post("A", "Two.")})
    write({A: post("A", "Never committed.")})
    assert CliRunner().invoke(main, ["load", "posts", "site"]).exit_code == 0
    at(2)
    commit({A: post("A", "Three.")})
    assert rows("select number, revision from versions") == [(1, None), (2, None)]
    load_history()
    log = git("log", "--reverse", "--format=%H").split()
    recorded = rows("select revision from versions order by number")
    assert [revision for (revision,) in recorded if revision] == log
    assert len(recorded) == 4


@pytest.mark.parametrize("step", ["text_key", "content_of", "merge_versions"])
@pytest.mark.parametrize("call", [1, 3])
def test_a_killed_load_leaves_what_was_there(
    step: str, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = getattr(history, step)
    calls: list[None] = []

    def die(*arguments: object) -> object:
        calls.append(None)
        if len(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments)

    def load_killed() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(history, step, die)
            process = FORK.Process(target=load_history)
            process.start()
            process.join()
        assert process.exitcode == -signal.SIGKILL

    def edit(*numbers: int) -> None:
        for number in numbers:
            at(number)
            commit({path: post("T", f"Text {number} of {path}.") for path in (A, B, C)})

    edit(0, 1, 2)
    load_killed()
    assert not Path("news.db").exists()
    load_history()
    before = Path("news.db").read_bytes()
    edit(3, 4, 5)
    load_killed()
    assert Path("news.db").read_bytes() == before
    load_history()
    load_history(database="whole.db")
    assert (rows(VERSIONS), rows(TEXTS)) == (rows(VERSIONS, "whole.db"), rows(TEXTS, "whole.db"))
    assert len(rows(TEXTS)) == 18


def test_what_is_not_a_post_in_the_history_is_left_out() -> None:
    at(0)
    commit({A: post("A", "One.")})
    at(1)
    Path("site", A).unlink()
    Path("site", A).symlink_to("/etc/passwd")
    commit()
    at(2)
    Path("site", A).unlink()
    commit({A: b"\0" * 100})
    at(3)
    git("rm", "-q", "--cached", A)
    git("update-index", "--add", "--cacheinfo", f"160000,{git('rev-parse', 'HEAD')},{A}")
    git("commit", "-q", "-m", "submodule")
    Path("site", A).unlink()
    at(4)
    commit({A: post("A", "Two.")})
    load_history()
    # A link, a binary file and a submodule are no post: it was gone until it returned.
    kinds = rows("select number, kind from versions")
    assert kinds == [(1, "first"), (2, "removed"), (3, "returned")]


def test_what_is_no_repository_is_refused() -> None:
    Path("plain").mkdir()
    for name, reason in (
        ("plain", "plain is not a git repository"),
        ("nowhere", "nowhere does not exist"),
    ):
        result = CliRunner().invoke(main, ["load", "history", name])
        assert result.exit_code == 2
        assert reason in result.output
        assert "Traceback" not in result.output
