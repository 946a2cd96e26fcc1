"""At which revision earlier loads left a source: what lets a load read only what changed.

`loads.source` and `loads.revision` hold a line for each source of a load, in the same order;
a source without revisions has an empty one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from loaders.database.known_files import DUE
from newsdb.models import Summary


def last_revision(connection: sqlite3.Connection, name: str, scope: str) -> str | None:
    """Return the revision at which the last load of a source left its files.

    `scope` is the source's name with the directories it is limited to. None if the last load
    of that name had another scope, or knew no revision: then its files say nothing sure.
    """
    rows = connection.execute("select source, revision from loads order by id desc")
    for sources, revisions in rows:
        scopes = (sources or "").split("\n")
        states = (revisions or "").split("\n")
        for number, each in enumerate(scopes):
            if each == scope:
                return (states[number] or None) if len(states) == len(scopes) else None
            if each == name or each.startswith(f"{name}:"):
                return None
    return None


def last_load_of(
    connection: sqlite3.Connection,
    names: Sequence[str],
    scopes: Sequence[str],
    revisions: Sequence[str],
    build_key: tuple[str, str],
) -> Summary | None:
    """Return what a load finds that comes right after the same one, or None if it is another.

    The last load of all must have read the same sources at the same revisions, through the same
    stages with the same options (`build_key`), and have been able to read every file. A post that
    is scheduled for later may have become due.
    """
    row = connection.execute(
        "select source, revision, stages, options, added + changed + unchanged, "
        "duplicates, rejected, ignored from loads order by id desc limit 1"
    ).fetchone()
    if row is None or row[:3] != ("\n".join(scopes), "\n".join(revisions), build_key[0]):
        return None
    # What sites' configurations say is the same at the same revision.
    if {**json.loads(row[3]), "sites": None} != {**json.loads(build_key[1]), "sites": None}:
        return None
    marks = ", ".join("?" * len(names))
    unread = connection.execute(
        f"select 1 from files where source in ({marks}) and (sha256 is null or id in ({DUE}))",  # noqa: S608
        names,
    )
    if unread.fetchone():
        return None
    unchanged, duplicates, rejected, ignored = row[4:]
    return Summary(unchanged=unchanged, duplicates=duplicates, rejected=rejected, ignored=ignored)
