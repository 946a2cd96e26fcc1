"""Posts as files in a directory: atomic, with checksums, the same for the same database."""

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
from newsdb.export import checksums
from newsdb.export.formats import FORMATS, Format
from newsdb.export.records import months, pages
from newsdb.fields import Record
from newsdb.search.filters import ALL_POSTS, UNDATED, Filter

MONTH_IN_NAME = re.compile(rf"\d{{4}}-\d\d|{UNDATED}", re.ASCII)


def export(
    connection: sqlite3.Connection,
    directory: Path,
    formats: Iterable[Format],
    by_month: bool = False,
    filter: Filter = ALL_POSTS,
    progress: Callable[[int], None] = lambda posts: None,
) -> dict[str, str]:
    """Write posts to files in a directory; return their SHA-256 by name, as in SHA256SUMS.

    The files are `posts.FORMAT`, or one per month: `2022-01.ndjson`, `undated.csv`,
    `posts/month=2022-01/posts.parquet`. The same database gives the same bytes. Files appear only
    when all are complete; files of an earlier export that this one does not write are removed.
    `progress` is called with the number of posts written since the last call.
    Raises ExportError, OSError or sqlite3.Error.
    """
    directory.mkdir(parents=True, exist_ok=True)
    earlier = _earlier_files(directory)
    new = Path(mkdtemp(prefix=".newsdb-export-", dir=directory))
    try:
        names = []
        for name, format, part in _files(connection, formats, by_month, filter):
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            format.write(path, _with_progress(pages(connection, part), progress))
            names.append(name)
        sums = {name: checksums.sha256_of_file(new / name) for name in names}
        (new / checksums.FILE_NAME).write_text(checksums.format_sums(sums), encoding="utf-8")
        for name in [*names, checksums.FILE_NAME]:
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            _sync(new / name)
            (new / name).replace(directory / name)
        for name in earlier - sums.keys():
            _remove(directory, name)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return sums


def _files(
    connection: sqlite3.Connection, formats: Iterable[Format], by_month: bool, filter: Filter
) -> Iterator[tuple[str, Format, Filter]]:
    """Yield each file's name, its format, and which posts are in it."""
    for format in dict.fromkeys(formats):
        if not by_month:
            yield f"posts.{format.suffix}", format, filter
            continue
        for month, _ in months(connection):
            if filter.since and (month is None or month < filter.since[:7]):
                continue
            name = month or UNDATED
            yield format.month_path(name), format, replace(filter, month=name)


def _with_progress(
    parts: Iterator[list[Record]], progress: Callable[[int], None]
) -> Iterator[list[Record]]:
    for page in parts:
        yield page
        progress(len(page))


def _earlier_files(directory: Path) -> set[str]:
    """Return the names of the files that an earlier export left, by its SHA256SUMS."""
    path = directory / checksums.FILE_NAME
    if not path.exists():
        return set()
    names = checksums.names_in(path.read_text(encoding="utf-8", errors="replace"))
    if foreign := [name for name in names if not is_export_name(name)]:
        raise ExportError(
            f"{path} was not written by an export (it lists {foreign[0][:60]}); "
            "choose another directory"
        )
    return set(names)


def is_export_name(name: str) -> bool:
    """Return whether an export may write a file of this name, and so may remove it."""
    month = MONTH_IN_NAME.search(name)
    return any(
        name == f"posts.{format.suffix}" or (month and name == format.month_path(month[0]))
        for format in FORMATS.values()
    )


def _remove(directory: Path, name: str) -> None:
    """Remove a file of an earlier export, and the directory of its month."""
    path = directory / name
    path.unlink(missing_ok=True)
    if "/" in name and path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
