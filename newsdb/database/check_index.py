"""Whether the search indexes are those of the posts: what `newsdb check` reads last."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from newsdb.database.check_rules import MAX_NAMES
from newsdb.search import PAIRS_TABLE, PLAIN_TEXT, TABLE, language_of, pairs_of, tokenize

INSTANCES = (
    "create virtual table if not exists temp.instances using fts5vocab(main, posts_fts, instance)"
)
PAIR_INSTANCES = (
    "create virtual table if not exists temp.pair_instances "
    "using fts5vocab(main, posts_pairs, instance)"
)
FIND = """
select 1 from posts_fts where posts_fts match '"' || replace(?, '"', '""') || '"' limit 1
"""
FIND_PAIR = FIND.replace("posts_fts", "posts_pairs")
TOKENS = """
select term, count(*), sum((doc % 1000003 * 16 + case col when 'title' then 1 when 'summary' then 2
  else 3 end) * (offset + 1) % 2147483647) from temp.instances group by term
"""
"""A fingerprint of the positions of each token: post, column and offset."""
PAIRS = """
select term, count(*), sum(doc), sum(doc * doc % 2147483647)
from temp.pair_instances group by term
"""
"""A fingerprint of which posts each pair is in."""


def check_search(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield a sentence if the indexes are not as ones that are built from the posts.

    Compared are how many tokens each field of each post has, and the position of each token; and
    each token must be found. Of character pairs it is which posts have each.
    """
    with TemporaryDirectory() as directory:
        path = Path(directory) / "search.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as built:
            _build_indexes(connection, built)
            lengths = _difference(connection, built, "select id, sz from posts_fts_docsize")
            if lengths:
                ids = sorted({post_id for post_id, _ in lengths}, key=str)
                yield _stale("post", "id", ids)
                return
            for database in (connection, built):
                database.execute(INSTANCES)
                database.execute(PAIR_INSTANCES)
            for query in (TOKENS, PAIRS):
                if tokens := _difference(connection, built, query):
                    yield _stale("token", "such as", sorted({str(term) for term, *_ in tokens}))
                    return
            for vocabulary, statement in (("instances", FIND), ("pair_instances", FIND_PAIR)):
                terms = built.execute(f"select distinct term from temp.{vocabulary}")  # noqa: S608
                lost = [
                    term
                    for (term,) in terms
                    if not connection.execute(statement, (term,)).fetchone()
                ]
                if lost:
                    yield _stale("token", "such as", lost)


def _build_indexes(connection: sqlite3.Connection, built: sqlite3.Connection) -> None:
    """Build the indexes of the posts of a database in another."""
    built.execute("pragma journal_mode = off")
    built.execute(TABLE)
    built.execute(PAIRS_TABLE)
    built.execute("begin")
    posts = f"select id, lang, title, summary, {PLAIN_TEXT} from posts order by id"  # noqa: S608
    built.executemany(
        "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
        (
            (post_id, *(tokenize(text, language_of(lang)) for text in texts))
            for post_id, lang, *texts in connection.execute(posts)
        ),
    )
    built.executemany(
        "insert into posts_pairs (rowid, pairs) values (?, ?)",
        (
            (post_id, pairs_of(*texts, language=language_of(lang)))
            for post_id, lang, *texts in connection.execute(posts)
        ),
    )
    built.execute("commit")


def _stale(noun: str, label: str, names: Sequence[object]) -> str:
    what = f"{len(names)} {noun if len(names) == 1 else noun + 's'}"
    return f"search index is stale for {what} ({label} {', '.join(map(str, names[:MAX_NAMES]))})"


def _difference(
    left: sqlite3.Connection, right: sqlite3.Connection, query: str
) -> set[tuple[object, ...]]:
    return set(left.execute(query)) ^ set(right.execute(query))
