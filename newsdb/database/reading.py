"""Opening a news.db to read it, the bound on that work, and the problems that loads recorded."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from newsdb.database.file_contents import FileContents
from newsdb.database.schema import VERSION
from newsdb.exceptions import NotANewsDatabaseError
from newsdb.text import clean

SINCE_EVER = ("posts", "files", "loads")
"""Tables of every version of newsdb, since other programs number their schemas, too."""

MODE_OFFSET, WAL_MODE = 18, b"\2\2"
"""Where the header has a database's mode, and the bytes there in WAL mode
(https://sqlite.org/fileformat2.html#the_database_header)."""

PROGRESS_STEPS = 1000
"""SQLite checks the time after this many steps, some 0.1 ms."""
WALL_CLOCK_FACTOR = 10
"""The wall-clock limit, as a multiple of the limit on CPU time."""


DAMAGE_CODES = (11, 26)
"""SQLITE_CORRUPT and SQLITE_NOTADB (https://sqlite.org/rescode.html)."""
DAMAGE_MESSAGES = ("database disk image is malformed", "file is not a database")


@contextmanager
def time_limit(connection: sqlite3.Connection, milliseconds: int) -> Iterator[None]:
    """Interrupt what works longer on a connection, in the thread that enters the block.

    CPU time counts. A wall-clock limit would also end cheap queries where
    others keep a machine busy. Raises sqlite3.OperationalError ("interrupted") in the block.
    """
    seconds = milliseconds / 1000
    work, clock = time.thread_time() + seconds, time.monotonic() + WALL_CLOCK_FACTOR * seconds

    def is_over() -> bool:
        return time.thread_time() >= work or time.monotonic() >= clock

    connection.set_progress_handler(is_over, PROGRESS_STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, PROGRESS_STEPS)


def describe_error(error: sqlite3.Error) -> str:
    """Return SQLite's message, cleaned and cut: of a damaged file, it may be any bytes."""
    return clean(str(error))[:80]


def is_damage(error: Exception) -> bool:
    """Return whether SQLite found a database file damaged or unreadable, whatever the query."""
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    # The primary code, without what extends it; Python 3.10 has none.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in DAMAGE_CODES or str(error).startswith(DAMAGE_MESSAGES)


def loads_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the ids of the first and of the last load; 1 and 0 if there was none.

    The loads of a database that was built in place of another one go on behind those of that.
    """
    first, last = connection.execute("select min(id), max(id) from loads").fetchone()
    return first or 1, last or 0


def open_read_only(path: Path, *, older: bool = False) -> sqlite3.Connection:
    """Open a news.db read-only. Raises NotANewsDatabaseError for any other file.

    One that an older version wrote is rejected, too, unless `older` is true: its schema is another.
    """
    if path.exists() and not path.is_file():
        # SQLite would wait for ever for the other end of a FIFO.
        raise NotANewsDatabaseError(f"{path} is not a regular file")
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?{_mode(path)}", uri=True)
        version = connection.execute("pragma user_version").fetchone()[0]
        tables, ours = connection.execute(
            f"select count(*), count(*) filter (where name in {SINCE_EVER}) from sqlite_master"  # noqa: S608
        ).fetchone()
    except sqlite3.DatabaseError as error:
        raise NotANewsDatabaseError(
            f"{path} is not a database that can be read ({describe_error(error)})"
        ) from None
    if version == 0 and tables == 0:
        raise NotANewsDatabaseError(f"{path} is an empty database; load posts into it first")
    if version == 0 or ours < len(SINCE_EVER):
        raise NotANewsDatabaseError(f"{path} is not a newsdb database")
    if version > VERSION:
        raise NotANewsDatabaseError(
            f"{path} was written by a newer version of newsdb (schema {version}, this one knows "
            f"{VERSION}); upgrade newsdb"
        )
    if version < VERSION and not older:
        raise NotANewsDatabaseError(
            f"{path} was written by an older version of newsdb (schema {version}, now {VERSION}); "
            "load its posts again to upgrade it, as with `newsdb load posts`"
        )
    return connection


def _mode(path: Path) -> str:
    """Return the parameters for opening a file read-only (https://sqlite.org/uri.html).

    SQLite makes `-wal` and `-shm` files for one in WAL mode, and leaves them there. If there are
    none, nobody has it open, and it can be read like a file that does not change.
    """
    beside = (path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-shm"))
    with suppress(OSError):
        with path.open("rb") as file:
            file.seek(MODE_OFFSET)
            mode = file.read(len(WAL_MODE))
        if mode == WAL_MODE and not any(each.exists() for each in beside):
            return "mode=ro&immutable=1"
    return "mode=ro"


def is_current(connection: sqlite3.Connection) -> bool:
    """Return whether a database has the schema and the search index of this version."""
    return bool(connection.execute("pragma user_version").fetchone()[0] == VERSION)


def problems_of(connection: sqlite3.Connection, kind: str | None) -> Iterator[str]:
    """Yield each problem as a line: path and line, kind, and detail."""
    for path, line, kind_found, detail in connection.execute(
        "select path, line, kind, detail from problems where ? in (kind, '') order by path, id",
        (kind or "",),
    ):
        yield f"{path}:{line or 1}: {kind_found}: {detail}"


def kept_bytes(connection: sqlite3.Connection, path: str) -> bytes | None:
    """Return the bytes that were kept of a file, or None if there are none.

    Raises DamagedContentError for the file of a post whose content is damaged.
    """
    row = connection.execute(
        "select raw from problems where path = ? and raw is not null order by id desc limit 1",
        (path,),
    ).fetchone()
    if row:
        return bytes(row[0])
    file = connection.execute(
        "select id, bytes from files where path = ? and status = 'post' order by load_id desc",
        (path,),
    ).fetchone()
    return FileContents(connection).read(*file) if file else None
