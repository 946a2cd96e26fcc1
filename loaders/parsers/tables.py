"""Rows of CSV files and of SQLite databases, for people whose posts are in another database."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from loaders.decode import decode
from loaders.parsers.jsonl import JsonLines
from loaders.parsers.record_files import COLUMNS, name_of, open_lines, spooled_rows
from loaders.sources.protocol import MAX_BYTES, MAX_SOURCE_BYTES, SizeLimit, require_regular_file
from newsdb.database.reading import describe_error
from newsdb.exceptions import BinaryFileError, SourceError

DELIMITERS = ",;\t|"


def open_csv(
    location: str, columns: Mapping[str, str] | None = None, max_bytes: int = MAX_SOURCE_BYTES
) -> JsonLines:
    """Return the rows of a CSV file, or of standard input (`-`), as records.

    The first row has the names of the fields; `columns` gives the name of the column for a field
    that is called otherwise. Raises SourceError.
    """
    name = name_of(location)
    with open_lines(location, SizeLimit(name, max_bytes)) as file:
        content = file.read(max_bytes + 1)
    SizeLimit(name, max_bytes).check(len(content))
    try:
        text, _ = decode(content)
    except BinaryFileError as error:
        raise SourceError(f"{name}: {error}") from None
    header = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    return spooled_rows(name, _csv_rows(name, text, delimiter, dict(columns or {})))


def _csv_rows(
    name: str, text: str, delimiter: str, columns: dict[str, str]
) -> Iterator[dict[str, Any] | list[Any]]:
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [each.strip() for each in next(reader, [])]
        fields = _renamed(name, names, columns)
        _require_unique(name, fields)
        for row in reader:
            if len(row) == len(fields):
                yield {name: cell for name, cell in zip(fields, row, strict=True) if name}
            elif row:
                yield row
    except csv.Error as error:
        raise SourceError(f"{name}:{reader.line_num} is not CSV: {error}") from None


def _renamed(name: str, names: list[str], columns: dict[str, str]) -> list[str]:
    """Return the names of the fields that columns hold.

    That is '' for a column that is called like a field which another column has.
    """
    for field, column in columns.items():
        if column not in names:
            known = ", ".join(names)
            raise SourceError(f"{name} has no column {column} for {field}; it has {known}")
    fields = {column: field for field, column in columns.items()}
    return [fields.get(each, "" if each in columns else each) for each in names]


def _require_unique(name: str, fields: list[str]) -> None:
    """Raise SourceError if two columns have the name of one field."""
    for field in dict.fromkeys(fields):
        if field in COLUMNS - {""} and fields.count(field) > 1:
            raise SourceError(f"{name} has several columns {field}; name each differently")


def open_sqlite(location: str, sql: str) -> JsonLines:
    """Return the rows that a query gives in a SQLite database as records.

    The names of its columns are those of the fields. The database is opened read-only. Raises
    SourceError.
    """
    name, path = name_of(location), Path(location)
    if not path.exists():
        raise SourceError(f"{name} does not exist")
    require_regular_file(path, name)
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("pragma query_only = on")
            # A text that is not UTF-8 is no reason to stop; it is repaired where it is read.
            connection.text_factory = bytes
            rows = connection.execute(sql)
            if rows.description is None:
                raise SourceError(f"{name}: the SQL is not a query that returns rows")
            _require_unique(name, [column for column, *_ in rows.description])
            return spooled_rows(name, (dict(zip(row.keys(), row, strict=True)) for row in rows))
    except (sqlite3.Error, sqlite3.Warning) as error:
        reason = describe_error(error) if isinstance(error, sqlite3.Error) else error
        raise SourceError(f"{name}: {reason}") from None
