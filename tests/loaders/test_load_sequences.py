"""Golden pairs of loads in a row: what changes in a directory, and what in the database.

`golden/loads/<name>.txt` has a file below each line `=== PATH` (`=== - PATH` deletes one), and
`=== load OPTIONS` (JSON) for each load. `<name>.diff` is expected: for each load its summary, and
the rows that went (`-`), came (`+`) or have other values (`~`). `NEWSDB_REWRITE_GOLDEN=1 pytest
tests/loaders/test_load_sequences.py` rewrites it: read the diff before you commit it.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from loaders.database.versions import Recording
from loaders.load import Limits, load
from loaders.mentions.dictionary import KnownName
from loaders.sources import directory
from loaders.sources.directory import Directory
from newsdb.database.checking import check_database
from newsdb.database.schema import TABLES
from newsdb.exceptions import NewsdbError
from newsdb.models import Options
from tests.paths import GOLDEN

LOADS = GOLDEN / "loads"
HEAD = re.compile(r"^=== (.+)\n", re.MULTILINE)
LEFT_OUT = re.compile(
    r"sha256|digest|^seen$|started|revision|_utc$|stages|options|front_matter|summary|^version$"
)
"""Columns with times and digests, which are others with each load, or follow from the rest."""
LEFT_OUT_TABLES = {"_sqlite_migrations", "file_states", "image_states", "names", "post_texts"}
Rows = dict[str, dict[str, Any]]


def rows(connection: sqlite3.Connection) -> Rows:
    """Return the rows of a database by their table and primary key; bytes are their number."""
    found: Rows = {}
    for table in sorted(TABLES.keys() - LEFT_OUT_TABLES):
        columns = connection.execute("select name, pk from pragma_table_info(?)", (table,))
        pairs = [(name, pk) for name, pk in columns if LEFT_OUT.search(name) is None]
        keys = [name for name, pk in pairs if pk] or [name for name, _ in pairs]
        names = [name for name, _ in pairs]
        for row in connection.execute(f"select {', '.join(names)} from {table}"):
            values = {
                name: len(value) if isinstance(value, bytes) else value
                for name, value in zip(names, row, strict=True)
            }
            key = " ".join(f"{values[name]}" for name in keys)
            found[f"{table} {key}"] = {
                name: value for name, value in values.items() if name not in keys
            }
    return found


def difference(before: Rows, after: Rows) -> Iterator[str]:
    """Yield a line for each row that went, came or has other values: these, and no others."""
    yield from (f"- {key}" for key in before if key not in after)
    for key, row in after.items():
        old = before.get(key, {})
        new = {name: value for name, value in row.items() if old.get(name) != value}
        if new or key not in before:
            mark = "~" if key in before else "+"
            yield f"{mark} {key} {json.dumps(new, ensure_ascii=False)}"


def load_once(database: Path, root: Path, given: dict[str, Any]) -> str:
    """Load a directory as one line of a file says, and return what the load says of itself."""
    prune, limits = given.pop("prune", False), given.pop("limits", {})
    names = given.pop("names", None)
    known = None if names is None else tuple(KnownName(*each) for each in names)
    recording = Recording(**given.pop("recording", {}))
    try:
        summary = load(
            *(database, [Directory(root)], Options(**given), Limits(**limits)),
            prune=prune,
            names=known,
            recording=recording,
        )
    except NewsdbError as error:
        return f"{error}"
    return json.dumps({key: value for key, value in asdict(summary).items() if value})


def changes(parts: list[str], root: Path, database: Path) -> Iterator[str]:
    """Yield the lines of what each load does."""
    before: Rows = {}
    for head, text in zip(parts[::2], parts[1::2], strict=True):
        kind, _, rest = head.partition(" ")
        path = root / (rest if kind == "-" else head)
        if kind == "load":
            yield f"= {head}"
            yield f"  {load_once(database, root, json.loads(rest or '{}'))}"
            with closing(sqlite3.connect(database)) as connection:
                after = rows(connection)
                assert list(check_database(connection)) == []
            yield from difference(before, after)
            before = after
        elif kind == "-":
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes.fromhex(text) if path.suffix == ".png" else text.encode())


@pytest.mark.parametrize("name", sorted(path.stem for path in LOADS.glob("*.txt")))
def test_loads(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "SETTLED_NANOSECONDS", 0)
    root = tmp_path / "site"
    root.mkdir()
    _, *parts = HEAD.split((LOADS / f"{name}.txt").read_text("utf-8"))
    lines = changes(parts, root, tmp_path / "news.db")
    found = [f"{line}\n".replace(f"{root}", "ROOT") for line in lines]
    path = LOADS / f"{name}.diff"
    if os.environ.get("NEWSDB_REWRITE_GOLDEN"):
        path.write_text("".join(found), "utf-8")
    assert found == path.read_text("utf-8").splitlines(keepends=True)
