"""The history of a git repository: what each commit changed, newest first.

https://git-scm.com/docs/git-log and https://git-scm.com/docs/git-diff-tree#_raw_output_format
describe the output that is parsed here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import IO

from loaders.sources.git import Git, path_of_name
from loaders.sources.names import is_hidden
from newsdb.exceptions import SourceError

COMMIT = b"\x01"
"""Precedes a commit in the output; no status line begins with it."""
MAX_FIELD_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a commit changed: the ids of its contents before and after, None for no file."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, when it was made (ISO 8601, UTC), and the files that it changed.

    The time is that of the committer: the author's may lie before that of an older commit.
    """

    id: str
    time: str
    changes: tuple[FileChange, ...]


def is_ancestor(source: Git, commit: str) -> bool:
    """Return whether a commit is in the history of the one that a source is read at."""
    arguments = ("merge-base", "--is-ancestor", commit, source.revision)
    return source.store.succeeds(*arguments)


@contextmanager
def spooled(source: Git, since: str | None = None) -> Iterator[IO[bytes]]:
    """Yield a temporary file for `read_commits`: a source's history without that of `since`.

    Of a merge, the first parent is followed, and what the merge changed against it is what it
    changed: each commit is a state of the branch. The source's directories are not named: git
    would compare each commit twice, and each name with them.
    Raises SourceError if an object is missing.
    """
    with tempfile.TemporaryFile() as log:
        source.store.spool(
            *(log, "log", "--first-parent", "-m", "--raw", "-r", "-z", "--no-renames"),
            *("--no-abbrev", "--no-ext-diff", "--no-show-signature", "--no-notes", "--no-color"),
            *("--no-mailmap", "--format=%x01%H %ct"),
            *([f"--relative={source.prefix}/"] if source.prefix else []),
            *(source.revision, *([f"^{since}"] if since else []), "--"),
        )
        yield log


def read_commits(source: Git, log: IO[bytes]) -> Iterator[Commit]:
    """Yield the commits of a spooled history, newest first, each with what it changed in a source.

    Links and submodules are no files.
    """
    directories = tuple(f"{each}/" for each in source.directories)
    log.seek(0)
    fields = _fields(log)
    commit: tuple[str, str] | None = None
    changes: list[FileChange] = []
    for field in fields:
        # A NUL and a line end separate a commit from its first change.
        field = field.lstrip(b"\n")
        if field.startswith(COMMIT):
            if commit:
                yield Commit(*commit, tuple(changes))
            identity, _, seconds = field[1:].decode("ascii").partition(" ")
            commit, changes = (identity, utc_time(int(seconds))), []
        elif field.startswith(b":"):
            path = path_of_name(next(fields))
            is_below = not directories or f"{path}/".startswith(directories)
            if is_below and not is_hidden(path):
                mode_before, mode, before, after, _ = field[1:].decode("ascii").split(" ")
                changes.append(FileChange(path, _file(mode_before, before), _file(mode, after)))
    if commit:
        yield Commit(*commit, tuple(changes))


def _fields(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what precedes each NUL of a file, and what comes after the last.

    Raises SourceError for what is longer than any name: it would be copied again and again.
    """
    rest = b""
    while chunk := file.read(2**16):
        *fields, rest = (rest + chunk).split(b"\0")
        if len(rest) > MAX_FIELD_BYTES:
            raise SourceError("the history of the repository has too long names")
        yield from fields
    if rest:
        yield rest


def utc_time(seconds: int) -> str:
    """Return a Unix time as ISO 8601 in UTC; one outside of the years 1 to 9999 as the nearest."""
    try:
        time = datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        time = datetime.min if seconds < 0 else datetime.max
    return f"{time.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def _file(mode: str, identity: str) -> str | None:
    return identity if mode.startswith("100") else None
