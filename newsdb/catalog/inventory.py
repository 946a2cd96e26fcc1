"""The files that can be downloaded, with their sizes and checksums: found once a database."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from newsdb.config import DATABASE_NAME
from newsdb.database.reading import open_read_only
from newsdb.export import checksums, formats, parquet
from newsdb.export.formats import Format
from newsdb.export.records import months, pages
from newsdb.export.selection import Selection, month_filter

DATABASE = f"{DATABASE_NAME}.db"
TEXTS: tuple[Format, ...] = ("ndjson", "csv")


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, what is in it, its size in bytes and its SHA-256 (hexadecimal).

    `month` is YYYY-MM or `undated`; None stands for the whole archive.
    """

    name: str
    format: Format | Literal["db"]
    month: str | None
    posts: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All downloads by name, in the order of a list for people; `folder` holds Parquet files."""

    downloads: dict[str, Download]
    folder: TemporaryDirectory[str]

    def sums(self) -> str:
        """Return the text of SHA256SUMS."""
        return checksums.written({each.name: each.sha256 for each in self.downloads.values()})


@dataclass(slots=True)
class Measured:
    """A text file that is made only to be measured."""

    posts: int = 0
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, content: bytes, posts: int = 0) -> None:
        """Go on with the file."""
        self.posts += posts
        self.size += len(content)
        self.digest.update(content)


def inventory_of(database: Path) -> Future[Inventory]:
    """Return the inventory of a database, that is or will be known; made once for its state."""
    state = database.stat()
    future = _started(database, state.st_mtime_ns, state.st_size)
    if future.done() and future.exception():
        _started.cache_clear()
    return future


@lru_cache(maxsize=2)
def _started(database: Path, mtime_ns: int, size: int) -> Future[Inventory]:
    future: Future[Inventory] = Future()

    def run() -> None:
        future.set_running_or_notify_cancel()
        try:
            future.set_result(make(database))
        except Exception as error:
            future.set_exception(error)

    # A daemon: a server that is told to stop does not wait for it.
    threading.Thread(target=run, name="inventory", daemon=True).start()
    return future


def make(database: Path) -> Inventory:
    """Read a whole database, and return the inventory of what it gives."""
    folder = TemporaryDirectory(prefix="newsdb-data-")
    with closing(open_read_only(database)) as connection:
        parts = [None, *(month_filter(month).month for month, _ in months(connection))]
        texts = measure(connection, parts)
        posts = texts[None, "ndjson"].posts
        found = [_file(database, "db", None, posts, DATABASE)]
        for part in parts:
            name = part or "posts"
            for format in TEXTS:
                text = texts[part, format]
                digest = text.digest.hexdigest()
                found.append(
                    Download(f"{name}.{format}", format, part, text.posts, text.size, digest)
                )
            if parquet.is_available():
                path = Path(folder.name, f"{name}.parquet")
                parquet.write(path, pages(connection, Selection(month=part)))
                found.append(_file(path, "parquet", part, texts[part, "csv"].posts, path.name))
    return Inventory({each.name: each for each in found}, folder)


def measure(
    connection: sqlite3.Connection, parts: Iterable[str | None]
) -> dict[tuple[str | None, Format], Measured]:
    """Return what the NDJSON and the CSV file of each part (a month; None: all) come to."""
    texts = {(part, format): Measured() for part in parts for format in TEXTS}
    for (_, format), text in texts.items():
        text.add(formats.head(format))
    for page in pages(connection, Selection()):
        for record in page:
            month = month_filter(record["date"] and record["date"][:7]).month
            for format in TEXTS:
                line = formats.rows(format, [record])
                texts[None, format].add(line, 1)
                texts[month, format].add(line, 1)
    return texts


def _file(
    path: Path, format: Format | Literal["db"], part: str | None, posts: int, name: str
) -> Download:
    return Download(
        name, format, part, posts, path.stat().st_size, checksums.download_command(path)
    )
