"""Files that earlier loads saw, and what became of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from newsdb.database.reading import is_current
from newsdb.redaction import redact

DUE = """
select file_id from problems where kind = 'scheduled'
and julianday(substr(detail, length('scheduled for ') + 1)) <= julianday('now')
""".strip()
"""Files of posts whose time has come since they were left out, as scheduled for later."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What `files` says of a file: its row, its content's SHA-256, and what became of it.

    `up_to_date` says whether a load with the same build key made it what it is; `state` is the one
    that its source gave it, if any.
    """

    id: int
    sha256: str | None
    status: str
    up_to_date: bool
    state: int | None = None

    def is_in_state(self, state: int | None) -> bool:
        """Return whether the file is certain to be as it was, by the state that it has now."""
        return state is not None and state == self.state


def known_files(
    connection: sqlite3.Connection, source: str, build_key: tuple[str, str]
) -> dict[str, KnownFile]:
    """Return the files of a source that earlier loads saw, by path.

    `build_key` is the stages and the options of this load, as JSON (loaders/stages.py).
    """
    # Databases of schema 1 do not know through which stages their posts went.
    recorded = "select 1 from pragma_table_info('loads') where name = 'stages'"
    stages = "stages" if connection.execute(recorded).fetchone() else "null"
    due = {row[0] for row in connection.execute(DUE)}
    # Until it is migrated, an older database may have passwords in the names of its sources.
    connection.create_function("redact", 1, redact, deterministic=True)
    name, state, states = "redact(files.source)", "null", ""
    if is_current(connection):
        name, state, states = "files.source", "state", "left join file_states on file_id = files.id"
    rows = connection.execute(
        f"select path, files.id, sha256, status, ({stages}, options) is (?, ?), {state} "  # noqa: S608
        f"from files join loads on loads.id = load_id {states} where {name} = ?",
        (*build_key, source),
    )
    return {
        path: KnownFile(id, sha256, status, bool(up_to_date) and id not in due, state)
        for path, id, sha256, status, up_to_date, state in rows
    }
