"""Records as Parquet, with real types; needs the extra `newsdb[parquet]` (pyarrow)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from newsdb.exceptions import PyarrowMissingError
from newsdb.fields import FIELDS, Field, Record
from newsdb.times import has_time

ROWS_IN_GROUP = 2000
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


def is_available() -> bool:
    """Return whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def write(path: Path, pages: Iterable[list[Record]]) -> None:
    """Write records to a Parquet file, the same bytes for the same records.

    Times are instants in UTC (microseconds), null where only the day is known; days are dates,
    lists are lists.
    Raises PyarrowMissingError if the extra is missing.
    """
    pa = _pyarrow()
    schema = pa.schema([_field(pa, field) for field in FIELDS])
    writer = import_module("pyarrow.parquet").ParquetWriter(path, schema, compression="zstd")
    with writer:
        waiting: list[Record] = []
        for page in pages:
            waiting += page
            while len(waiting) >= ROWS_IN_GROUP:
                writer.write_table(_table(pa, schema, waiting[:ROWS_IN_GROUP]))
                waiting = waiting[ROWS_IN_GROUP:]
        if waiting:
            writer.write_table(_table(pa, schema, waiting))


def _pyarrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError:
        raise PyarrowMissingError(
            "Parquet needs pyarrow, which is not installed: pip install newsdb[parquet]"
        ) from None


def _field(pa: Any, field: Field) -> Any:
    # Descriptions travel with the file: `pyarrow.parquet.read_schema` shows them.
    return pa.field(
        field.name, _type(pa, field), field.nullable, {"description": field.description}
    )


def _type(pa: Any, field: Field) -> Any:
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
        "strings": pa.list_(pa.field("element", pa.string(), False)),
        "objects": pa.list_(pa.struct([_field(pa, each) for each in field.fields])),
    }
    return types[field.type]


def _table(pa: Any, schema: Any, records: list[Record]) -> Any:
    rows = [tuple(record.values()) for record in records]
    columns = [
        [_value(field, value) for value in values]
        for field, values in zip(FIELDS, zip(*rows, strict=True), strict=True)
    ]
    arrays = [
        pa.array(values, type=kind) for values, kind in zip(columns, schema.types, strict=True)
    ]
    return pa.table(arrays, schema=schema)


def _value(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.type == "datetime" and not has_time(value):
        return None
    if field.type == "datetime":
        # pyarrow would go through datetime in UTC, which the first day of year 1 may not be.
        return (datetime.fromisoformat(value) - EPOCH) // MICROSECOND
    return date.fromisoformat(value) if field.type == "date" else value
