"""Repositories at URLs: fetched over HTTP by real git from a real git server on loopback."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from loaders.sources import SourceError, open_source
from loaders.sources.clones import is_repository_url, open_clone
from newsdb.cli import main
from newsdb.models import RawPost


class GitHandler(SimpleHTTPRequestHandler):
    """`git http-backend` (https://git-scm.com/docs/git-http-backend) below /smart/, files else."""

    requests: list[str]

    def do_POST(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.requests.append(self.path)
        path, _, query = self.path.partition("?")
        if not path.startswith("/smart/"):
            super().do_GET()
            return
        size = int(self.headers.get("content-length") or 0)
        done = subprocess.run(
            ["git", "http-backend"],
            input=self.rfile.read(size),
            capture_output=True,
            check=True,
            env={
                **os.environ,
                "GIT_PROJECT_ROOT": self.directory,
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": path.removeprefix("/smart"),
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("content-type") or "",
                "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding") or "",
                "GIT_PROTOCOL": self.headers.get("git-protocol") or "",
            },
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a server of the repositories in `tmp_path`."""
    monkeypatch.setenv("NEWSDB_CACHE", str(tmp_path / "cache"))
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "a")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "a@example.com")
    monkeypatch.chdir(tmp_path)
    handler = type("Handler", (GitHandler,), {"requests": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=tmp_path)) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


def git(*arguments: str) -> str:
    done = subprocess.run(["git", "-C", "work", *arguments], check=True, capture_output=True)
    return done.stdout.decode().strip()


def commit(files: dict[str, str]) -> str:
    """Commit files in `work`, and bring the bare `blog.git` up to date; return the commit."""
    if not Path("work").exists():
        subprocess.run(["git", "init", "-q", "-b", "main", "work"], check=True)
    for name, content in files.items():
        path = Path("work", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "c")
    if not Path("blog.git").exists():
        subprocess.run(["git", "clone", "-q", "--bare", "work", "blog.git"], check=True)
    git("push", "-q", "--all", "../blog.git")
    subprocess.run(["git", "-C", "blog.git", "update-server-info"], check=True)
    return git("rev-parse", "HEAD")


def commit_forced(files: dict[str, str]) -> str:
    """Commit as `commit` does, where the history was rewritten."""
    subprocess.run(["git", "-C", "blog.git", "update-ref", "-d", "refs/heads/main"], check=True)
    return commit(files)


def post(title: str) -> str:
    return f"---\ntitle: {title}\n---\nText of {title}\n"


def load(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["load", "posts", *arguments])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.output


@pytest.mark.parametrize("kind", ["smart", ""])
def test_only_changes_are_loaded(server: str, kind: str) -> None:
    url = f"{server}/{kind}/blog.git" if kind else f"{server}/blog.git"
    first = commit({f"_posts/2024-01-0{day}-a.md": post(f"{day}") for day in (1, 2, 3)})
    assert "3 added, 0 changed, 0 unchanged" in load(url)
    second = commit({"_posts/2024-01-02-a.md": post("Two"), "_posts/2024-01-04-a.md": post("4")})
    assert "1 added, 1 changed, 2 unchanged" in load(url)
    assert "0 added, 0 changed, 4 unchanged" in load(url)
    with closing(sqlite3.connect("news.db")) as connection:
        loads = connection.execute("select source, revision from loads order by id").fetchall()
        assert {name for (name,) in connection.execute("select source from files")} == {url}
    assert loads == [(url, first), (url, second)]
    [clone] = Path("cache", "git").glob("*/")
    # Nobody else may put a repository there.
    assert Path("cache", "git").stat().st_mode & 0o777 == 0o700
    assert (clone / "shallow").exists() == (kind == "smart")


def test_branches_commits_and_directories(server: str) -> None:
    url = f"{server}/smart/blog.git"
    first = commit({"_posts/2024-01-01-a.md": post("A"), "notes/b.md": post("B")})
    git("checkout", "-q", "-b", "next")
    commit({"notes/c.md": post("C")})
    for ref, expected in (("main", ["notes/b.md"]), ("next", ["notes/b.md", "notes/c.md"])):
        source = open_source(url, ref, ["notes"])
        assert source.paths() == expected
        assert list(source.read(["notes/b.md"])) == [RawPost("notes/b.md", post("B").encode())]
    assert open_source(url, first).revision == first
    with pytest.raises(SourceError, match=r"/blog\.git has no branch, tag or commit 'none'$"):
        open_source(url, "none")
    with pytest.raises(SourceError, match="'--upload-pack=x' is not the name of a branch"):
        open_source(url, "--upload-pack=x")


@pytest.mark.parametrize("filters", ["true", "false"])
def test_files_of_other_directories_are_left_out(server: str, filters: str) -> None:
    url = f"{server}/smart/blog.git"
    posts = [f"_posts/2024-01-0{day}-a.md" for day in (1, 2, 3)]
    commit({**{name: post(name) for name in posts}, "images/a.txt": "image", "_posts/b/c.md": "c"})
    subprocess.run(["git", "-C", "blog.git", "config", "uploadpack.allowFilter", filters])

    def files() -> dict[str, bool]:
        """Whether each file of the repository is in the clone."""
        [clone] = Path("cache", "git").glob("*/")
        names = git("ls-tree", "-r", "HEAD").splitlines()
        ids = "\n".join(line.split()[2] for line in names)
        done = subprocess.run(
            ["git", f"--git-dir={clone}", "cat-file", "--batch-check"],
            input=ids.encode(),
            capture_output=True,
            env={**os.environ, "GIT_ALLOW_PROTOCOL": ""},
        )
        present = done.stdout.decode()
        return {line.split("\t")[1]: f"{line.split()[2]} blob" in present for line in names}

    assert "4 added, 0 changed, 0 unchanged" in load(url, "--path", "_posts")
    assert files()["images/a.txt"] is (filters == "false")
    assert all(files()[name] for name in (*posts, "_posts/b/c.md"))
    commit({posts[0]: post("new"), "images/b.txt": "other"})
    assert "0 added, 1 changed, 3 unchanged" in load(url, "--path", "_posts")
    assert files()["images/b.txt"] is (filters == "false")
    # The whole of it, later.
    source = open_source(url)
    assert "images/a.txt" in source.paths()
    assert list(source.read(["images/a.txt", "images/b.txt"])) == [
        RawPost("images/a.txt", b"image"),
        RawPost("images/b.txt", b"other"),
    ]
    assert all(files().values())


def test_a_history_is_fetched_whole_and_later_what_is_new(server: str) -> None:
    url = f"{server}/smart/blog.git"
    name = "_posts/2024-01-01-a.md"
    commits = [commit({name: post("A"), "notes/b.md": post("B")}), commit({name: post("AA")})]
    Path("newsdb.yml").write_text(
        f"sources:\n  - history: {url}\n    ref: main\n    path: _posts\n"
    )
    revisions = "select revision from versions order by number"

    def load_history(*arguments: str) -> list[str]:
        result = CliRunner().invoke(main, ["load", *arguments])
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        with closing(sqlite3.connect("news.db")) as connection:
            return [revision for (revision,) in connection.execute(revisions)]

    assert load_history() == commits
    commits.append(commit({name: post("AAA")}))
    assert load_history("history", url, "--ref", "main", "--path", "_posts") == commits
    # Rewritten: versions stay.
    git("reset", "-q", "--hard", commits[0])
    work = commit_forced({name: post("Other")})
    assert load_history() == [*commits, work]
    [clone] = Path("cache", "git").glob("*/")
    assert not (clone / "shallow").exists()


def test_errors_tell_no_secret(server: str) -> None:
    url = f"{server}/smart/none.git"
    with pytest.raises(SourceError, match=r"/smart/none\.git cannot be fetched: "):
        open_source(url)
    # git would have it in its list of arguments, which every user of the machine can see.
    for secret in (url.replace("://", "://ann:hunter2@"), "ssh://ann:hunter2@127.0.0.1/a.git"):
        with pytest.raises(SourceError, match="leave user and password out") as raised:
            open_source(secret)
        assert "hunter2" not in str(raised.value) and "ann" not in str(raised.value)
    assert not Path("cache").exists() or "hunter2" not in f"{list(Path('cache').rglob('*'))}"
    with pytest.raises(SourceError, match="git repositories are fetched by http, https, ssh"):
        open_source("ext::sh://x", "main")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("https://github.com/ann/garden", True),
        ("https://github.com/ann/garden/", True),
        ("https://gitlab.com/ann/garden.git", True),
        ("https://ann.example/garden.git", True),
        ("ssh://git@ann.example/garden", True),
        ("git@github.com:ann/garden.git", True),
        ("https://github.com/ann/garden/archive/main.zip", False),
        ("https://github.com/ann", False),
        ("https://ann.example/posts/", False),
        ("https://ann.example/garden.zip", False),
        ("s3://bucket/garden.git", False),
        ("ext::sh -c x", False),
        ("garden.git", False),
        ("C:posts", False),
    ],
)
def test_which_urls_are_those_of_repositories(location: str, expected: bool) -> None:
    assert is_repository_url(location) == expected


@pytest.mark.parametrize(
    ("location", "ref", "reason"),
    [
        *(
            (location, None, "leave user and password out of the URL")
            for location in ("http://a:b@c.example/d", "https://a@c.example/d", "ssh://a:b@c/d")
        ),
        *(
            (location, "main", "git repositories are fetched by http, https, ssh")
            for location in ("ext::sh://x", "file:///a.git", "a.git")
        ),
        *(
            ("http://127.0.0.1:1/a.git", ref, f"{ref!r} is not the name of a branch, tag or commit")
            for ref in ("-x", "", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b")
        ),
    ],
)
def test_what_is_not_asked_of_git(location: str, ref: str | None, reason: str) -> None:
    with pytest.raises(SourceError, match=re.escape(reason)):
        open_clone(location, ref, ())
