"""Writes the states of files: what lets a later load leave those unread that are as they were."""

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


def write_states(
    connection: sqlite3.Connection,
    source: str,
    paths: Iterable[str],
    known: Mapping[str, KnownFile],
    states: Mapping[str, int],
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
