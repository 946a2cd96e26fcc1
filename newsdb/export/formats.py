"""Records as text: NDJSON and CSV, UTF-8, the same bytes for the same records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, Literal

from newsdb.fields import FIELDS, NAMES, Record

Format = Literal["ndjson", "csv", "parquet"]
CONTENT_TYPES: dict[Format, str] = {
    "ndjson": "application/x-ndjson; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
}
LISTS = frozenset(field.name for field in FIELDS if field.is_list)


def compact(value: Any) -> str:
    """Return JSON without needless spaces and with every sign as itself."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def ndjson(records: Iterable[Record]) -> bytes:
    """Return a JSON object a line, each line ended by a line feed (https://jsonlines.org)."""
    return "".join(f"{compact(record)}\n" for record in records).encode("utf-8", "replace")


def csv_header() -> bytes:
    """Return the first line of a CSV file."""
    return ",".join(NAMES).encode() + b"\r\n"


def csv_rows(records: Iterable[Record]) -> bytes:
    """Return rows as RFC 4180 wants them; lists are JSON, what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for record in records:
        writer.writerow(
            compact(value) if name in LISTS else value for name, value in record.items()
        )
    return text.getvalue().encode("utf-8", "replace")


def head(format: Format) -> bytes:
    """Return what a text file of a format begins with."""
    return csv_header() if format == "csv" else b""


def rows(format: Format, records: Iterable[Record]) -> bytes:
    """Return records as a part of a text file of a format."""
    return csv_rows(records) if format == "csv" else ndjson(records)


def broken(format: Format, last: str | None) -> bytes:
    """Return a last line that no reader takes for a whole one: for a file that broke off.

    `last` is the slug of the last record that was written.
    """
    sentence = "this file broke off; ask for the rest with ?after= and the last slug"
    if format == "csv":
        return f'"{sentence}: {(last or "").replace(chr(34), "")}'.encode("utf-8", "replace")
    return f'{{"error":{compact(sentence)},"after":{compact(last)}'.encode("utf-8", "replace")
