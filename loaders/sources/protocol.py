"""What every kind of source is: a name, its paths, and the bytes behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, runtime_checkable

from newsdb.models import RawPost, Unreadable

MAX_BYTES = 64 * 2**20
"""The biggest file that is read: a post has some kilobytes, and memory has an end."""


class Source(Protocol):
    """A place that holds posts. Files and folders whose name begins with a dot are left out.

    Both methods raise SourceError where the place as a whole cannot be read (any more).
    """

    @property
    def name(self) -> str:
        """What a person calls it: one line, which `files.source` keeps."""
        ...

    @property
    def revision(self) -> str | None:
        """Its state, where it has a name for that (a git commit), else None."""
        ...

    def paths(self) -> list[str]:
        """Return the paths of all its files, with `/`, relative to its root."""
        ...

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files at `paths`, in that order."""
        ...


@runtime_checkable
class Versioned(Source, Protocol):
    """A source with a history, which can tell what changed since an earlier revision."""

    @property
    def scope(self) -> str:
        """Its name with the folders that it is limited to: one line, for `loads.source`."""
        ...

    def changed_since(self, revision: str) -> frozenset[str] | None:
        """Return the paths that may differ from what they were at a revision of this scope.

        None where that cannot be told, and every file may differ.
        """
        ...


def too_big(size: int) -> str:
    """Return the reason why a file of `size` bytes is not read."""
    return f"it has {size / 2**20:,.0f} MB; a post may have {MAX_BYTES // 2**20}"
