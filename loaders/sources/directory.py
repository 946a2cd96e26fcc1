"""Posts in a directory."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from array import array
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

from loaders.sources.names import are_plain, escape_name, is_hidden, source_name, unescape_name
from loaders.sources.protocol import MAX_BYTES, too_large
from loaders.sources.states import states_of
from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable

UNLISTED = "*.md"
SETTLED_NANOSECONDS = 2 * 10**9
"""A file that changed less long ago may change again without another time: file systems store
times with a granularity of up to two seconds (FAT)."""
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
        self._listed: dict[str, int | None] | None = None
        self._real_root = os.path.realpath(root)

    @property
    def revision(self) -> str | None:
        """A digest of the states of its files, as they are now; None if one has none.

        Their order counts, too: a directory that nothing changed in is listed in the same order.
        Raises SourceError if the root cannot be listed.
        """
        self._listed = self._list()
        states = array("q", (each for each in self._listed.values() if each is not None))
        if len(states) < len(self._listed):
            return None
        digest = hashlib.sha256("\0".join(self._listed).encode())
        digest.update(states.tobytes())
        return f"sha256:{digest.hexdigest()}"

    def states(self) -> dict[str, int | None]:
        """Return the state of each file when its `revision` was asked for, None without one."""
        return self._listed or {}

    def paths(self) -> list[str]:
        """Return the paths of its files when its `revision` was asked for, or else now.

        Raises SourceError if the root cannot be listed.
        """
        return list(self._list() if self._listed is None else self._listed)

    def _list(self) -> dict[str, int | None]:
        """Return the state of each file, by path; None also for a directory that is not listed."""
        latest = time.time_ns() - SETTLED_NANOSECONDS
        found = states_of(os.fspath(self.root), self._walk(), latest)
        if not are_plain(found):
            found = {escape_name(path): state for path, state in found.items()}
        found.update(dict.fromkeys(self.unlisted))
        return found

    def _walk(self) -> Iterator[str]:
        """Yield the name of each file and each link that may lead to one, from the root."""
        directories = [""]
        while directories:
            directory = directories.pop()
            try:
                with os.scandir(self.root / directory) as entries:
                    # One by one: an entry keeps what it is asked for.
                    for entry in entries:
                        name = entry.name
                        if name.startswith("."):
                            continue
                        if entry.is_file(follow_symlinks=False):  # as nearly all are
                            yield directory + name
                        elif entry.is_dir(follow_symlinks=False):
                            directories.append(f"{directory}{name}/")
                        elif not entry.is_symlink() or not _is_link_to_directory(entry):
                            yield directory + name
            except OSError as error:
                reason = error.strerror or type(error).__name__
                self._check_root(reason if directory == "" else None)
                if not isinstance(error, FileNotFoundError):
                    path = escape_name(directory) + UNLISTED
                    self.unlisted[path] = f"its directory cannot be listed: {reason}"

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


def _read_all(path: str, file: FileIO) -> RawPost | Unreadable:
    content = file.read()
    return Unreadable(path, "it is locked") if content is None else RawPost(path, content)


def _is_link_to_directory(entry: os.DirEntry[str]) -> bool:
    """Return whether a link leads to a directory; a broken link is reported when it is read."""
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False
