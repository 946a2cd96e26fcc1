"""The bytes of each post's file, as the table `file_contents` keeps them.

Each is a frame of Zstandard (RFC 8878) with its length. Once there are many, frames name the
database's dictionary, a row of `compression_dictionaries`; any Zstandard decoder reads them.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

import zstandard

from newsdb.exceptions import DamagedContentError


class FileContents:
    """Reads what a database keeps of files."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take a connection; it may be to a database of an older schema, which keeps nothing."""
        self._connection = connection
        self._decompressors: dict[int, zstandard.ZstdDecompressor] = {}

    def read(self, file_id: int, size: int) -> bytes | None:
        """Return the bytes of a file, None if they are not kept.

        `size` is how many `files` says that it has. Raises DamagedContentError for a damaged frame.
        """
        row = self._connection.execute(
            "select content from file_contents where file_id = ?", (file_id,)
        ).fetchone()
        return self.decompress(row[0], size) if row else None

    def decompress(self, frame: bytes, size: int) -> bytes:
        """Return the `size` bytes that a frame holds. Raises DamagedContentError if it does not."""
        try:
            parameters = zstandard.get_frame_parameters(frame)
            # What a frame says of its length is reserved in memory before it is read.
            if parameters.content_size != size:
                raise DamagedContentError("the stored content has another length than its file")
            return self._decompressor(parameters.dict_id).decompress(frame)
        except (zstandard.ZstdError, TypeError) as error:
            raise DamagedContentError(f"the stored content is damaged ({error})") from None

    def _decompressor(self, dictionary_id: int) -> zstandard.ZstdDecompressor:
        if dictionary_id not in self._decompressors:
            row = self._connection.execute(
                "select content from compression_dictionaries where id = ?", (dictionary_id,)
            ).fetchone()
            dictionary = zstandard.ZstdCompressionDict(row[0]) if row else None
            self._decompressors[dictionary_id] = zstandard.ZstdDecompressor(dict_data=dictionary)
        return self._decompressors[dictionary_id]


def keeps_contents(connection: sqlite3.Connection) -> bool:
    """Return whether the schema of a database is one that keeps contents."""
    query = "select 1 from sqlite_master where name = 'file_contents'"
    return connection.execute(query).fetchone() is not None


def damaged_contents(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the path of each file whose kept content is not what its post was made from."""
    contents = FileContents(connection)
    rows = connection.execute(
        "select files.path, bytes, posts.sha256, content from file_contents "
        "join files on files.id = file_id left join posts on posts.id = post_id order by file_id"
    )
    for path, size, sha256, frame in rows:
        try:
            found = hashlib.sha256(contents.decompress(frame, size)).hexdigest()
        except DamagedContentError:
            found = ""
        if found != sha256:
            yield path
