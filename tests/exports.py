"""`newsdb export` as users call it, and what it wrote."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from newsdb.cli import main

FORMATS = ("--format", "ndjson", "--format", "csv", "--format", "parquet")


def export(database: Path, folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["export", str(folder), "--db", str(database), *options])


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def files(folder: Path) -> dict[str, bytes]:
    return {
        f"{path.relative_to(folder)}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def time_of(record: dict[str, Any]) -> datetime | None:
    """Return the time of a record, None where only the day is known."""
    published = record["published"]
    return datetime.fromisoformat(published) if published and len(published) > 10 else None
