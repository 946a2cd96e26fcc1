"""Files in one file: what zip and tar archives have in common.

Nothing is unpacked under a name of its own, so no name in an archive is trusted: a leading
`/` is dropped, as tar does, a name with `..` is refused, links and devices are left out, and
where a name comes twice the last counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from loaders.post_paths import POSTS_DIRECTORIES
from loaders.sources.names import is_hidden, leads_out, safe_path
from newsdb.exceptions import MemberRejectedError, SourceError
from newsdb.models import RawPost, Unreadable

Member = TypeVar("Member")


class Archive(Generic[Member]):
    """The files of an archive. A single folder that holds all of them, as archives of a
    repository have, is the root: its name is no part of the paths."""

    revision = None

    def __init__(
        self,
        name: str,
        members: Iterable[tuple[str, Member]],
        content_of: Callable[[Member], bytes],
    ) -> None:
        """Take the files' names as they stand in the archive, and a way to their bytes.

        `content_of` raises Refused. Raises SourceError for an archive without files: more
        often than not something went wrong where it was made.
        """
        self.name = name
        self._members = _arranged(members)
        self._content_of = content_of
        if not self._members:
            raise SourceError(f"{name} holds no files")

    def paths(self) -> list[str]:
        """Return the paths of its files."""
        return list(self._members)

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield the files, or why one cannot be read."""
        for path in paths:
            if leads_out(path):
                yield Unreadable(path, "its name leads out of the archive")
                continue
            try:
                yield RawPost(path, self._content_of(self._members[path]))
            except MemberRejectedError as refusal:
                yield Unreadable(path, str(refusal))


def _arranged(members: Iterable[tuple[str, Member]]) -> dict[str, Member]:
    """Return the members by safe path, below the folder that holds them all."""
    found = {safe_path(name): member for name, member in members}
    found = {path: member for path, member in found.items() if path and not is_hidden(path)}
    tops = {PurePosixPath(path).parts[0] if "/" in path else "" for path in found}
    top = tops.pop() if len(tops) == 1 else ""
    if not top or top in POSTS_DIRECTORIES or leads_out(top):
        return found
    return {path.removeprefix(f"{top}/"): member for path, member in found.items()}
