"""The files that can be downloaded, with sizes and checksums: calculated once per database."""

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

from newsdb.config import DATABASE_NAME
from newsdb.database.reading import open_read_only
from newsdb.export import checksums
from newsdb.export.formats import FORMATS, TextFormat, text_formats
from newsdb.export.records import months, pages
from newsdb.search.filters import ALL_POSTS, UNDATED, Filter

DATABASE_FILE = f"{DATABASE_NAME}.db"


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, what is in it, its size in bytes and its SHA-256 (hexadecimal).

    `format` is a suffix; `month` is YYYY-MM or `undated`, None for the whole archive.
    """

    name: str
    format: str
    month: str | None
    posts: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All downloads by name, in the order of a list for people.

    `directory` holds the files that are not streamed.
    """

    downloads: dict[str, Download]
    directory: TemporaryDirectory[str]

    def sums(self) -> str:
        """Return the text of SHA256SUMS."""
        return checksums.format_sums({each.name: each.sha256 for each in self.downloads.values()})


@dataclass(slots=True)
class Digest:
    """The size and checksum of a text file that is never stored."""

    posts: int = 0
    size: int = 0
    sha256: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, content: bytes, posts: int = 0) -> None:
        """Append content."""
        self.posts += posts
        self.size += len(content)
        self.sha256.update(content)


def inventory_of(database: Path) -> Future[Inventory]:
    """Return a future for the inventory of a database, calculated once for its state."""
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
            future.set_result(build_inventory(database))
        except Exception as error:
            future.set_exception(error)

    # A daemon thread: a server that stops does not wait for it.
    threading.Thread(target=run, name="inventory", daemon=True).start()
    return future


def build_inventory(database: Path) -> Inventory:
    """Read a whole database, and return the inventory of the files that it gives."""
    directory = TemporaryDirectory(prefix="newsdb-data-")
    with closing(open_read_only(database)) as connection:
        parts = [None, *(month or UNDATED for month, _ in months(connection))]
        digests = digest_texts(connection, parts)
        posts = {part: digests[part, text_formats()[0].suffix].posts for part in parts}
        downloads = [_download(database, DATABASE_FILE, "db", None, posts[None])]
        for part in parts:
            for suffix, format in FORMATS.items():
                name = f"{part or 'posts'}.{suffix}"
                if isinstance(format, TextFormat):
                    digest = digests[part, suffix]
                    sha256 = digest.sha256.hexdigest()
                    downloads.append(
                        Download(name, suffix, part, digest.posts, digest.size, sha256)
                    )
                elif format.is_available():
                    path = Path(directory.name, name)
                    format.write(path, pages(connection, Filter(month=part)))
                    downloads.append(_download(path, name, suffix, part, posts[part]))
    return Inventory({each.name: each for each in downloads}, directory)


def digest_texts(
    connection: sqlite3.Connection, parts: Iterable[str | None]
) -> dict[tuple[str | None, str], Digest]:
    """Return the digest of each part (a month; None: all posts) in each text format."""
    formats = text_formats()
    digests = {}
    for part in parts:
        for format in formats:
            digests[part, format.suffix] = Digest()
            digests[part, format.suffix].add(format.header)
    for page in pages(connection, ALL_POSTS):
        for record in page:
            month = record["date"][:7] if record["date"] else UNDATED
            for format in formats:
                line = format.encode([record])
                digests[None, format.suffix].add(line, 1)
                digests[month, format.suffix].add(line, 1)
    return digests


def _download(path: Path, name: str, format: str, part: str | None, posts: int) -> Download:
    sha256 = checksums.sha256_of_file(path)
    return Download(name, format, part, posts, path.stat().st_size, sha256)
