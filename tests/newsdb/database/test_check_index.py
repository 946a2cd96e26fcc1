"""Check finds what the search index has otherwise than the posts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsdb.database.checking import check_database


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
