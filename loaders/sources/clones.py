"""Git repositories elsewhere: each is fetched into a bare repository in the cache directory.

Only the state that is loaded is fetched, without its history unless that is loaded, too, and of
the files only those in the directories that are loaded, where the server can leave others out; a
later load fetches what is new.
https://git-scm.com/docs/partial-clone describes what it is to leave files out.
https://git-scm.com/docs/git-fetch and https://git-scm.com/docs/git-config describe the options.
"""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
from collections.abc import Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from loaders.sources.archive import is_archive_name
from loaders.sources.git import Git
from loaders.sources.git_commands import CONFIG, run_git
from loaders.sources.names import source_name
from newsdb.exceptions import SourceError
from newsdb.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator

PROTOCOLS = ("http", "https", "ssh")
SCP_LIKE = re.compile(r"[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:(?!/)[^\s]+")
HOSTS = frozenset("bitbucket.org codeberg.org framagit.org gitee.com github.com gitlab.com".split())
"""Sites where the URL of a repository's page is that of the repository."""
BRANCH = "refs/heads/loaded"
FETCH = (
    *("-c", "http.followRedirects=initial", "-c", "credential.helper=", "-c", "gc.auto=0"),
    # A server that sends next to nothing for a minute is not waited for.
    *("-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=60"),
    *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--force"),
    "--no-recurse-submodules",
)
WITHOUT_FILES = "--filter=blob:none"
VARIABLES = {
    "GIT_ALLOW_PROTOCOL": ":".join(PROTOCOLS),
    "GIT_ASKPASS": "/bin/false",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
}


def is_repository_url(location: str) -> bool:
    """Return whether a location is the URL of a git repository: by its scheme, host or suffix."""
    if SCP_LIKE.fullmatch(location):
        return True
    parts = urlsplit(location)
    if parts.scheme not in PROTOCOLS or is_archive_name(parts.path):
        return False
    names = parts.path.strip("/").split("/")
    return (
        parts.scheme == "ssh"
        or parts.path.rstrip("/").endswith(".git")
        or (parts.hostname in HOSTS and len(names) == 2 and not parts.query)
    )


def open_clone(
    location: str, ref: str | None, directories: Sequence[str], *, with_history: bool = False
) -> Git:
    """Return a repository as it is at its URL now; `ref` is a branch, tag or commit, or None.

    It has its history only `with_history`, in a copy of its own.
    Raises SourceError if it cannot be fetched.
    """
    name = source_name(location)
    if not SCP_LIKE.fullmatch(location):
        parts = urlsplit(location)
        if parts.scheme not in PROTOCOLS:
            raise SourceError(f"{name}: git repositories are fetched by {', '.join(PROTOCOLS)}")
        if parts.password or (parts.username and parts.scheme != "ssh"):
            raise SourceError(
                f"{name}: leave user and password out of the URL; use ssh for a private repository"
            )
    if ref is not None and not re.fullmatch(r"[^-\s~^:?*\[\\][^\s~^:?*\[\\]*", ref):
        raise SourceError(f"{ref!r} is not the name of a branch, tag or commit")
    key = f"{location}\n{ref or ''}{chr(10) * with_history}"
    directory = cache_directory() / sha256(key.encode()).hexdigest()[:32]
    with locked(directory):
        fetch_commit(
            location,
            name,
            ref or "HEAD",
            directory,
            with_history=with_history,
            with_files=with_history or not directories,
        )
        git = Git(directory, None, directories, name=name)
        if not with_history:
            fetch_files(location, name, directory, git)
        return git


def fetch_commit(
    location: str,
    name: str,
    ref: str,
    directory: Path,
    *,
    with_history: bool,
    with_files: bool,
) -> None:
    """Fetch a commit into a bare repository, which is made if need be.

    Older commits come along only `with_history`, and files that are new `with_files`, or if the
    server cannot leave them out.
    """
    if not (directory / "HEAD").exists():
        raise_if_failed(
            name, run_git(name, ["init", "--quiet", "--bare", "--template=", f"{directory}"])
        )
        raise_if_failed(
            name, run_git(name, [f"--git-dir={directory}", "symbolic-ref", "HEAD", BRANCH])
        )
    command = [f"--git-dir={directory}", *CONFIG, *FETCH]
    if not with_files:
        command.append(WITHOUT_FILES)
    wanted = ["--", location, f"+{ref}:{BRANCH}"]
    depth = [] if with_history else ["--depth=1"]
    done = run_git(name, [*command, *depth, *wanted], VARIABLES)
    if b"dumb http transport does not support shallow" in done.stderr:
        done = run_git(name, [*command, *wanted], VARIABLES)
    raise_if_failed(name, done, ref)


def fetch_files(location: str, name: str, directory: Path, git: Git) -> None:
    """Fetch, in one request, those files of a commit that an earlier fetch left out."""
    found = git.store.run(
        *("rev-list", "--objects", "--no-walk", "--missing=print", git.revision, "--"),
        *git.directories,
    )
    missing = [line[1:] for line in found.splitlines() if line.startswith(b"?")]
    if not missing:
        return
    command = [f"--git-dir={directory}", *CONFIG, *FETCH, WITHOUT_FILES]
    # Nothing that is here has them: there is nothing to agree on with the server.
    command[1:1] = ["-c", "fetch.negotiationAlgorithm=noop"]
    ids = b"\n".join(missing) + b"\n"
    raise_if_failed(name, run_git(name, [*command, "--stdin", "--", location], VARIABLES, ids))


def raise_if_failed(name: str, done: subprocess.CompletedProcess[bytes], ref: str = "") -> None:
    """Raise SourceError with the reason if a command failed."""
    if not done.returncode:
        return
    message = redact(done.stderr.decode("utf-8", "replace"))
    if "couldn't find remote ref" in message:
        raise SourceError(f"{name} has no branch, tag or commit {ref!r}")
    lines = [line.removeprefix("fatal: ") for line in message.splitlines() if line.strip()]
    reason = next((line for line in lines if not line.startswith("hint:")), "no reason given")
    raise SourceError(f"{name} cannot be fetched: {reason}")


def cache_directory() -> Path:
    """Return the directory of fetched repositories: NEWSDB_CACHE, or one in the user's cache."""
    given = os.environ.get("NEWSDB_CACHE")
    user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return (Path(given) if given else Path(user, "newsdb")) / "git"


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Let no other load fetch into a directory within the block."""
    directory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Path(f"{directory}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
