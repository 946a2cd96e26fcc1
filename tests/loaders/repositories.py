"""Git repositories, made by git in the current directory, and loads of them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

from click.testing import CliRunner

from newsdb.cli import main


def git(*arguments: str, at: str = "site") -> str:
    done = subprocess.run(["git", "-C", at, *arguments], check=True, capture_output=True)
    return os.fsdecode(done.stdout).strip()


def post(title: str) -> bytes:
    return f"---\ntitle: {title}\n---\nText of {title}\n".encode()


def write(files: dict[str, bytes], at: str = "site") -> None:
    for name, content in files.items():
        path = Path(at, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def commit(files: dict[str, bytes] | None = None, *, removed: tuple[str, ...] = ()) -> str:
    """Commit files in `site`, which is made where it is not there; return the commit."""
    if not Path("site").exists():
        subprocess.run(["git", "init", "-q", "-b", "main", "site"], check=True)
    write(files or {})
    for name in removed:
        Path("site", name).unlink()
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "posts")
    return git("rev-parse", "HEAD")


def load(*arguments: str, database: str = "news.db") -> str:
    result = CliRunner().invoke(main, ["load", "posts", "--db", database, *arguments])
    assert result.exit_code == 0, result.output
    return next(line for line in result.output.splitlines() if line.startswith(database))


def counts(added: int = 0, changed: int = 0, unchanged: int = 0, **more: int) -> str:
    duplicates = more.get("duplicates", 0)
    return (
        f"news.db: {added} added, {changed} changed, {unchanged} unchanged, "
        f"{more.get('removed', 0)} removed, {duplicates} duplicate{'s' * (duplicates != 1)}, "
        f"{more.get('repaired', 0)} repaired, {more.get('rejected', 0)} rejected."
    )


def rows(query: str, database: str = "news.db") -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


TITLES = "select slug, title from posts order by slug"


LOADS = "select source, revision from loads order by id"


A, B, C = "_posts/2020-01-01-a.md", "_posts/2020-01-02-b.md", "_posts/2020-01-03-c.md"


def objects(*names: str) -> list[Path]:
    """The files of the objects of files at HEAD."""
    identities = git("rev-parse", *(f"HEAD:{name}" for name in names)).split()
    return [Path(f"site/.git/objects/{each[:2]}/{each[2:]}") for each in identities]
