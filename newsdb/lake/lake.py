"""A lake: Delta tables `posts`, `mentions`, `problems` and `files` in one place.

https://github.com/delta-io/delta/blob/master/PROTOCOL.md describes the format. Readers see a state
of a table as a whole; each is partitioned by month and share.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from newsdb.exceptions import LakeError
from newsdb.lake.storage import Storage
from newsdb.lake.tables import ROWS, arrow_schema, import_extra

PARTITION_BY = ["month", "share"]
MAX_TRIES = 5
"""How often a commit is tried while other programs commit to the same table."""
ANSI = re.compile(r"\x1b\[\d*m")
KEY = "newsdb"
"""What a commit says of the state that it makes, in the log of the table."""


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A Parquet file: its dataset, month and share, and its number of rows and bytes."""

    table: str
    month: str
    share: str
    rows: int
    size: int

    @property
    def path(self) -> str:
        """The path below its dataset."""
        return piece_path(self.month, self.share)


@dataclass(frozen=True, slots=True)
class LakeState:
    """What a lake holds: its files by dataset, and what the load that wrote it said of itself."""

    pieces: Mapping[str, frozenset[Piece]]
    about: Mapping[str, Any]

    @property
    def posts(self) -> int:
        """How many posts there are."""
        return sum(piece.rows for piece in self.pieces["posts"])


def piece_path(month: str, share: str) -> str:
    """Return the path of a file of a dataset, below that."""
    return f"month={month}/{share}.parquet"


def read_lake(storage: Storage, *, complete: bool = True) -> LakeState | None:
    """Return what a lake holds; None if there is none.

    Raises LakeError if it cannot be read, or if it must be `complete` and the commit of the last
    load was interrupted.
    """
    tables, abouts = {}, []
    for name in ROWS:
        with _errors(storage, name):
            tables[name] = _open(storage, name)
            abouts.append(_about(tables[name]))
    if complete and any(about != abouts[-1] for about in abouts):
        raise LakeError(f"the last load into {storage.url} was interrupted; run it again")
    if abouts[-1] is None:
        return None
    return LakeState({name: _pieces(name, table) for name, table in tables.items()}, abouts[-1])


def read_piece(storage: Storage, piece: Piece) -> bytes:
    """Return the bytes of a file of a dataset. Raises LakeError if it cannot be read."""
    path = f"{piece.table}/{piece.path}"
    content = storage.read(path)
    if content is None or len(content) != piece.size:
        raise LakeError(f"{storage.url}/{path} is missing or damaged")
    return content


def select_slugs(storage: Storage, where: str) -> frozenset[str]:
    """Return the slugs of the posts for which a condition in SQL is true.

    Raises LakeError for what is no condition on the columns of `posts`.
    """
    deltalake, pa = import_extra("deltalake"), import_extra("pyarrow")
    try:
        builder = deltalake.QueryBuilder().register("posts", _open(storage, "posts"))
        found = pa.table(builder.execute(f"select slug from posts where ({where})"))  # noqa: S608
    except deltalake.exceptions.DeltaError as error:
        reason = " ".join(str(error).split())
        raise LakeError(f"--where {where!r} is no condition on posts: {reason}") from None
    return frozenset(found["slug"].to_pylist())


def commit(storage: Storage, pieces: Iterable[Piece], about: Mapping[str, Any]) -> bool:
    """Make a lake hold exactly these files, which are written already; return whether it changed.

    `about` is kept with the state, as JSON. The datasets follow each other, `files` last; a commit
    that was interrupted is completed by the next. Raises LakeError.
    """
    wanted = {name: frozenset(each for each in pieces if each.table == name) for name in ROWS}
    # What differs between two states differs here, too.
    digest = hashlib.sha256(repr([sorted(each) for each in wanted.values()]).encode()).hexdigest()
    said = {**about, "state": digest}
    changed = [_commit_table(storage, name, each, said) for name, each in wanted.items()]
    return any(changed)


