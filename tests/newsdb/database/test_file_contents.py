"""The bytes of files as a database keeps them: any Zstandard frame, and no damaged one."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import zstandard
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.database.file_contents import FileContents, damaged_contents, keeps_contents
from newsdb.exceptions import DamagedContentError

TEXT = "---\ntitle: 题 {}\n---\n今日无雨，澄江大桥照常通行，交警提醒慢行。\n"
SAMPLES = [TEXT.format(number).encode() for number in range(99)]
DICTIONARY = zstandard.train_dictionary(512, SAMPLES * 9)
CONTENT = "---\ntitle: 题\n---\n正文\n".encode()
PLAIN = zstandard.ZstdCompressor(write_checksum=True).compress(CONTENT)
NAMED = zstandard.ZstdCompressor(dict_data=DICTIONARY, write_checksum=True).compress(CONTENT)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(Database(connection))
        yield connection


def keep(connection: sqlite3.Connection, frame: bytes | None, path: str = "a.md") -> int:
    """Keep a frame as the content of the file of a post; return the file's id."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    post = connection.execute(
        "insert into posts (slug, title, summary, characters, path, sha256, body) "
        "values (?, '', '', 0, ?, ?, '')",
        (path, path, digest),
    ).lastrowid
    file = connection.execute(
        "insert into files (source, path, slug, bytes, post_id, status) "
        "values ('', ?, '', ?, ?, 'post')",
        (path, len(CONTENT), post),
    ).lastrowid
    assert file is not None
    connection.execute("insert into file_contents values (?, 'file', ?)", (file, frame))
    return file


def test_frames_with_and_without_the_dictionary(connection: sqlite3.Connection) -> None:
    connection.execute(
        "insert into compression_dictionaries values (?, ?)",
        (DICTIONARY.dict_id(), DICTIONARY.as_bytes()),
    )
    contents = FileContents(connection)
    for number, frame in enumerate((PLAIN, NAMED, NAMED)):
        assert contents.read(keep(connection, frame, f"{number}.md"), len(CONTENT)) == CONTENT
    assert contents.read(99, len(CONTENT)) is None
    assert list(damaged_contents(connection)) == []


@pytest.mark.parametrize(
    ("frame", "size", "message"),
    [
        (PLAIN, len(CONTENT) - 1, "the stored content has another length than its file"),
        (PLAIN[:-1] + bytes([PLAIN[-1] ^ 1]), len(CONTENT), "the stored content is damaged"),
        (PLAIN[:-5], len(CONTENT), "the stored content is damaged"),
        (CONTENT, len(CONTENT), "the stored content is damaged"),
        (b"", 0, "the stored content is damaged"),
        ("text", len(CONTENT), "the stored content is damaged"),
        # Its dictionary is not in the database.
        (NAMED, len(CONTENT), "the stored content is damaged"),
        # A frame that does not tell how much memory it takes.
        (
            zstandard.ZstdCompressor(write_content_size=False).compress(CONTENT),
            len(CONTENT),
            "the stored content has another length than its file",
        ),
    ],
)
def test_damaged_frames(
    connection: sqlite3.Connection, frame: bytes, size: int, message: str
) -> None:
    with pytest.raises(DamagedContentError, match=message):
        FileContents(connection).read(keep(connection, frame), size)


def test_content_that_a_post_was_not_made_from(connection: sqlite3.Connection) -> None:
    keep(connection, PLAIN, "good.md")
    other = zstandard.ZstdCompressor().compress(bytes(len(CONTENT)))
    for path, frame in (("other.md", other), ("damaged.md", PLAIN[:-1])):
        keep(connection, frame, path)
    assert list(damaged_contents(connection)) == ["other.md", "damaged.md"]


def test_older_databases_keep_nothing(connection: sqlite3.Connection) -> None:
    assert keeps_contents(connection)
    with closing(sqlite3.connect(":memory:")) as older:
        assert not keeps_contents(older)
