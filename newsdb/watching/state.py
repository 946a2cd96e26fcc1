"""Which load each saved search was last reported at: a small JSON file beside the database."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from newsdb.exceptions import SettingsError
from newsdb.watching.searches import Cursor


def state_path(database: Path) -> Path:
    """Return the path of the file for a database."""
    return database.with_name(f"{database.name}.watch.json")


def read_cursors(path: Path) -> dict[str, Cursor]:
    """Return the cursors by the names of searches; none if there is no file.

    Raises SettingsError for a file that `newsdb watch` did not write.
    """
    try:
        content = json.loads(path.read_bytes())
        return {
            f"{name}": Cursor(int(at["load"]), f"{at['started']}") for name, at in content.items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise SettingsError(
            f"{path} is not what `newsdb watch` wrote; delete it to start again from the last load"
        ) from None


def write_state(path: Path, state: Mapping[str, Cursor]) -> None:
    """Replace the file in one step: after a power failure, it is the old one or the new one."""
    content = json.dumps({name: asdict(cursor) for name, cursor in state.items()}, indent=2)
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with new.open("w", encoding="utf-8") as file:
            file.write(f"{content}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
