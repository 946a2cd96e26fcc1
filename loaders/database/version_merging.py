"""Merges the versions of an article that a history holds with those that loads recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from loaders.database.versions import FirstSeen, VersionWriter
from newsdb.versions.content import NOTHING, Content, read_content
from newsdb.versions.stored import Version, read_contents, read_versions


@dataclass(frozen=True, slots=True)
class DatedVersion:
    """A version to be written: when it was seen, and what it says.

    `content` is None if its text was not kept; then what was `stored` is all that is known of it.
    """

    seen: FirstSeen
    content: Content | None
    stored: Version | None = None

    @property
    def digest(self) -> str | None:
        """The digest of its content, None for a removal."""
        if self.content is None:
            return self.stored.digest if self.stored else None
        return None if self.content == NOTHING else self.content.digest


def merge_versions(
    connection: sqlite3.Connection,
    writer: VersionWriter,
    slug: str,
    walked: Sequence[DatedVersion],
    now: FirstSeen,
    known_until: int,
) -> None:
    """Write the versions of an article: those of a history, and those that loads recorded.

    Versions of loads up to `known_until` come before the history's. `now` is used for when a post
    was seen that has no version.
    """
    newest = read_content(connection, slug)
    recorded = _recorded(connection, slug, newest) or [DatedVersion(now, newest)]
    before = [
        each for each in recorded if each.stored and (each.stored.load_id or 0) <= known_until
    ]
    entries = distinct([*before, *merged(recorded[len(before) :], walked)])
    if entries[-1].digest != recorded[-1].digest:
        # The clock of whoever made a commit was fast.
        entries = distinct([*entries, recorded[-1]])
    if entries[0].digest is None:
        entries = entries[1:]
    if [(each.digest, each.seen) for each in entries] == [
        (each.digest, each.seen) for each in recorded if each.stored
    ]:
        return
    writer.delete(slug)
    last: Content | None = NOTHING
    for number, entry in enumerate(entries, 1):
        if entry.content is not None and last is not None:
            writer.append(slug, number, last, entry.content, entry.seen)
        elif entry.stored:
            seen, revision = entry.seen.time, entry.seen.revision
            writer.insert(slug, replace(entry.stored, number=number, seen=seen, revision=revision))
        last = entry.content


def merged(recorded: Sequence[DatedVersion], walked: Sequence[DatedVersion]) -> list[DatedVersion]:
    """Return the versions of both; of those that both have, the history's, with its commit.

    Versions that only one of them has keep their place between those that both have, and are
    there in the order of time.
    """
    matcher = SequenceMatcher(
        None, [each.digest for each in recorded], [each.digest for each in walked], autojunk=False
    )
    entries: list[DatedVersion] = []
    for tag, start, end, walked_start, walked_end in matcher.get_opcodes():
        ours, theirs = recorded[start:end], walked[walked_start:walked_end]
        if tag == "equal":
            pairs = zip(ours, theirs, strict=True)
            entries += [replace(entry, stored=known.stored) for known, entry in pairs]
        else:
            entries += sorted([*theirs, *ours], key=lambda entry: entry.seen.time)
    return entries


def distinct(entries: Iterable[DatedVersion]) -> list[DatedVersion]:
    """Return versions without those that say the same as the one before."""
    found: list[DatedVersion] = []
    for entry in entries:
        if not found or found[-1].digest != entry.digest:
            found.append(entry)
    return found


def _recorded(connection: sqlite3.Connection, slug: str, newest: Content) -> list[DatedVersion]:
    contents = read_contents(connection, slug, newest)
    return [
        DatedVersion(FirstSeen(each.seen, each.revision), contents.get(each.number), each)
        for each in read_versions(connection, slug)
    ]
