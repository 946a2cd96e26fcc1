"""Posts as files in a folder: whole, checked, the same bytes for the same database."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from newsdb.exceptions import ExportError
from newsdb.export import checksums, formats, parquet
from newsdb.export.formats import Format
from newsdb.export.records import months, pages
from newsdb.export.selection import Selection, month_filter
from newsdb.fields import Record

OURS = re.compile(
    r"(?:posts|undated|\d{4}-\d\d)\.(?:ndjson|csv|parquet)|posts/month=[\w-]+/posts\.parquet",
    re.ASCII,
)


def export(
    connection: sqlite3.Connection,
    folder: Path,
    wanted: Iterable[Format] = ("ndjson",),
    by_month: bool = False,
    selection: Selection = Selection(),  # noqa: B008 (frozen)
    progress: Callable[[int], None] = lambda posts: None,
) -> dict[str, str]:
    """Write posts to files in a folder, and return their SHA-256 by name, as SHA256SUMS has them.

    The files are `posts.FORMAT`, or one a month: `2022-01.ndjson`, `undated.csv`,
    `posts/month=2022-01/posts.parquet`. The same database gives the same bytes. A file is either
    whole or not there; those of an earlier export that this one does not make are removed.
    `progress` is told how many posts were written since it was told last.
    Raises PyarrowMissingError, ExportError, OSError or sqlite3.Error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    earlier = _earlier(folder)
    new = Path(mkdtemp(prefix=".newsdb-export-", dir=folder))
    try:
        names = []
        for name, format, part in _files(connection, wanted, by_month, selection):
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, format, _with_progress(pages(connection, part), progress))
            names.append(name)
        sums = {name: checksums.download_command(new / name) for name in names}
        (new / checksums.NAME).write_text(checksums.written(sums), encoding="utf-8")
        for name in [*names, checksums.NAME]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            _synchronise(new / name)
            (new / name).replace(folder / name)
        for name in earlier - sums.keys():
            _remove(folder, name)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return sums


def _files(
    connection: sqlite3.Connection, wanted: Iterable[Format], by_month: bool, selection: Selection
) -> Iterator[tuple[str, Format, Selection]]:
    """Yield each file's name, its format, and which posts are in it."""
    for format in dict.fromkeys(wanted):
        if not by_month:
            yield f"posts.{format}", format, selection
            continue
        for month, _ in months(connection):
            part = replace(selection, month=month_filter(month).month)
            if selection.since and (month is None or month < selection.since[:7]):
                continue
            if format == "parquet":
                yield f"posts/month={part.month}/posts.parquet", format, part
            else:
                yield f"{part.month}.{format}", format, part


def _write(path: Path, format: Format, parts: Iterator[list[Record]]) -> None:
    if format == "parquet":
        parquet.write(path, parts)
        return
    with path.open("wb") as file:
        file.write(formats.head(format))
        for page in parts:
            file.write(formats.rows(format, page))


def _with_progress(
    parts: Iterator[list[Record]], progress: Callable[[int], None]
) -> Iterator[list[Record]]:
    for page in parts:
        yield page
        progress(len(page))


def _earlier(folder: Path) -> set[str]:
    """Return the names of the files that an earlier export left, by its SHA256SUMS."""
    path = folder / checksums.NAME
    if not path.exists():
        return set()
    names = checksums.names_in(path.read_text(encoding="utf-8", errors="replace"))
    if foreign := [name for name in names if not OURS.fullmatch(name)]:
        raise ExportError(
            f"{path} is not of an export (it names {foreign[0][:60]}); choose another folder"
        )
    return set(names)


def _remove(folder: Path, name: str) -> None:
    """Remove a file of an earlier export, and the folder of its month."""
    path = folder / name
    path.unlink(missing_ok=True)
    if "/" in name and path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def _synchronise(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
