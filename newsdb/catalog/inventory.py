"""The files that can be downloaded, with sizes and checksums: calculated once per database."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from newsdb.database.reading import open_read_only
from newsdb.export import checksums
from newsdb.export.formats import FORMATS, TextFormat, text_formats
from newsdb.export.records import months, pages_of_all
from newsdb.search.databases import Databases
from newsdb.search.filters import ALL_POSTS, UNDATED, Filter

DATABASE_SUFFIX = "db"


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, what is in it, its size in bytes and its SHA-256 (hexadecimal).

    `format` is a suffix; `month` is YYYY-MM or `undated`, None for the whole archive or database.
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


def inventory_of(databases: Mapping[str, Path]) -> Future[Inventory]:
    """Return a future for the inventory of databases by name, calculated once for their state."""
    states = [(path, path.stat()) for path in databases.values()]
    future = _started(
        tuple(databases.items()), tuple((each.st_mtime_ns, each.st_size) for _, each in states)
    )
    if future.done() and future.exception():
        _started.cache_clear()
    return future


@lru_cache(maxsize=2)
def _started(
    databases: tuple[tuple[str, Path], ...], states: tuple[tuple[int, int], ...]
) -> Future[Inventory]:
    future: Future[Inventory] = Future()

    def run() -> None:
        future.set_running_or_notify_cancel()
        try:
            future.set_result(build_inventory(dict(databases)))
        except Exception as error:
            future.set_exception(error)

    # A daemon thread: a server that stops does not wait for it.
    threading.Thread(target=run, name="inventory", daemon=True).start()
    return future


def build_inventory(databases: Mapping[str, Path]) -> Inventory:
    """Read whole databases, and return the inventory of the files that they give."""
    directory = TemporaryDirectory(prefix="newsdb-data-")
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(open_read_only(path))) for path in databases.values()]
        each_months = [dict(months(connection)) for connection in opened]
        found = {month or UNDATED for each in each_months for month in each}
        parts = [None, *sorted(found - {UNDATED}), *sorted(found & {UNDATED})]
        digests = digest_texts(opened, parts)
        posts = {part: digests[part, text_formats()[0].suffix].posts for part in parts}
        downloads = [
            _download(path, database_file(name), DATABASE_SUFFIX, None, sum(own.values()))
            for (name, path), own in zip(databases.items(), each_months, strict=True)
        ]
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
                    format.write(path, pages_of_all(opened, Filter(month=part)))
                    downloads.append(_download(path, name, suffix, part, posts[part]))
    return Inventory({each.name: each for each in downloads}, directory)


def database_file(name: str) -> str:
    """Return what the file of a database is called for those who download it."""
    return f"{name}.{DATABASE_SUFFIX}"


def digest_texts(
    databases: Databases, parts: Iterable[str | None]
) -> dict[tuple[str | None, str], Digest]:
    """Return the digest of each part (a month; None: all posts) in each text format."""
    formats = text_formats()
    digests = {}
    for part in parts:
        for format in formats:
            digests[part, format.suffix] = Digest()
            digests[part, format.suffix].add(format.header)
    for page in pages_of_all(databases, ALL_POSTS):
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
