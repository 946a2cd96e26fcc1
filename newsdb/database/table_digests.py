"""Digests of tables: of all rows that belong to no single post, in any order.

The digest of a table is the sum of the digests of its rows, so that a load can bring it up to date
with the rows that it changes, and need not read the others.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newsdb.database.content_tables import DERIVED
from newsdb.database.digests import DIGEST_BYTES
from newsdb.database.schema import TABLES

# What hangs on a post is in the digest of the post, and its plain text in the search index.
OF_A_POST = (
    *("post_authors", "post_tags", "post_categories"),
    *("post_texts", "post_securities", "images", "media", "redirects"),
)


@dataclass(frozen=True, slots=True)
class Digested:
    """The columns of a table that its digest covers, and which of its rows.

    `condition` is SQL with `{row}` for the row, empty for all rows.
    """

    columns: tuple[str, ...]
    condition: str = ""


def _columns(table: str, *left_out: str) -> tuple[str, ...]:
    return tuple(name for name in TABLES[table]["columns"] if name not in left_out)


DIGESTED = {name: Digested(_columns(name)) for name in TABLES if name not in OF_A_POST} | {
    "posts": Digested(("id", "slug", "load_id", "digest", "source_id", *DERIVED)),
    "loads": Digested(_columns("loads", "digests")),
    # `check` compares the contents themselves with the SHA-256 of their files.
    "file_contents": Digested(_columns("file_contents", "content")),
    "image_contents": Digested(_columns("image_contents", "content")),
    # It restores each version and compares it with its digest.
    "version_texts": Digested(_columns("version_texts", "delta")),
    # The rows that are derived from all posts; the others are of a post.
    "post_securities": Digested(
        _columns("post_securities"),
        "{row}.found_by not in ('mark', 'code', 'chart') or {row}.role != 'subject'",
    ),
    "post_tags": Digested(_columns("post_tags"), "{row}.found_by != 'post'"),
}
"""The tables that have a digest."""

_encode = json.JSONEncoder(default=bytes.hex).encode


def digest_of_row(values: Sequence[Any]) -> int:
    """Return the digest of a row's values as a number."""
    content = _encode(values).encode()
    return int.from_bytes(hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest(), "big")


def as_digest(total: int) -> str:
    """Return a sum of digests as the digest of a table, hexadecimal."""
    return f"{total % 2 ** (8 * DIGEST_BYTES):0{2 * DIGEST_BYTES}x}"


def table_digests(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the digest of each table in DIGESTED."""
    found = {}
    for table, each in DIGESTED.items():
        rows = connection.execute(
            f"select {', '.join(each.columns)} from {table} as each_row "  # noqa: S608
            f"where {each.condition.format(row='each_row') or 'true'}"
        )
        found[table] = as_digest(sum(map(digest_of_row, rows)))
    return found
