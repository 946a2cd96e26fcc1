"""What zip and tar archives have in common.

Nothing is unpacked under its own name, and no name in an archive is trusted: a leading `/` is
dropped, as tar does, a name with `..` is rejected, links and devices are left out, and of
members with the same name the last counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from loaders.post_paths import POSTS_DIRECTORIES
from loaders.sources.names import is_hidden, leads_outside, safe_path
from newsdb.exceptions import MemberRejectedError, SourceError
from newsdb.models import RawPost, Unreadable

Member = TypeVar("Member")


class Archive(Generic[Member]):
    """The files of an archive. A single top-level directory, as archives of a repository have,
    is the root: its name is not part of the paths."""

    revision = None

    def __init__(
        self,
        name: str,
        members: Iterable[tuple[str, Member]],
        content_of: Callable[[Member], bytes],
    ) -> None:
        """Take the names in the archive, and a function that returns the bytes of a member.

        `content_of` raises MemberRejectedError. Raises SourceError for an archive without files:
        most likely something went wrong when it was made.
        """
        self.name = name
        self._members = _by_path(members)
        self._content_of = content_of
        if not self._members:
            raise SourceError(f"{name} is empty")

    def paths(self) -> list[str]:
        """Return the paths of its files."""
        return list(self._members)

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, or why one cannot be read."""
        for path in paths:
            if leads_outside(path):
                yield Unreadable(path, "its name leads out of the archive")
                continue
            try:
                yield RawPost(path, self._content_of(self._members[path]))
            except MemberRejectedError as error:
                yield Unreadable(path, str(error))


def _by_path(members: Iterable[tuple[str, Member]]) -> dict[str, Member]:
    """Return the members by safe path, below the single top-level directory."""
    found = {safe_path(name): member for name, member in members}
    found = {path: member for path, member in found.items() if path and not is_hidden(path)}
    tops = {PurePosixPath(path).parts[0] if "/" in path else "" for path in found}
    top = tops.pop() if len(tops) == 1 else ""
    if not top or top in POSTS_DIRECTORIES or leads_outside(top):
        return found
    return {path.removeprefix(f"{top}/"): member for path, member in found.items()}
