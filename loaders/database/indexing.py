"""Updates the two search indexes of posts."""

from __future__ import annotations

import sqlite3
from operator import itemgetter

from newsdb.models import Tokens
from newsdb.search import fold, language_of, pairs_of_folded, tokenize_folded

# How much FTS5 gathers before it writes a segment, in bytes; the second is its own default.
MEMORY_FOR_MANY, MEMORY_FOR_FEW = 67_108_864, 1_048_576
MAX_WAITING = 4_000_000
"""In characters."""

TABLES = ("posts_fts", "posts_pairs")
ADD = (
    "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
    "insert into posts_pairs (rowid, pairs) values (?, ?)",
)
REMOVE = (
    "insert into posts_fts (posts_fts, rowid, title, summary, body) values ('delete', ?, ?, ?, ?)",
    "insert into posts_pairs (posts_pairs, rowid, pairs) values ('delete', ?, ?)",
)


def tokens_of(lang: str | None, title: str, summary: str, text: str) -> Tokens:
    """Return what a post with these texts in a language (BCP 47) is found by; `text` is the plain
    text of its body."""
    language = language_of(lang)
    title, summary, text = map(fold, (title, summary, text))
    return Tokens(
        tokenize_folded(title, language),
        tokenize_folded(summary, language),
        tokenize_folded(text, language),
        pairs_of_folded(title, summary, text, language=language),
    )


class Index:
    """Gathers what changes in the indexes, and writes many posts at once, in order of their ids.

    FTS5 of SQLite 3.40 writes out what it has whenever a post comes that is not behind the last
    one, and whenever another statement may have to be undone, as most updates may. With each post
    by itself, a change took twenty times as long.
    """

    def __init__(self, connection: sqlite3.Connection, *, empty: bool = False) -> None:
        """Take a connection in a transaction; an empty index gets room for many posts.

        The index is `empty`, too, as long as there are no posts.
        """
        self._connection = connection
        self._waiting: list[tuple[int, tuple[str, str], Tokens]] = []
        self._characters = 0
        self._bulk = empty or not connection.execute("select 1 from posts limit 1").fetchone()
        if self._bulk:
            self._set_memory(MEMORY_FOR_MANY)

    def add(self, post_id: int, tokens: Tokens) -> None:
        """Make a post found by its tokens."""
        self._put(ADD, post_id, tokens)

    def remove(self, post_id: int, tokens: Tokens) -> None:
        """Make a post no longer found by its tokens, which must be those that it was found by."""
        self._put(REMOVE, post_id, tokens)

    def finish(self) -> None:
        """Write what is pending, and a rebuilt index as one segment, which is read fastest."""
        self._write()
        if self._bulk:
            for table in TABLES:
                self._connection.execute(f"insert into {table} ({table}) values ('optimize')")  # noqa: S608
            self._set_memory(MEMORY_FOR_FEW)

    def _put(self, statements: tuple[str, str], post_id: int, tokens: Tokens) -> None:
        self._waiting.append((post_id, statements, tokens))
        fields = tokens.title, tokens.summary, tokens.text, tokens.pairs
        self._characters += sum(map(len, fields))
        if self._characters > MAX_WAITING:
            self._write()

    def _write(self) -> None:
        # A post that is removed and added again keeps its place.
        waiting = sorted(self._waiting, key=itemgetter(0))
        for post_id, (statement, _), tokens in waiting:
            texts = tokens.title, tokens.summary, tokens.text
            self._connection.execute(statement, (post_id, *texts))
        for post_id, (_, statement), tokens in waiting:
            self._connection.execute(statement, (post_id, tokens.pairs))
        self._waiting.clear()
        self._characters = 0

    def _set_memory(self, size: int) -> None:
        for table in TABLES:
            self._connection.execute(
                f"insert into {table} ({table}, rank) values ('hashsize', ?)",  # noqa: S608
                (size,),
            )
