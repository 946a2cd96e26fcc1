"""Posts in a directory."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

from loaders.sources.names import escape_name, is_hidden, source_name, unescape_name
from loaders.sources.protocol import MAX_BYTES, too_large
from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable

UNLISTED = "*.md"
SETTLED_NANOSECONDS = 2 * 10**9
"""A file that changed less long ago may change again without another time: file systems store
times with a granularity of up to two seconds (FAT)."""
STATE_BYTES = 8
# No waiting for a FIFO's writer, no link followed that was not checked.
OPEN_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY


class Directory:
    """A directory and everything below it; names that begin with a dot are left out.

    A link to a file is followed only to a file in the same directory tree, so that no file
    from elsewhere is published; links to directories are not followed. What is not a regular
    file is unreadable. A directory that cannot be listed is represented by one unreadable file
    `*.md` in it, for the posts that it may hold.
    """

    def __init__(self, root: Path) -> None:
        """Name the directory as it was given, so that the same words mean the same source."""
        self.root = root
        self.name = source_name(root.as_posix())
        self.unlisted: dict[str, str] = {}
        self._states: dict[str, int] = {}
        self._real_root = os.path.realpath(root)

    @property
    def revision(self) -> str | None:
        """A digest of the states of its files, as they are now; None if one has none.

        Raises SourceError if the root cannot be listed.
        """
        latest = time.time_ns() - SETTLED_NANOSECONDS
        states = {path: _state(entry, latest) for path, entry in self._list()}
        self._states = {path: state for path, state in states.items() if state is not None}
        if len(self._states) < len(states):
            return None
        lines = "\0".join(f"{path}\0{state:x}" for path, state in sorted(states.items()))
        return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"

    def states(self) -> dict[str, int]:
        """Return the state of each file that had one when its `revision` was asked for."""
        return self._states

    def paths(self) -> list[str]:
        """Return the paths of its files. Raises SourceError if the root cannot be listed."""
        return [path for path, _ in self._list()]

    def _list(self) -> Iterator[tuple[str, os.DirEntry[str] | None]]:
        """Yield the path of each file with its entry; None for a directory that is not listed."""
        directories = [""]
        while directories:
            directory = directories.pop()
            try:
                with os.scandir(self.root / directory) as entries:
                    listed = [entry for entry in entries if not entry.name.startswith(".")]
            except OSError as error:
                reason = error.strerror or type(error).__name__
                self._check_root(reason if directory == "" else None)
                if not isinstance(error, FileNotFoundError):
                    path = escape_name(directory) + UNLISTED
                    self.unlisted[path] = f"its directory cannot be listed: {reason}"
                    yield path, None
                continue
            for entry in listed:
                path = f"{directory}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    directories.append(f"{path}/")
                elif not _is_link_to_directory(entry):
                    yield escape_name(path), entry

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, or why one cannot be read. Raises SourceError if the root is gone."""
        for path in paths:
            if path in self.unlisted:
                yield Unreadable(path, self.unlisted[path])
                continue
            try:
                yield self._read(path)
            except OSError as error:
                self._check_root()
                yield Unreadable(path, error.strerror or type(error).__name__)

    def _read(self, path: str) -> RawPost | Unreadable:
        place = f"{self.root}/{unescape_name(path)}"
        status = os.lstat(place)
        if stat.S_ISLNK(status.st_mode):
            place = os.path.realpath(place, strict=True)
            if reason := self._reason_not_to_follow(place):
                return Unreadable(path, reason)
            status = os.lstat(place)
        if not stat.S_ISREG(status.st_mode):
            return Unreadable(path, "it is not a regular file")
        with FileIO(os.open(place, OPEN_FLAGS)) as file:
            size = os.fstat(file.fileno()).st_size
            # `read` with a limit would allocate that much for every file.
            return Unreadable(path, too_large(size)) if size > MAX_BYTES else _read_all(path, file)

    def _reason_not_to_follow(self, real: str) -> str:
        """Return why a link to the real path `real` is not followed, or an empty text."""
        root = self._real_root.rstrip("/") + "/"
        if not real.startswith(root):
            return "it is a link to a file outside the directory"
        return "it is a link to a hidden file" if is_hidden(real.removeprefix(root)) else ""

    def _check_root(self, reason: str | None = None) -> None:
        """Raise SourceError for a `reason`, or if the root is gone: that is no empty source."""
        if not self.root.is_dir():
            reason = "it is gone"
        if reason:
            raise SourceError(f"{self.name} cannot be read: {reason}")


def _state(entry: os.DirEntry[str] | None, latest: int) -> int | None:
    """Return a digest of a file's inode, size and times, which another content would change.

    A program can set the time of a modification (mtime), but not that of a change (ctime). None if
    it changed after `latest`, as it could change again without another time, or if it cannot be
    listed or is a link, whose target may be anywhere.
    """
    try:
        if entry is None or entry.is_symlink():
            return None
        state = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    if max(state.st_mtime_ns, state.st_ctime_ns) > latest:
        return None
    text = f"{state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}".encode()
    digest = hashlib.blake2b(text, digest_size=STATE_BYTES).digest()
    return int.from_bytes(digest, "big", signed=True)


def _read_all(path: str, file: FileIO) -> RawPost | Unreadable:
    content = file.read()
    return Unreadable(path, "it is locked") if content is None else RawPost(path, content)


def _is_link_to_directory(entry: os.DirEntry[str]) -> bool:
    """Return whether a link leads to a directory; a broken link is reported when it is read."""
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False
