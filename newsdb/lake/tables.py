"""The datasets of a lake: what a row of each holds, and rows as Parquet and back.

`files` accounts for every file that was read; `posts` holds the posts of those that are posts;
`mentions` and `problems` are what they say of securities, and what had to be repaired or refused.
Rows of a part of the source, called a share, make one Parquet file in each dataset and month.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from newsdb.exceptions import LakeError
from newsdb.models import Post
from newsdb.search.filters import UNDATED
from newsdb.times import instant

INSTANTS = ("published_utc", "updated_utc")
DAYS = ("date",)
METADATA = b"newsdb"
"""The key of what a file of `files` says of its share, in the metadata of Parquet."""
MONTH_LENGTH, YEAR_LENGTH = len("2022-01"), len("2022")


@dataclass(frozen=True, slots=True)
class PostRow(Post):
    """A post, with the path of its file and the SHA-256 of the bytes of that."""

    path: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class MentionRow:
    """How often a post names a security, whether its title does, and how that is known."""

    slug: str
    code: str
    name: str
    kind: str
    market: str
    mentions: int
    in_title: bool
    found_by: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Something in a file that was repaired or refused, as in the table `problems`."""

    source: str
    path: str
    line: int | None
    kind: str
    detail: str
    raw: bytes | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that was read, as in the table `files`; `content` is kept for later conversions."""

    source: str
    path: str
    slug: str
    sha256: str | None
    size: int
    status: Literal["post", "duplicate", "rejected", "unpublished"]
    form: Literal["file", "entry", "record", "wordpress"] | None = None
    content: bytes | None = None


ROWS: dict[str, type] = {
    "posts": PostRow,
    "mentions": MentionRow,
    "problems": ProblemRow,
    "files": FileRow,
}
"""The datasets, in the order in which they are written: `files` says that a share is complete."""

Row = TypeVar("Row")


def post_row(post: Post, path: str, sha256: str) -> PostRow:
    """Return the row of a post; `sha256` is that of the bytes of its file at `path`."""
    values = {field.name: getattr(post, field.name) for field in fields(Post)}
    return PostRow(**values, path=path, sha256=sha256)


def mention_rows(post: Post) -> list[MentionRow]:
    """Return the rows of what a post mentions."""
    return [
        MentionRow(
            post.slug,
            *(each.security.code, each.security.name, each.security.kind, each.security.market),
            *(each.mentions, each.in_title, each.found_by),
        )
        for each in post.mentions
    ]


def month_of(day: str | None) -> str:
    """Return the month that a day (YYYY-MM-DD) belongs to, as the datasets are partitioned."""
    return day[:MONTH_LENGTH] if day else UNDATED


def year_of(month: str) -> str:
    """Return the year (YYYY) of a month of a dataset; that of undated posts is `undated`."""
    return month if month == UNDATED else month[:YEAR_LENGTH]


def import_extra(name: str) -> Any:
    """Return a module of the extra `[cluster]`. Raises LakeError if it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        raise LakeError(
            f"this needs the package {name.partition('.')[0]}, which is not installed: "
            "pip install newsdb[cluster]"
        ) from None


@cache
def arrow_schema(table: str) -> Any:
    """Return the Arrow schema of a dataset, without the columns that it is partitioned by."""
    pa = import_extra("pyarrow")
    hints = get_type_hints(ROWS[table])
    return pa.schema(
        [(field.name, _type(field.name, hints[field.name])) for field in fields(ROWS[table])]
    )


def _type(name: str, hint: Any) -> Any:
    pa = import_extra("pyarrow")
    if name in INSTANTS:
        return pa.timestamp("us", tz="UTC")
    if name in DAYS:
        return pa.date32()
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    if get_origin(hint) is tuple:
        return pa.list_(_type("", get_args(hint)[0]))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return pa.struct([(each.name, _type(each.name, hints[each.name])) for each in fields(hint)])
    types = {int: pa.int64(), bool: pa.bool_(), bytes: pa.binary()}
    return types.get(hint, pa.string())


def to_parquet(table: str, rows: Iterable[Any], metadata: Any = None) -> bytes:
    """Return rows as a Parquet file: the same bytes for the same rows and `metadata` (JSON)."""
    pa, parquet = import_extra("pyarrow"), import_extra("pyarrow.parquet")
    schema = arrow_schema(table)
    if metadata is not None:
        schema = schema.with_metadata({METADATA: json.dumps(metadata, sort_keys=True).encode()})
    values = [_with_times(asdict(row)) for row in rows]
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(values, schema=schema), file, compression="zstd")
    return file.getvalue()


def from_parquet(row: type[Row], content: bytes, columns: list[str] | None = None) -> list[Row]:
    """Return the rows of a Parquet file; those `columns` alone where they are given.

    Raises LakeError if its columns are others: another version of newsdb wrote it.
    """
    parquet = import_extra("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(content), columns=columns)
    name = next(name for name, each in ROWS.items() if each is row)
    types = {field.name: field.type for field in arrow_schema(name)}
    expected = {column: types[column] for column in columns or types}
    if {field.name: field.type for field in table.schema} != expected:
        raise LakeError(
            f"the dataset {name} was written by another version of newsdb; write it again"
        )
    values = table.to_pylist()
    hints = get_type_hints(row)
    return [
        row(**{name: _value(name, hints[name], value) for name, value in each.items()})
        for each in values
    ]


def metadata_of(content: bytes) -> Any:
    """Return the metadata with which `to_parquet` made a file."""
    parquet = import_extra("pyarrow.parquet")
    return json.loads(parquet.read_schema(io.BytesIO(content)).metadata[METADATA])


def _with_times(values: dict[str, Any]) -> dict[str, Any]:
    for name in values.keys() & set(INSTANTS):
        values[name] = values[name] and datetime.fromisoformat(values[name].replace("Z", "+00:00"))
    for name in values.keys() & set(DAYS):
        values[name] = values[name] and date.fromisoformat(values[name])
    return values


def _value(name: str, hint: Any, value: Any) -> Any:
    """Return a value that Arrow gave as the type that a dataclass declares."""
    if name in INSTANTS:
        return value and instant(value.isoformat())
    if name in DAYS:
        return value and value.isoformat()
    if get_origin(hint) is tuple:
        return tuple(_nested(get_args(hint)[0], each) for each in value)
    return value


def _nested(hint: Any, value: Any) -> Any:
    if not is_dataclass(hint):
        return value
    hints = get_type_hints(hint)
    return hint(**{name: _nested(hints[name], each) for name, each in value.items()})  # type: ignore[operator]
