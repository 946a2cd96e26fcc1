"""Stores the bytes of each post's file, so that a later version can convert it again."""

from __future__ import annotations

import sqlite3

import zstandard

from newsdb.database.file_contents import FileContents
from newsdb.models import RawPost

LEVEL = 6
DICTIONARY_BYTES = 32 * 2**10
MIN_SAMPLES, MAX_SAMPLES = 100, 500
"""How many files a dictionary is made from: for fewer, it takes more room than it saves."""
# Fixed, so that no time is spent on finding the best: lengths of common substrings, in bytes.
SEGMENT, STRIDE = 1000, 8
PUT = "insert or replace into file_contents (file_id, form, content) values (?, ?, ?)"


class ContentWriter:
    """Writes the contents of files; the dictionary is made once, and never changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take a connection in a transaction."""
        self._connection = connection
        self._put = 0
        row = connection.execute("select content from compression_dictionaries").fetchone()
        self._has_dictionary = row is not None
        self._compressor = _compressor(zstandard.ZstdCompressionDict(row[0]) if row else None)

    def put(self, file_id: int, raw: RawPost | None) -> None:
        """Store the content of a file in place of an earlier one; None stores nothing."""
        if raw is None:
            self._connection.execute("delete from file_contents where file_id = ?", (file_id,))
            return
        frame = self._compressor.compress(raw.content)
        self._connection.execute(PUT, (file_id, raw.form, frame))
        self._put += 1
        if self._put % MAX_SAMPLES == 0:
            self._make_dictionary(MAX_SAMPLES)

    def remove_duplicates(self, post_id: int) -> None:
        """Delete the contents of the files that are duplicates of a post."""
        self._connection.execute(
            "delete from file_contents where file_id in "
            "(select id from files where post_id = ? and status = 'duplicate')",
            (post_id,),
        )

    def finish(self) -> None:
        """Create the dictionary if it is due."""
        self._make_dictionary(MIN_SAMPLES)

    def _make_dictionary(self, at_least: int) -> None:
        """Create the dictionary from the stored contents, if these suffice, and recompress them."""
        if self._has_dictionary:
            return
        count = self._connection.execute("select count(*) from file_contents").fetchone()[0]
        if count < at_least:
            return
        contents = FileContents(self._connection)
        rows = self._connection.execute(
            "select file_id, form, content, bytes from file_contents "
            "join files on id = file_id order by file_id"
        )
        kept = [(id, form, contents.decompress(frame, size)) for id, form, frame, size in rows]
        self._has_dictionary = True
        try:
            dictionary = zstandard.train_dictionary(
                DICTIONARY_BYTES, [content for *_, content in kept], k=SEGMENT, d=STRIDE
            )
        except zstandard.ZstdError:
            return  # they have too little in common
        self._connection.execute(
            "insert into compression_dictionaries (id, content) values (?, ?)",
            (dictionary.dict_id(), dictionary.as_bytes()),
        )
        self._compressor = _compressor(dictionary)
        # Rows that only became shorter would leave their pages half empty.
        self._connection.execute("delete from file_contents")
        self._connection.executemany(
            PUT, [(id, form, self._compressor.compress(content)) for id, form, content in kept]
        )


def _compressor(dictionary: zstandard.ZstdCompressionDict | None) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary)
