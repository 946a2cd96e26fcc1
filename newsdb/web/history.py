"""What an article said before: its versions, of which any two can be compared."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from newsdb.versions.content import NOTHING, Content, read_content
from newsdb.versions.stored import Version, read_versions, restore_contents

MAX_VERSIONS = 500
"""How many versions of an article a page has, the newest."""
NO_EDITS = ("first", "removed", "returned")


@dataclass(frozen=True, slots=True)
class Edits:
    """How often an article was edited, and when last (ISO 8601, UTC)."""

    count: int
    last: str


@dataclass(frozen=True, slots=True)
class History:
    """The versions of an article, oldest first. `title` is the last that is known.

    `compared` are the numbers of two versions, or none; `contents` what these say, if it is kept.
    """

    slug: str
    title: str
    exists: bool
    versions: tuple[Version, ...]
    compared: tuple[int, ...] = ()
    contents: dict[int, Content] = field(default_factory=dict)

    def version(self, number: int) -> Version | None:
        """Return a version by its number."""
        return next((each for each in self.versions if each.number == number), None)


def find_edits(connection: sqlite3.Connection, slug: str) -> Edits | None:
    """Return how often an article was edited, None if it never was."""
    count, last = connection.execute(
        f"select count(*), max(seen) from versions where slug = ? and kind not in {NO_EDITS}",  # noqa: S608
        (slug,),
    ).fetchone()
    return Edits(count, last) if count else None


def find_history(
    connection: sqlite3.Connection, slug: str, given: Mapping[str, int]
) -> History | None:
    """Return the history of an article, None if there never was one.

    `given` may have the numbers of two versions, `from` and `to`; by default these are the newest
    and the one before it. If any is given, what both say comes along.
    """
    row = connection.execute("select title from posts where slug = ?", (slug,)).fetchone()
    versions = read_versions(connection, slug)
    if row is None and not versions:
        return None
    titles = (each.title for each in reversed(versions) if each.title)
    title = row[0] if row else next(titles, slug.rpartition("/")[2])
    newest = versions[-1].number if versions else 0
    to = given.get("to", newest)
    compared = (given.get("from", max(to - 1, 1)), to) if given else ()
    contents = {}
    if compared:
        restored = restore_contents(connection, slug, read_content(connection, slug), min(compared))
        contents = {number: content for number, content in restored if number in compared}
    return History(
        slug, title, row is not None, tuple(versions[-MAX_VERSIONS:]), compared, contents
    )


def versions_as_json(history: History, url: str) -> dict[str, Any]:
    """Return the versions of an article for programs."""
    return {
        "article": url,
        "slug": history.slug,
        "title": history.title,
        "exists": history.exists,
        "versions": [version_json(each) for each in history.versions],
    }


def version_json(version: Version, content: Content | None = None) -> dict[str, Any]:
    """Return a version for programs, with what it says if that is given."""
    row = {name: getattr(version, name) for name in Version.__slots__ if name != "load_id"}
    if content is not None and content != NOTHING:
        said = content._asdict() | {
            "tags": json.loads(content.tags),
            "mentions": json.loads(content.mentions),
        }
        row["content"] = said
    return row
