"""What `newsdb check` detects: a hundred ways to tamper with a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from newsdb.database.checking import Rule, check_database
from tests.paths import GOLDEN

TAMPERINGS = (GOLDEN / "tamperings.sql").read_text("utf-8").splitlines()[1:]


@pytest.fixture
def copy(news_db: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "copy.db"
    path.write_bytes(news_db.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def test_there_are_a_hundred() -> None:
    assert len(set(TAMPERINGS)) >= 100


@pytest.mark.slow
def test_a_whole_database_is_whole(copy: sqlite3.Connection) -> None:
    assert list(check_database(copy)) == []
    copy.execute("vacuum")
    copy.execute("analyze")
    assert list(check_database(copy)) == []


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_tampering_is_detected(copy: sqlite3.Connection, statement: str) -> None:
    before = copy.total_changes
    with suppress(sqlite3.IntegrityError):
        copy.execute(statement)
    changed = copy.total_changes > before or not statement.startswith(("update", "delete"))
    assert changed, "this statement changes nothing"
    # The first problem will do: the search index, which takes longest, is read last.
    try:
        found = next(check_database(copy), "")
    except sqlite3.OperationalError as error:
        found = str(error)
    assert found


@pytest.mark.slow
def test_a_flipped_bit_anywhere_in_the_index_is_detected(news_db: Path, tmp_path: Path) -> None:
    """Position lists have no checksum: phrases would find other posts."""
    path = tmp_path / "copy.db"
    missed = []
    with closing(sqlite3.connect(news_db)) as connection:
        blocks = connection.execute(
            "select id, block from posts_fts_data where length(block) > 3000 order by id"
        ).fetchall()
    for number, (block_id, block) in enumerate(blocks[:: len(blocks) // 10]):
        flipped = bytearray(block)
        # The lowest bit of a length says that an older row was deleted: nothing is found otherwise.
        flipped[1000 + 97 * number] ^= 2 << number % 7
        path.write_bytes(news_db.read_bytes())
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(
                "update posts_fts_data set block = ? where id = ?", (bytes(flipped), block_id)
            )
        with closing(sqlite3.connect(path)) as connection:
            if not list(check_database(connection)):
                missed.append((block_id, 1000 + 97 * number))
    assert missed == []


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ("a", "1 post is bad: a"),
        ("ab", "2 posts are bad: a, b"),
        ("abc", "3 posts are bad: a, b, c"),
        ("abcd", "4 posts are bad: a, b, c, …"),
    ],
)
def test_the_first_few_rows_are_named(names: str, sentence: str) -> None:
    assert Rule("post is bad", "posts are bad", "").describe(names) == sentence
