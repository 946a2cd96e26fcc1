"""The end of a load: what is derived from all posts, and what follows the last change."""

from __future__ import annotations

import sqlite3

from loaders.database import post_changes
from loaders.database.derive import derive
from loaders.database.names import find_names
from loaders.database.outlets import learn_sources
from loaders.database.stories import Changed, find_stories
from loaders.database.twins import share_between_twins
from loaders.mentions.dictionary import KnownName

# What may belong to no post once posts change: dropped at the end of a load.
UNUSED = {
    "sources": "posts where source_id",
    "sections": "posts where section_id",
    "authors": "post_authors where author_id",
    "tags": "post_tags where tag_id",
    "categories": "post_categories where category_id",
}
# Each line begins with the number of rows (https://sqlite.org/fileformat2.html#stat1tab).
KNOWN_SIZE = "select max(cast(stat as integer)) from sqlite_stat1 where tbl = 'posts'"


def derive_all(
    connection: sqlite3.Connection,
    load_id: int,
    changed: Changed,
    names: tuple[KnownName, ...] | None,
) -> None:
    """Bring up to date what depends on several posts, once all are written and indexed.

    `changed` is what posts were that the load changed or removed. `names` are those of the
    publisher; None keeps what the database has.
    """
    others = learn_sources(connection, load_id)
    different = find_names(connection, load_id, names, others)
    changed.post_ids = others | different
    find_stories(connection, load_id, changed)
    share_between_twins(connection, changed.article_ids)
    for table, use in UNUSED.items():
        connection.execute(
            f"delete from {table} where not exists (select 1 from {use} = {table}.id)"  # noqa: S608
        )
    derive(connection)
    post_changes.note_derived(connection, load_id)


def tidy_up(connection: sqlite3.Connection, *, erase: bool) -> None:
    """Give back room after the load is committed, and tell the query planner of other sizes.

    `erase` if what is free may still hold the texts of posts that were removed.
    """
    if _has_other_size(connection):
        connection.execute("analyze")
    if erase:
        connection.execute("vacuum")
    # Merging the index leaves room behind. `execute` would give back a single page.
    connection.executescript("pragma incremental_vacuum")


def _has_other_size(connection: sqlite3.Connection) -> bool:
    """Return whether there are many more or fewer posts than the query planner knows of."""
    table = "select 1 from sqlite_master where name = 'sqlite_stat1'"
    if not connection.execute(table).fetchone():
        return True
    (known,) = connection.execute(KNOWN_SIZE).fetchone()
    (now,) = connection.execute("select count(*) from posts").fetchone()
    return known is None or abs(now - known) > known / 10
