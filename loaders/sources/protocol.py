"""The interface of every kind of source: a name, its paths, and the bytes of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, runtime_checkable

from newsdb.exceptions import SourceError
from newsdb.models import RawPost, Unreadable

MAX_BYTES = 64 * 2**20
"""The largest file that is read, in bytes; a post usually has a few kilobytes."""
MAX_SOURCE_BYTES = 10 * 2**30
"""How many bytes a source may have, downloaded or unpacked, unless the user allows more."""


class Source(Protocol):
    """A place that holds posts. Files and directories whose name begins with a dot are left out.

    Both methods raise SourceError if the source as a whole cannot be read (any more).
    """

    @property
    def name(self) -> str:
        """What it is called in `files.source` and in messages: one line, without secrets."""
        ...

    @property
    def revision(self) -> str | None:
        """An identifier of its state, such as a git commit; None if it has none.

        Two loads of a source with the same revision read the same files. It may take a moment.
        """
        ...

    def paths(self) -> list[str]:
        """Return the paths of all its files, with `/`, relative to its root."""
        ...

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files at `paths`, in that order."""
        ...


@runtime_checkable
class Versioned(Protocol):
    """What a source with a history has, too: it knows what changed since an earlier revision."""

    @property
    def scope(self) -> str:
        """Its name with the directories it is limited to: one line, for `loads.source`."""
        ...

    def changed_since(self, revision: str) -> frozenset[str] | None:
        """Return the paths that may differ from what they were at a revision of this scope.

        None if that is not known: then every file may differ.
        """
        ...


@runtime_checkable
class Stateful(Protocol):
    """What a source has, too, that knows of a file without reading it that it is the same."""

    def states(self) -> dict[str, int | None]:
        """Return a state of each file, by path: while it stays, so does the content.

        A file whose content may change without another state has none.
        """
        ...


class SizeLimit:
    """Counts the bytes of a source that is downloaded or unpacked: nobody knows before how many
    a server sends, or a small archive holds."""

    def __init__(
        self, name: str, max_bytes: int = MAX_SOURCE_BYTES, state: str = " when unpacked"
    ) -> None:
        """Allow the source called `name` this many bytes; `state` is what messages add."""
        self.name = name
        self.state = state
        self.max_bytes = max_bytes
        self.size = 0

    def add(self, size: int) -> None:
        """Count bytes. Raises SourceError if there are too many."""
        self.size += size
        self.check(self.size)

    def check(self, size: int) -> None:
        """Raise SourceError if the source has `size` bytes, and that is too many."""
        if size > self.max_bytes:
            raise SourceError(
                f"{self.name} has more than {self.max_bytes / 2**20:,.0f} MB{self.state}; "
                "if you trust it, allow more with --max-size"
            )


def require_regular_file(path: Path, name: str) -> None:
    """Raise SourceError if a path is a FIFO, a device or anything else that is not a file."""
    if path.exists() and not path.is_file():
        raise SourceError(f"{name} is not a regular file")


def too_large(size: int | None) -> str:
    """Return the reason why a file of `size` bytes, or of nobody knows how many, is not read."""
    limit = f"{MAX_BYTES // 2**20} MB"
    if size is None:
        return f"file too large: over {limit}"
    return f"file too large: {size / 2**20:,.0f} MB (limit {limit})"
