"""Which version of each step derived what depends on all posts."""

from __future__ import annotations

import sqlite3


def is_derived(connection: sqlite3.Connection, step: str, version: int) -> bool:
    """Return whether this version of a step made what is there; record that it does from now on.

    If not, the step has to derive everything again, not only what depends on what changed.
    """
    query = "select version from derivations where step = ?"
    if connection.execute(query, (step,)).fetchone() == (version,):
        return True
    connection.execute("insert or replace into derivations values (?, ?)", (step, version))
    return False
