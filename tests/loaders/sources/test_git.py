"""Git repositories: real ones, made by git, loaded again and again."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, Versioned, open_source
from loaders.sources.git import Git
from newsdb.cli import main
from newsdb.models import RawPost, Unreadable


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep a person's own git settings out, and work where relative names are short."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        **{f"GIT_{role}_NAME": "a" for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": "a@example.com" for role in ("AUTHOR", "COMMITTER")},
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


def git(*arguments: str, at: str = "site") -> str:
    done = subprocess.run(["git", "-C", at, *arguments], check=True, capture_output=True)
    return os.fsdecode(done.stdout).strip()


def post(title: str) -> bytes:
    return f"---\ntitle: {title}\n---\nText of {title}\n".encode()


def write(files: dict[str, bytes], at: str = "site") -> None:
    for name, content in files.items():
        path = Path(at, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def commit(files: dict[str, bytes] | None = None, *, removed: tuple[str, ...] = ()) -> str:
    """Commit files in `site`, which is made where it is not there; return the commit."""
    if not Path("site").exists():
        subprocess.run(["git", "init", "-q", "-b", "main", "site"], check=True)
    write(files or {})
    for name in removed:
        Path("site", name).unlink()
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "posts")
    return git("rev-parse", "HEAD")


def load(*arguments: str, database: str = "news.db") -> str:
    result = CliRunner().invoke(main, ["load", "posts", "--db", database, *arguments])
    assert result.exit_code == 0, result.output
    return next(line for line in result.output.splitlines() if line.startswith(database))


def counts(added: int = 0, changed: int = 0, unchanged: int = 0, **more: int) -> str:
    rest = ", ".join(
        f"{more.get(name, 0)} {name}" for name in ("removed", "duplicates", "repaired", "rejected")
    )
    return f"news.db: {added} added, {changed} changed, {unchanged} unchanged, {rest}."


def rows(query: str, database: str = "news.db") -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


TITLES = "select slug, title from posts order by slug"
LOADS = "select source, revision from loads order by id"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that are read from git."""
    read: list[str] = []
    original = Git.read

    def note(self: Git, paths: list[str]) -> object:
        paths = list(paths)
        read.extend(paths)
        return original(self, paths)

    monkeypatch.setattr(Git, "read", note)
    return read


A, B, C = "_posts/2020-01-01-a.md", "_posts/2020-01-02-b.md", "_posts/2020-01-03-c.md"


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


def objects(*names: str) -> list[Path]:
    """The files of the objects of files at HEAD."""
    identities = git("rev-parse", *(f"HEAD:{name}" for name in names)).split()
    return [Path(f"site/.git/objects/{each[:2]}/{each[2:]}") for each in identities]


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


def test_nothing_new_is_told_by_the_revision_alone(monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_the_revision_in_the_database_is_not_trusted() -> None:
    commit({A: post("a")})
    source = open_source("site", "HEAD")
    assert isinstance(source, Versioned)
    assert source.changed_since("--output=x") is None
    assert source.changed_since("HEAD") is None
    assert source.changed_since("0" * 40) is None
    assert source.changed_since(str(source.revision)) == frozenset()


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


def test_a_folder_named_like_a_pattern() -> None:
    first = commit({":!x/2020-01-01-a.md": post("a"), B: post("b")})
    commit({":!x/2020-01-01-a.md": post("new a"), B: post("new b")})
    source = Git(Path("site"), None, [":!x"])
    assert source.paths() == [":!x/2020-01-01-a.md"]
    assert source.changed_since(first) == {":!x/2020-01-01-a.md"}


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
