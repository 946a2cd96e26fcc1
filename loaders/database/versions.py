"""Writes the versions of articles: a row for each, and deltas that give the older texts back.

The newest version is what `posts` has; each older one is stored as what it says otherwise than
the one after it. An article that is removed has a last version that says nothing.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from newsdb.versions.content import NOTHING, Content
from newsdb.versions.deltas import make_delta
from newsdb.versions.edits import find_edit
from newsdb.versions.stored import Version, read_contents

BY_DELTA = frozenset({"summary", "body"})
"""What is stored by what differs. A title or a list is stored whole, to be read directly."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a load records of changes: versions, and the texts of articles that are removed."""

    versions: bool = True
    keep_removed: bool = False


RECORDING = Recording()


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """When a version was first seen (ISO 8601, UTC), and at which commit, None outside of git."""

    time: str
    revision: str | None = None


class VersionWriter:
    """Writes versions in a load's transaction."""

    def __init__(
        self, connection: sqlite3.Connection, load_id: int, recording: Recording = RECORDING
    ) -> None:
        """Write into the database of a connection, for a load."""
        self._connection = connection
        self._load_id = load_id
        self.recording = recording
        self.has_erased = False
        """Whether texts were removed that nobody is to find in the file any more."""

    def note(
        self, slug: str, old: Content, new: Content, seen: FirstSeen, first: FirstSeen
    ) -> None:
        """Record that the file of an article changed: a version, if it says something else now.

        NOTHING means that there is no article. `seen` and `first` are of the new version
        and of the first one, which is recorded together with the second.
        """
        self.has_erased |= new == NOTHING and not self.recording.keep_removed
        number = self._last_number(slug)
        if number == 0 and (old == NOTHING or not self.recording.versions):
            return
        if old == new:
            return
        if not self.recording.versions and NOTHING not in (old, new):
            self.replace_newest(slug, old, new)
            return
        if number == 0:
            number = 1
            self.append(slug, number, NOTHING, old, first)
        self.append(slug, number + 1, old, new, seen)

    def append(self, slug: str, number: int, old: Content, new: Content, seen: FirstSeen) -> None:
        """Add a version after the one that says `old`."""
        edit = find_edit(old, new, is_first=number == 1)
        if number > 1:
            self._put_deltas(slug, number - 1, new, old)
        version = Version(
            number=number,
            seen=seen.time,
            revision=seen.revision,
            load_id=self._load_id,
            kind=edit.kind,
            changes=edit.changes,
            characters_added=edit.added,
            characters_removed=edit.removed,
            title=new.title or None,
            digest=None if new == NOTHING else new.digest,
        )
        self.insert(slug, version)
        if new == NOTHING and not self.recording.keep_removed:
            self.erase(slug)

    def insert(self, slug: str, version: Version) -> None:
        """Write the row of a version."""
        values = {"slug": slug, **version.row}
        self._connection.execute(
            f"insert into versions ({', '.join(values)}, post_id) values "  # noqa: S608
            f"({', '.join(f':{name}' for name in values)}, "
            "(select id from posts where posts.slug = :slug))",
            values,
        )

    def replace_newest(self, slug: str, old: Content, new: Content) -> None:
        """Let the newest version of an article be `new`, without an edit.

        So it is where a newer newsdb reads the same file otherwise.
        """
        number = self._last_number(slug)
        if old == new or not number:
            return
        before = read_contents(self._connection, slug, old, number - 1)
        self._connection.execute(
            "update versions set title = ?, digest = ? where slug = ? and number = ?",
            (new.title, new.digest, slug, number),
        )
        if number - 1 in before:
            self._put_deltas(slug, number - 1, new, before[number - 1])

    def erase(self, slug: str) -> None:
        """Remove all texts of an article; when it had which version stays."""
        self._delete_texts(slug)
        self._connection.execute("update versions set title = null where slug = ?", (slug,))
        self.has_erased = True

    def delete(self, slug: str) -> None:
        """Remove all versions of an article before they are rewritten."""
        self._delete_texts(slug)
        self._connection.execute("delete from versions where slug = ?", (slug,))

    def link(self, slug: str, post_id: int | None) -> bool:
        """Let the versions of an article refer to its post, which is new, or to none.

        Return whether there are any.
        """
        query = "update versions set post_id = ? where slug = ?"
        return self._connection.execute(query, (post_id, slug)).rowcount > 0

    def _delete_texts(self, slug: str) -> None:
        self._connection.execute(
            "delete from version_texts where version_id in "
            "(select id from versions where slug = ?)",
            (slug,),
        )

    def _last_number(self, slug: str) -> int:
        (number,) = self._connection.execute(
            "select coalesce(max(number), 0) from versions where slug = ?", (slug,)
        ).fetchone()
        return int(number)

    def _put_deltas(self, slug: str, number: int, newer: Content, older: Content) -> None:
        """Store what a version says otherwise than the one after it."""
        (version_id,) = self._connection.execute(
            "select id from versions where slug = ? and number = ?", (slug, number)
        ).fetchone()
        self._connection.execute("delete from version_texts where version_id = ?", (version_id,))
        fields = zip(Content._fields, newer, older, strict=True)
        self._connection.executemany(
            "insert into version_texts (version_id, field, delta) values (?, ?, ?)",
            [
                (version_id, name, make_delta(new, old, whole=name not in BY_DELTA))
                for name, new, old in fields
                if new != old
            ],
        )
