"""A news.db of generated posts, with newsdb's schema and tokenizer."""

import sqlite3
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from benchmarks.generate import SOURCES, TAGS, Post
from newsdb.database import schema
from newsdb.search import PAIRS_TABLE, TABLE, pairs_of, tokenize
from newsdb.times import instant

POST = (
    "insert into posts (id, slug, title, published, published_utc, date, source_id, summary, "
    "characters, path, sha256, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)"
)


def build(path: Path, posts: Iterable[Post]) -> sqlite3.Connection:
    """Write the posts to a new file and return a connection to it."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -200000"):
        connection.execute(f"pragma {pragma}")
    schema.create(Database(connection))
    connection.execute("begin")
    numbered = enumerate(posts, 1)
    while some := list(islice(numbered, 1000)):
        write(connection, some)
    many = connection.executemany
    many("insert into sources values (?, ?, ?)", ((i, n, n) for i, n in enumerate(SOURCES)))
    many("insert into categories values (?, ?)", enumerate(SOURCES))
    many("insert into tags values (?, ?)", enumerate(TAGS))
    connection.execute(
        "insert into securities (code, name, kind, market) "
        "select distinct code, name, 'share', 'SH' from post_securities"
    )
    connection.execute("commit")
    index(connection)
    connection.execute("analyze")
    return connection


def index(connection: sqlite3.Connection) -> float:
    """Fill the full-text tables; return the seconds that it took."""
    begin = time.thread_time()
    connection.create_function("cut", 1, tokenize, deterministic=True)
    connection.create_function("pairs", 3, pairs_of, deterministic=True)
    for statement in (
        "drop table if exists posts_fts",
        TABLE,
        "begin",
        "insert into posts_fts (rowid, body, title, summary) "
        "select id, cut(body), cut(title), cut(summary) from posts order by id",
        "insert into posts_fts (posts_fts) values ('optimize')",
        "drop table if exists posts_pairs",
        PAIRS_TABLE,
        "insert into posts_pairs (rowid, pairs) "
        "select id, pairs(title, summary, body) from posts order by id",
        "commit",
    ):
        connection.execute(statement)
    return time.thread_time() - begin


def write(connection: sqlite3.Connection, posts: list[tuple[int, Post]]) -> None:
    """Insert some posts with their numbers and what they belong to."""
    rows = []
    for at, post in posts:
        source = SOURCES.index(post.source)
        times = post.published, instant(post.published), post.published[:10]
        text = post.summary, len(post.body), post.slug, post.body
        rows.append((at, post.slug, post.title, *times, source, *text))
    many = connection.executemany
    many(POST, rows)
    many(
        "insert into post_tags (post_id, tag_id) values (?, ?)",
        ((at, TAGS.index(tag)) for at, post in posts for tag in post.tags),
    )
    many(
        "insert into post_categories values (?, ?)",
        ((at, SOURCES.index(post.source)) for at, post in posts),
    )
    many(
        "insert or ignore into post_securities (post_id, code, name, mentions, in_title) "
        "values (?, ?, ?, ?, 0)",
        (
            (at, code, name, post.body.count(name))
            for at, post in posts
            for code, name in post.shares
        ),
    )
