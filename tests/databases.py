"""Databases made for a test, without posts as files: as large, or as broken, as it needs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from datasette.app import Datasette
from sqlite_utils import Database

from newsdb.database import schema
from newsdb.search import language_of, pairs_of, tokenize
from newsdb.text import text_beside
from newsdb.times import instant
from tests.paths import GOLDEN

ENDLESS = "with recursive a(x) as (select 1 union all select x + 1 from a) select max(x) from a"
"""A query that never ends by itself."""


def database_of(path: Path, posts: int, body: str = "正文", title: str = "标题") -> Path:
    """Make a database with so many posts in it: slugs 2022-01-01-000000 and on, one a minute."""
    with closing(sqlite3.connect(path)) as connection, connection:
        schema.create(Database(connection))
        connection.execute(
            "insert into loads (id, started, source) values (1, '2022-12-31T23:59:59+00:00', '')"
        )
        connection.execute("insert into sources (id, name, slug) values (1, '甲报', 'jiabao')")
        connection.executemany(
            "insert into posts (id, slug, title, published, body, "
            "date, source_id, summary, characters, path, sha256, load_id) "
            "values (?, ?, ?, ?, ?, '2022-01-01', 1, '', 2, '', '', 1)",
            (
                (
                    at,
                    f"2022-01-01-{at:06}",
                    title,
                    f"2022-01-01T{at // 60 % 24:02}:{at % 60:02}:00+08:00",
                    body,
                )
                for at in range(1, posts + 1)
            ),
        )
        connection.create_function("instant", 1, instant)
        connection.execute("update posts set published_utc = instant(published)")
    return path


def add_post(
    connection: sqlite3.Connection,
    *,
    title: str = "",
    summary: str = "",
    body: str = "",
    day: str | None = "2022-01-01",
    source: int | None = 1,
    identity: int | None = None,
    lang: str | None = None,
) -> int:
    """Add a post with its search index, and return its id."""
    published = f"{day}T08:00:00+08:00" if day else None
    cursor = connection.execute(
        "insert into posts (id, slug, title, published, published_utc, date, source_id, summary, "
        "characters, path, sha256, body, lang) "
        "values (?, lower(hex(randomblob(8))), ?, ?, ?, ?, ?, ?, ?, '', '', ?, ?)",
        (
            identity,
            title,
            published,
            instant(published),
            day,
            source,
            summary,
            len(body),
            body,
            lang,
        ),
    )
    text = text_beside(body)
    if text is not None:
        connection.execute("insert into post_texts values (?, ?)", (cursor.lastrowid, text))
    text = body if text is None else text
    language = language_of(lang)
    connection.execute(
        "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
        (cursor.lastrowid, *(tokenize(each, language) for each in (title, summary, text))),
    )
    connection.execute(
        "insert into posts_pairs (rowid, pairs) values (?, ?)",
        (cursor.lastrowid, pairs_of(title, summary, text, language=language)),
    )
    assert cursor.lastrowid
    return cursor.lastrowid


def add_mention(
    connection: sqlite3.Connection,
    post_id: int,
    code: str,
    name: str,
    found_by: str,
    url: str | None = None,
    mentions: int = 1,
) -> None:
    """Let a post mention a share, which is known then."""
    connection.execute(
        "insert or ignore into securities (code, name, kind, market, url) "
        "values (?, ?, 'share', 'Shanghai', '')",
        (code, name),
    )
    connection.execute(
        "insert into post_securities (post_id, code, name, url, mentions, in_title, found_by) "
        "values (?, ?, ?, ?, ?, 0, ?)",
        (post_id, code, name, url, mentions, found_by),
    )


def query_file(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Return the rows of a query of a database that nothing else has open."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql, values).fetchall()


def ids_of_posts(database: Path, condition: str = "1", *values: str) -> set[int]:
    """Return the ids of the posts that satisfy a condition in SQL."""
    return {
        row[0] for row in query_file(database, f"select id from posts where {condition}", *values)
    }


async def first_column(datasette: Datasette, sql: str) -> list[str]:
    """Return the first column of a query of the site's database."""
    rows = await datasette.get_database("news").execute(sql)
    return [row[0] for row in rows.rows]


def downgraded(path: Path, target: Path) -> Path:
    """Make a database of schema 1, as newsdb 0.1 wrote it, with the rows of a present one."""
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.executescript((GOLDEN / "schemas" / "1.sql").read_text("utf-8"))
        connection.execute("attach ? as present", (f"{path}",))
        tables = connection.execute(
            "select name from main.sqlite_master "
            "where type = 'table' and name not glob 'posts_fts*'"
        ).fetchall()
        for (table,) in tables:
            columns = ", ".join(
                name
                for (name,) in connection.execute("select name from pragma_table_info(?)", (table,))
            )
            connection.execute(
                f"insert into main.{table} ({columns}) select {columns} from present.{table}"
            )
        # It took a day alone for its midnight.
        connection.execute(
            "update main.posts set published = published || 'T00:00:00+08:00' "
            "where length(published) = 10"
        )
        connection.executemany(
            "insert into posts_fts (rowid, title, summary, body) values (?, ?, ?, ?)",
            [
                (post_id, *map(tokenize, texts))
                for post_id, *texts in connection.execute(
                    "select id, title, summary, body from main.posts"
                )
            ],
        )
    return target


def damage(path: Path, *names: str) -> None:
    """Overwrite the first page of tables or indexes in place, so that nothing of them is read."""
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("pragma page_size").fetchone()
        marks = ", ".join("?" * len(names))
        pages = connection.execute(
            f"select rootpage from sqlite_master where name in ({marks})", names
        ).fetchall()
    assert len(pages) == len(names)
    with path.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