def _commit_table(
    storage: Storage, name: str, wanted: frozenset[Piece], about: Mapping[str, Any]
) -> bool:
    errors = import_extra("deltalake.exceptions")
    for attempt in range(MAX_TRIES):
        with _errors(storage, name):
            table = _open(storage, name) or _create(storage, name)
            current = _pieces(name, table)
            if current == wanted and _about(table) == about:
                return attempt > 0
            try:
                _replace(table, name, current, wanted, about)
            except errors.CommitFailedError:
                continue
            return True
    raise LakeError(f"other programs keep changing {storage.url}/{name}; try again later")


def _replace(
    table: Any,
    name: str,
    current: frozenset[Piece],
    wanted: frozenset[Piece],
    about: Mapping[str, Any],
) -> None:
    """Write the transaction that leaves the wanted files in a table."""
    deltalake = import_extra("deltalake")
    added, removed = sorted(wanted - current), current - wanted
    shares = sorted({piece.share for piece in (*added, *removed)})
    table.create_write_transaction(
        [_add_action(piece) for piece in added],
        mode="overwrite" if removed else "append",
        schema=_schema(name),
        partition_by=PARTITION_BY,
        partition_filters=[("share", "in", shares)] if removed else None,
        commit_properties=deltalake.CommitProperties(
            custom_metadata={KEY: json.dumps(about, sort_keys=True, ensure_ascii=False)}
        ),
    )


def _add_action(piece: Piece) -> Any:
    transaction = import_extra("deltalake.transaction")
    return transaction.AddAction(
        piece.path,
        piece.size,
        {"month": piece.month, "share": piece.share},
        0,
        True,
        json.dumps({"numRecords": piece.rows}),
    )


def _schema(name: str) -> Any:
    pa = import_extra("pyarrow")
    schema = arrow_schema(name)
    for column in PARTITION_BY:
        schema = schema.append(pa.field(column, pa.string()))
    return import_extra("deltalake").Schema.from_arrow(schema)


def _create(storage: Storage, name: str) -> Any:
    transaction = import_extra("deltalake.transaction")
    if storage.is_local:
        storage.system.makedirs(f"{storage.root}/{name}", exist_ok=True)
    transaction.create_table_with_add_actions(
        f"{storage.url}/{name}",
        _schema(name),
        [],
        mode="ignore",
        partition_by=PARTITION_BY,
        name=name,
        storage_options=storage.delta_options,
    )
    return _open(storage, name)


def _open(storage: Storage, name: str) -> Any:
    """Return a table as it is now; None if there is none."""
    deltalake = import_extra("deltalake")
    try:
        return deltalake.DeltaTable(f"{storage.url}/{name}", storage_options=storage.delta_options)
    except deltalake.exceptions.TableNotFoundError:
        return None


def _pieces(name: str, table: Any) -> frozenset[Piece]:
    pa = import_extra("pyarrow")
    actions = pa.table(table.get_add_actions(flatten=True)).select(
        ["partition.month", "partition.share", "num_records", "size_bytes"]
    )
    columns = [column.to_pylist() for column in actions.columns]
    return frozenset(Piece(name, *row) for row in zip(*columns, strict=True))


def _about(table: Any) -> dict[str, Any] | None:
    """Return what the last load said of its state; None before the first."""
    if table is None:
        return None
    said = next((entry[KEY] for entry in table.history() if KEY in entry), None)
    return json.loads(said) if said else None


@contextmanager
def _errors(storage: Storage, name: str) -> Iterator[None]:
    """Turn the errors of Delta tables and of storage into LakeError."""
    errors = import_extra("deltalake.exceptions")
    try:
        yield
    except (errors.DeltaError, OSError) as error:
        storage.names("")  # says plainly what is wrong if that is not the table, as credentials
        reason = _reason_of(str(error) or type(error).__name__)
        raise LakeError(f"the dataset {storage.url}/{name} cannot be used: {reason}") from None


def _reason_of(error: str) -> str:
    """Return what an error of Delta tables comes from: its first line says only where it was."""
    if message := re.search("<Message>(.*?)</Message>", error, re.DOTALL):
        return message[1]
    lines = [ANSI.sub("", line).strip(" ↳") for line in error.splitlines()]
    return ": ".join(dict.fromkeys(line for line in (lines[0], lines[-1]) if line))
