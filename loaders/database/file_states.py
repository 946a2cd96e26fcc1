"""The states of files: what lets a later load leave those unread that are as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from loaders.database.known_files import KnownFile

PUT = """
insert or replace into file_states (file_id, state)
select id, ? from files where source = ? and path = ?
"""
REMOVE = """
delete from file_states where file_id = (select id from files where source = ? and path = ?)
"""
# SQLite would read all files where it has no statistics of images.
IMAGE_PATHS = """
select distinct image_files.path from image_files
cross join files on files.post_id = image_files.post_id and files.status = 'post' where source = ?
"""


def write_states(
    connection: sqlite3.Connection,
    source: str,
    paths: Iterable[str],
    known: Mapping[str, KnownFile],
    states: Mapping[str, int | None],
) -> None:
    """Write the states of the files at some paths of a source, where they are not those `known`.

    They must have been taken before the files were read.
    """
    for path in paths:
        before, now = known[path].state if path in known else None, states.get(path)
        if now is not None and now != before:
            connection.execute(PUT, (now, source, path))
        elif now is None and before is not None:
            connection.execute(REMOVE, (source, path))


def image_states(connection: sqlite3.Connection, source: str) -> dict[str, int]:
    """Return the state of each copied image of a source when it was read, by path."""
    query = "select path, state from image_states where source = ?"
    return dict(connection.execute(query, (source,)))


def write_image_states(
    connection: sqlite3.Connection, source: str, states: Mapping[str, int | None]
) -> None:
    """Write the states of the images of a source that are copied, as `write_states`."""
    before = image_states(connection, source)
    rows = connection.execute(IMAGE_PATHS, (source,)) if states else ()
    copied = {path for (path,) in rows}
    now = {path: state for path in copied if (state := states.get(path)) is not None}
    connection.executemany(
        "delete from image_states where source = ? and path = ?",
        [(source, path) for path in before.keys() - now.keys()],
    )
    connection.executemany(
        "insert or replace into image_states (source, path, state) values (?, ?, ?)",
        [(source, path, now[path]) for path in now if now[path] != before.get(path)],
    )
