"""Sources of posts rather than files: the entries of a feed, the lines of a JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from newsdb.models import RawPost, Unreadable


@runtime_checkable
class EntrySource(Protocol):
    """What a source has, too, whose paths are names of posts: all are posts, and later ones win
    their slug."""

    @property
    def is_unchanged(self) -> bool:
        """Whether the source says that it is what it was, and lists nothing for that."""
        ...

    @property
    def form(self) -> Literal["entry", "record", "wordpress"]:
        """What its content is."""
        ...

    def slug(self, path: str) -> str:
        """Return the slug of the post at a path."""
        ...


@dataclass(frozen=True, slots=True)
class FeedEntries:
    """The entries of a feed, in memory: by path, the slug and the entry as canonical JSON.

    `missing` says that a part of the document did not arrive, `note` what was repaired in it.
    """

    name: str
    revision: str | None
    entries: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    form: Literal["entry", "record"] = "entry"
    is_unchanged: bool = False
    missing: str = ""
    note: str = ""

    def paths(self) -> list[str]:
        """Return the names of the entries, the oldest first."""
        return list(self.entries)

    def slug(self, path: str) -> str:
        """Return the slug of an entry."""
        return self.entries[path][0]

    def read(self, paths: Iterable[str]) -> Iterator[RawPost | Unreadable]:
        """Yield entries."""
        for path in paths:
            yield RawPost(path, self.entries[path][1], self.form)


def canonical_json(value: Any) -> bytes:
    """Return JSON in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")
