"""Files that earlier loads saw, and what became of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from newsdb.database.reading import is_current
from newsdb.redaction import redact

DUE = """
select file_id from problems where kind = 'scheduled'
and julianday(substr(detail, length('scheduled for ') + 1)) <= julianday('now')
""".strip()
"""Files of posts whose time has come since they were left out, as scheduled for later."""

SETTLED = f"""
from files left join file_states on file_id = files.id
where source = ? and status = 'post' and sha256 is not null
and load_id in (select id from loads where (stages, options) is (?, ?))
and files.id not in ({DUE})
"""  # noqa: S608


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
    connection: sqlite3.Connection,
    source: str,
    build_key: tuple[str, str],
    paths: Iterable[str],
) -> dict[str, KnownFile]:
    """Return what earlier loads saw of the files at some paths of a source, by path.

    `build_key` is the stages and the options of this load, as JSON (loaders/stages.py).
    """
    due = {row[0] for row in connection.execute(DUE)}
    state, states = "null", ""
    if is_current(connection):
        state, states = "state", "left join file_states on file_id = files.id"
    rows = connection.execute(
        f"select path, files.id, sha256, status, {_up_to_date(connection)}, {state} from files "  # noqa: S608
        f"join loads on loads.id = load_id {states} "
        f"where {_source(connection)} = ? and path in (select value from json_each(?))",
        (*build_key, source, json.dumps([*paths])),
    )
    return {
        path: KnownFile(id, sha256, status, bool(up_to_date) and id not in due, state)
        for path, id, sha256, status, up_to_date, state in rows
    }


def settled_posts(
    connection: sqlite3.Connection, source: str, build_key: tuple[str, str]
) -> set[str]:
    """Return the paths of those files of a source that are posts, and that a load with this build
    key need not look at while they stay as they are.

    Nobody knows them in a database of an older version.
    """
    if not is_current(connection):
        return set()
    rows = connection.execute(f"select path {SETTLED}", (source, *build_key))
    return set(chain.from_iterable(rows))


def settled_states(
    connection: sqlite3.Connection, source: str, build_key: tuple[str, str]
) -> list[int]:
    """Return the states of the same files, of those that have one."""
    if not is_current(connection):
        return []
    # As one text, since a million rows take longer than SQLite's own work.
    query = f"select json_group_array(state) {SETTLED} and state is not null"
    found: list[int] = json.loads(connection.execute(query, (source, *build_key)).fetchone()[0])
    return found


def outdated_posts(
    connection: sqlite3.Connection, source: str, build_key: tuple[str, str]
) -> list[tuple[int, str, str]]:
    """Return the id, path and SHA-256 of each post's file that was read with another build key."""
    return connection.execute(
        # Mostly no load has another: then no file is looked at.
        "select files.id, path, sha256 from loads cross join files on load_id = loads.id "  # noqa: S608
        f"where not {_up_to_date(connection)} and {_source(connection)} = ? "
        "and status = 'post' and sha256 is not null order by files.id",
        (*build_key, source),
    ).fetchall()


def ids_of_files(connection: sqlite3.Connection, source: str) -> dict[str, int]:
    """Return the id of each file of a source that earlier loads saw, by path."""
    query = f"select path, id from files where {_source(connection)} = ?"  # noqa: S608
    return dict(connection.execute(query, (source,)))


def number_of_posts(connection: sqlite3.Connection, source: str) -> int:
    """Return how many files of a source are posts."""
    query = f"select count(*) from files where {_source(connection)} = ? and status = 'post'"  # noqa: S608
    return int(connection.execute(query, (source,)).fetchone()[0])


def files_of_slugs(connection: sqlite3.Connection, slugs: Iterable[str]) -> dict[str, set[str]]:
    """Return the paths of the files that have some slugs, by source."""
    query = "select source, path from files where slug in (select value from json_each(?))"
    found: dict[str, set[str]] = {}
    for source, path in connection.execute(query, (json.dumps([*slugs]),)):
        found.setdefault(source, set()).add(path)
    return found


def _source(connection: sqlite3.Connection) -> str:
    """Return the expression for the name of a file's source."""
    if is_current(connection):
        return "files.source"
    # Until it is migrated, an older database may have passwords in the names of its sources.
    connection.create_function("redact", 1, redact, deterministic=True)
    return "redact(files.source)"


def _up_to_date(connection: sqlite3.Connection) -> str:
    """Return the condition that a file was read with a build key, whose two parts it takes."""
    # Databases of schema 1 do not know through which stages their posts went.
    recorded = "select 1 from pragma_table_info('loads') where name = 'stages'"
    stages = "stages" if connection.execute(recorded).fetchone() else "null"
    return f"({stages}, options) is (?, ?)"
