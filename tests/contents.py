"""What a database holds, without the ids and times that differ from load to load."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from newsdb.database.schema import TABLES, statements
from newsdb.search import PLAIN_TEXT, tokenize

# What differs between databases that hold the same: which load wrote a row, when, and what stood
# there before.
HISTORY = {"loads", "story_changes", "post_changes", "_sqlite_migrations"}
HISTORY |= {"versions", "version_texts", "histories", "file_states", "image_states"}
NAMED = {"sources": "name", "authors": "name", "tags": "name", "categories": "name"}
NAMED |= {"posts": "slug", "files": "path"}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the schema, every table's rows, and each token of the search index with its place.

    Rows have no id of their own, and the name of what they refer to instead of its id.
    """
    with closing(sqlite3.connect(path)) as connection:
        found: dict[str, list[tuple[object, ...]]] = {
            "schema": sorted(statements(connection).items())
        }
        for table in sorted(TABLES.keys() - HISTORY):
            rows = connection.execute(query_of(connection, table))
            found[table] = sorted(rows.fetchall(), key=repr)
        connection.execute(
            "create virtual table temp.tokens using fts5vocab(main, posts_fts, instance)"
        )
        found["posts_fts"] = connection.execute(
            "select slug, col, offset, term from temp.tokens join posts on posts.id = doc "
            "order by slug, col, offset"
        ).fetchall()
        connection.execute(
            "create virtual table temp.pairs using fts5vocab(main, posts_pairs, instance)"
        )
        found["posts_pairs"] = connection.execute(
            "select slug, term from temp.pairs join posts on posts.id = doc order by slug, term"
        ).fetchall()
        return found


def query_of(connection: sqlite3.Connection, table: str) -> str:
    """Return the query for the rows of a table by their natural keys."""
    references = {
        column: (other, key)
        for column, other, key in connection.execute(
            'select "from", "table", "to" from pragma_foreign_key_list(?)', (table,)
        )
    }
    columns = []
    for (column,) in connection.execute("select name from pragma_table_info(?)", (table,)):
        other, key = references.get(column, ("", ""))
        if other in NAMED:
            columns.append(
                f"(select {NAMED[other]} from {other} where {other}.{key} = {table}.{column})"
            )
        elif column in ("story_id", "lead_post_id"):
            lead = "(select lead_post_id from stories where stories.id = posts.story_id)"
            post = lead if column == "story_id" else column
            columns.append(f"(select slug from posts as lead where lead.id = {post})")
        elif column != "id" and other not in HISTORY:
            columns.append(f"{table}.{column}")
    return f"select {', '.join(columns)} from {table}"


def expected_tokens(path: Path) -> list[tuple[object, ...]]:
    """Return the tokens that the search index should hold, computed from the posts again."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            f"select slug, title, summary, {PLAIN_TEXT} from posts"
        ).fetchall()
    return sorted(
        (slug, column, offset, token)
        for slug, *texts in rows
        for column, text in zip(("title", "summary", "body"), texts, strict=True)
        for offset, token in enumerate(tokenize(text).split())
    )
