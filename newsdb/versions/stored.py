"""The versions of an article as the database has them, and the texts that deltas give back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from newsdb.versions.content import NOTHING, Content, read_content
from newsdb.versions.deltas import apply_delta

COLUMNS = """number, seen, revision, load_id, kind, changes, characters_added, characters_removed,
title, digest"""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article, without its text.

    `seen` is when it was first seen (ISO 8601, UTC), `revision` the commit or None. `changes`
    are what differs from the version before (`newsdb.versions.edits.PARTS`). `digest` is that of
    its content, None for a removal.
    """

    number: int
    seen: str
    revision: str | None
    load_id: int | None
    kind: str
    changes: tuple[str, ...]
    characters_added: int
    characters_removed: int
    title: str | None
    digest: str | None

    @property
    def row(self) -> dict[str, Any]:
        """Its values by column, as they are stored."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "changes": json.dumps(list(self.changes))}


def read_versions(connection: sqlite3.Connection, slug: str) -> list[Version]:
    """Return the versions of an article, oldest first."""
    rows = connection.execute(
        f"select {COLUMNS} from versions where slug = ? order by number",  # noqa: S608
        (slug,),
    )
    versions = (Version(*row) for row in rows)
    return [replace(each, changes=tuple(json.loads(f"{each.changes}"))) for each in versions]


def read_contents(
    connection: sqlite3.Connection, slug: str, newest: Content, oldest: int = 1
) -> dict[int, Content]:
    """Return what the versions of an article say, by number, from the `oldest` one on."""
    return dict(restore_contents(connection, slug, newest, oldest))


def restore_contents(
    connection: sqlite3.Connection, slug: str, newest: Content, oldest: int = 1
) -> Iterator[tuple[int, Content]]:
    """Yield number and content of an article's versions, from the newest to the `oldest` one.

    `newest` is what the article says now. Before a version whose text is not kept, it ends.
    """
    (last,) = connection.execute(
        "select max(number) from versions where slug = ?", (slug,)
    ).fetchone()
    if last is None:
        return
    content = newest
    yield last, content
    for number in range(last - 1, oldest - 1, -1):
        deltas = connection.execute(
            "select field, delta from versions join version_texts on version_id = versions.id "
            "where slug = ? and number = ?",
            (slug, number),
        ).fetchall()
        # Two versions always differ.
        if not deltas:
            return
        content = content._replace(
            **{field: apply_delta(getattr(content, field), delta) for field, delta in deltas}
        )
        yield number, content


def damaged_versions(connection: sqlite3.Connection) -> list[str]:
    """Return the articles with a version whose text is not the one that was stored."""
    damaged = []
    slugs = connection.execute("select distinct slug from versions order by slug").fetchall()
    for (slug,) in slugs:
        digests = {each.number: each.digest for each in read_versions(connection, slug)}
        try:
            contents = restore_contents(connection, slug, read_content(connection, slug))
            found = {
                number: None if content == NOTHING else content.digest
                for number, content in contents
            }
        except (ValueError, TypeError, KeyError):
            found = {0: ""}
        if any(digests.get(number) != digest for number, digest in found.items()):
            damaged.append(slug)
    return damaged
