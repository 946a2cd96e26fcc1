"""Posts in a directory."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from io import FileIO
from pathlib import Path

from loaders.sources.names import name_of, text_of
from loaders.sources.protocol import MAX_BYTES, too_big
from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable

UNLISTED = "*.md"


class Directory:
    """A directory and all below it; names that begin with a dot are left out.

    Links to files count, links to folders do not. A folder that cannot be listed stands
    as one unreadable file `*.md` in it, for the posts that it may hold.
    """

    revision = None

    def __init__(self, root: Path) -> None:
        """Name the directory as it was given, so that the same words mean the same source."""
        self.root = root
        self.name = text_of(root.as_posix())
        self.unlisted: dict[str, str] = {}

    def paths(self) -> list[str]:
        """Return the paths of its files. Raises SourceError where the root cannot be listed."""
        found: list[str] = []
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                with os.scandir(self.root / folder) as entries:
                    listed = [entry for entry in entries if not entry.name.startswith(".")]
            except OSError as error:
                reason = error.strerror or str(error)
                self._check(reason if folder == "" else None)
                if not isinstance(error, FileNotFoundError):
                    path = text_of(folder) + UNLISTED
                    self.unlisted[path] = f"its folder cannot be listed: {reason}"
                    found.append(path)
                continue
            for entry in listed:
                path = f"{folder}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/")
                elif _may_be_file(entry):
                    found.append(text_of(path))
        return found

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, or why one cannot be read. Raises SourceError once the root is gone."""
        for path in paths:
            if path in self.unlisted:
                yield Unreadable(path, self.unlisted[path])
                continue
            try:
                with FileIO(f"{self.root}/{name_of(path)}") as file:
                    size = os.fstat(file.fileno()).st_size
                    # A bound given to `read` would be room taken for each file.
                    content = b"" if size > MAX_BYTES else file.read()
            except OSError as error:
                self._check()
                yield Unreadable(path, error.strerror or str(error))
                continue
            if size > MAX_BYTES:
                yield Unreadable(path, too_big(size))
            else:
                yield RawPost(path, content)

    def _check(self, reason: str | None = None) -> None:
        """Raise SourceError for a `reason`, or where the root is gone: that is no empty source."""
        if not self.root.is_dir():
            reason = "it is gone"
        if reason:
            raise SourceError(f"{self.name} cannot be read: {reason}")


def _may_be_file(entry: os.DirEntry[str]) -> bool:
    """Tell files from pipes and devices; a link that leads nowhere is noted when it is read."""
    if not entry.is_symlink():
        return entry.is_file()
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return True
