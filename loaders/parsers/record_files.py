"""Files of records, as lines of JSON: of JSON lines, a JSON array, or rows of any kind."""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import zstandard

from loaders.parsers.jsonl import JsonLines
from loaders.sources.names import source_name
from loaders.sources.protocol import MAX_SOURCE_BYTES, SizeLimit, require_regular_file
from loaders.sources.remote import download_file
from loaders.sources.urls import open_file_system, url_name
from newsdb.exceptions import SourceError
from newsdb.fields import NAMES
from newsdb.text import clean

MAX_ARRAY_BYTES = 512 * 2**20
"""The largest JSON array that is read: unlike lines, all of it is in memory."""
COLUMNS = {*NAMES, "html", "id", ""}
LIST_FIELDS = ("tags", "categories", "authors", "redirects")
OBJECT_FIELDS = ("images", "mentions")
SEPARATORS = str.maketrans(",，;；、|", "\n\n\n\n\n\n")


def open_json(location: str, max_bytes: int = MAX_SOURCE_BYTES) -> JsonLines:
    """Return the records at a path or URL, or `-` for standard input.

    `.gz` and `.zst` are decompressed. A file that is a JSON array is read as if each element were
    a line. Raises SourceError if it cannot be read, or has more than `max_bytes`.
    """
    name = name_of(location)
    limit = SizeLimit(name, max_bytes)
    if "://" in location:
        system, path = open_file_system(location)
        with tempfile.NamedTemporaryFile(suffix=PurePosixPath(path).suffix) as fetched:
            download_file(system, path, Path(fetched.name), name, max_bytes)
            file = open_lines(fetched.name, limit)  # it stays open without its name
    else:
        file = open_lines(location, limit)
    start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    return JsonLines(name, _array_as_lines(name, file) if start.startswith(b"[") else file)


def spooled_rows(name: str, rows: Iterable[Mapping[str, Any] | list[Any]]) -> JsonLines:
    """Return rows of a table as records. One that is a list has no names, and will be rejected."""
    lines = tempfile.TemporaryFile()  # noqa: SIM115 (the source keeps it)
    names: dict[str, None] = {}
    for row in rows:
        if isinstance(row, Mapping):
            names.update(dict.fromkeys(row))
        record = record_of_row(row) if isinstance(row, Mapping) else row
        lines.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    lines.seek(0)
    found = JsonLines(name, lines)
    # Also the columns of rows that will be rejected, for which they may be the reason.
    found.unknown.update(dict.fromkeys(each for each in names if each not in COLUMNS))
    return found


def record_of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a table as a record: values are text, names may be a list in one text.

    A row without slug and path is called by its id, else by its URL.
    """
    cells = {
        name: value if isinstance(value, list | dict) else _cell(value)
        for name, value in row.items()
    }
    record: dict[str, Any] = {name: value for name, value in cells.items() if value}
    for name in (*LIST_FIELDS, *OBJECT_FIELDS):
        if isinstance(record.get(name), str):
            record[name] = _list(record[name], name in OBJECT_FIELDS)
    if not (record.get("slug") or record.get("path")):
        name = record.get("id") or record.get("url", "").partition("://")[2]
        if name:
            record["slug"] = name
    record.pop("id", None)
    return record


def name_of(location: str) -> str:
    """Return what the source at a path or URL is called."""
    if "://" in location:
        return url_name(location)
    return source_name(location and Path(location).as_posix())


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return clean(value.decode("utf-8", "replace"))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else clean(str(value)).strip()


def _list(text: str, of_objects: bool) -> Any:
    """Return a list that is written as JSON, or as names between commas or semicolons."""
    if text.startswith("[") or of_objects:
        try:
            return json.loads(text)
        except ValueError:
            pass
    return [name.strip() for name in text.translate(SEPARATORS).split("\n") if name.strip()]


def _array_as_lines(name: str, file: IO[bytes]) -> IO[bytes]:
    """Return the elements of a JSON array, each on a line; a file that is none as it is."""
    content = file.read(MAX_ARRAY_BYTES + 1)
    if len(content) > MAX_ARRAY_BYTES:
        raise SourceError(
            f"{name} is a JSON array of more than {MAX_ARRAY_BYTES // 2**20} MB; "
            "give each element a line of its own, as `jq -c '.[]'` does"
        )
    file.seek(0)
    try:
        elements = json.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        if _is_first_line_whole(content):
            return file
        raise SourceError(f"{name} begins as a JSON array, but is none") from None
    lines = tempfile.TemporaryFile()  # noqa: SIM115 (the source keeps it)
    for element in elements:
        lines.write(json.dumps(element, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    lines.seek(0)
    return lines


def _is_first_line_whole(content: bytes) -> bool:
    """Return whether a file has lines of JSON, of which the first is an array."""
    try:
        json.loads(content.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    return True


def open_lines(location: str, limit: SizeLimit) -> IO[bytes]:
    """Return a file that can be read twice: a compressed file or a pipe is copied to disk."""
    if location != "-":
        require_regular_file(Path(location), limit.name)
    if location != "-" and not location.endswith((".gz", ".zst")):
        try:
            return Path(location).open("rb")
        except OSError as error:
            raise SourceError(f"{limit.name} cannot be read: {error.strerror or error}") from None
    spooled = tempfile.TemporaryFile()  # noqa: SIM115 (the source keeps it)
    try:
        with _decompressed(location) as file:
            while chunk := file.read(2**20):
                limit.add(len(chunk))
                spooled.write(chunk)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{limit.name} cannot be read: {reason}") from None
    spooled.seek(0)
    return spooled


def _decompressed(location: str) -> IO[bytes]:
    if location == "-":
        return sys.stdin.buffer
    if location.endswith(".gz"):
        return cast("IO[bytes]", gzip.open(location))
    packed = Path(location).open("rb")  # noqa: SIM115 (the reader closes it)
    reader = zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
    return cast("IO[bytes]", reader)
