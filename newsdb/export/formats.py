"""The formats of exports: each is one entry of FORMATS, from which everything else follows.

The command line, the URLs below `/data`, OpenAPI, the page about the data and the names that an
export may overwrite are made of it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsdb.export import parquet
from newsdb.fields import FIELDS, NAMES, Record

INTERRUPTED = "download interrupted; resume with ?after= and the last slug"


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format that is written record by record, and streamed.

    A file is `header` and then what `encode` makes of the records, in as many parts as wanted.
    `interruption` makes, of the slug of the last record that was written (or None), a last line
    that no reader takes for a complete one. `summary` says for people what a file is.
    """

    suffix: str
    content_type: str
    summary: str
    header: bytes
    encode: Callable[[Iterable[Record]], bytes]
    interruption: Callable[[str | None], bytes]

    def write(self, path: Path, pages: Iterable[list[Record]]) -> None:
        """Write records to a file."""
        with path.open("wb") as file:
            file.write(self.header)
            for page in pages:
                file.write(self.encode(page))

    def month_path(self, month: str) -> str:
        """Return the path of a month's file in an export by month."""
        return f"{month}.{self.suffix}"


@dataclass(frozen=True, slots=True)
class BinaryFormat:
    """A format that is written as a whole file, if the package for it is installed."""

    suffix: str
    content_type: str
    summary: str
    write: Callable[[Path, Iterable[list[Record]]], None]
    is_available: Callable[[], bool]

    def month_path(self, month: str) -> str:
        """Return the path of a month's file in an export by month: a partition, as Hive has it."""
        return f"posts/month={month}/posts.{self.suffix}"


def compact_json(value: Any) -> str:
    """Return JSON without needless spaces, with every character as itself."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _ndjson(records: Iterable[Record]) -> bytes:
    return "".join(f"{compact_json(record)}\n" for record in records).encode("utf-8", "replace")


def _interrupted_ndjson(last: str | None) -> bytes:
    line = f'{{"error":{compact_json(INTERRUPTED)},"after":{compact_json(last)}'
    return line.encode("utf-8", "replace")


LISTS = frozenset(field.name for field in FIELDS if field.is_list)


def _csv(records: Iterable[Record]) -> bytes:
    """Return rows of CSV; lists are JSON, and what is not known is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for record in records:
        writer.writerow(
            compact_json(value) if name in LISTS else value for name, value in record.items()
        )
    return text.getvalue().encode("utf-8", "replace")


def _interrupted_csv(last: str | None) -> bytes:
    # A quoted field that is never closed.
    return f'"{INTERRUPTED}: {(last or "").replace(chr(34), "")}'.encode("utf-8", "replace")


NDJSON = TextFormat(
    suffix="ndjson",  # https://jsonlines.org
    content_type="application/x-ndjson; charset=utf-8",
    summary="One JSON object per line.",
    header=b"",
    encode=_ndjson,
    interruption=_interrupted_ndjson,
)
CSV = TextFormat(
    suffix="csv",  # RFC 4180
    content_type="text/csv; charset=utf-8; header=present",
    summary="CSV (RFC 4180); lists are JSON in their cells.",
    header=",".join(NAMES).encode() + b"\r\n",
    encode=_csv,
    interruption=_interrupted_csv,
)
PARQUET = BinaryFormat(
    suffix="parquet",
    content_type="application/vnd.apache.parquet",
    summary="Parquet, with typed columns.",
    write=parquet.write,
    is_available=parquet.is_available,
)

Format = TextFormat | BinaryFormat
FORMATS: Mapping[str, Format] = {each.suffix: each for each in (NDJSON, CSV, PARQUET)}


def text_formats() -> list[TextFormat]:
    """Return the formats that are streamed."""
    return [each for each in FORMATS.values() if isinstance(each, TextFormat)]


def binary_formats() -> list[BinaryFormat]:
    """Return the formats that are written as whole files."""
    return [each for each in FORMATS.values() if isinstance(each, BinaryFormat)]
