"""Checks that SQLite can run the queries of a newsdb.yml."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from pathlib import Path

import yaml

from newsdb.exceptions import SettingsError
from newsdb.settings import read_settings
from newsdb.settings_errors import line_of


def check_queries(connection: sqlite3.Connection, path: Path) -> None:
    """Prepare each query of a newsdb.yml, and run none.

    Raises SettingsError with the line of each that SQLite cannot run, and what it says.
    """
    wrong = {
        name: error
        for name, query in (read_settings(path).queries or {}).items()
        if (error := error_of(connection, query.sql))
    }
    if not wrong:
        return
    root = yaml.compose(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    raise SettingsError(
        "\n".join(
            f"{path}:{line_of(root, ('queries', name, 'sql'))}: queries.{name}.sql: {error}"
            for name, error in wrong.items()
        )
    )


def error_of(connection: sqlite3.Connection, sql: str) -> str:
    """Return what SQLite says of a query that it cannot run, else ''."""
    try:
        # Parameters are bound before a statement is explained: each to an empty text.
        connection.execute(f"explain {sql}", defaultdict(str))
    except (sqlite3.Error, sqlite3.Warning) as error:
        return f"{error}"
    return ""
