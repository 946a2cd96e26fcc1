"""What a database says, without the keys and times that differ from load to load."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from newsdb.search import tokenize

# One query a table: rows by their natural keys, in an order that does not depend on ids.
TABLES = {
    "posts": """
        select posts.slug, title, published, date, sources.name, sources.slug, url, summary,
        characters,
        path, sha256, body from posts left join sources on sources.id = source_id
        order by posts.slug""",
    "sources": "select name, slug from sources order by name",
    "tags": "select name from tags order by name",
    "categories": "select name from categories order by name",
    "securities": "select * from securities order by code",
    "post_tags": """
        select slug, name from post_tags join posts on posts.id = post_id
        join tags on tags.id = tag_id order by slug, name""",
    "post_categories": """
        select slug, name from post_categories join posts on posts.id = post_id
        join categories on categories.id = category_id order by slug, name""",
    "post_securities": """
        select slug, code, name, mentions, in_title, post_securities.url from post_securities
        join posts on posts.id = post_id order by slug, code""",
    "security_names": "select * from security_names order by code, name",
    "security_months": "select * from security_months order by code, month",
    "images": """
        select slug, position, images.url, alt from images
        join posts on posts.id = post_id order by slug, position""",
    "files": """
        select files.source, files.path, files.slug, files.sha256, bytes, status, posts.slug
        from files left join posts on posts.id = post_id order by files.source, files.path""",
    "problems": """
        select files.source, problems.path, line, kind, detail, raw from problems
        join files on files.id = file_id order by files.source, problems.path, kind, detail""",
}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every table's rows, and each token of the search index with its place."""
    with closing(sqlite3.connect(path)) as connection:
        found = {table: connection.execute(query).fetchall() for table, query in TABLES.items()}
        connection.execute(
            "create virtual table temp.tokens using fts5vocab(main, posts_fts, instance)"
        )
        found["posts_fts"] = connection.execute(
            "select slug, col, offset, term from temp.tokens join posts on posts.id = doc "
            "order by slug, col, offset"
        ).fetchall()
        return found


def expected_tokens(path: Path) -> list[tuple[object, ...]]:
    """Return the tokens that the search index should hold, cut from the posts anew."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("select slug, title, summary, body from posts").fetchall()
    return sorted(
        (slug, column, offset, token)
        for slug, *texts in rows
        for column, text in zip(("title", "summary", "body"), texts, strict=True)
        for offset, token in enumerate(tokenize(text).split())
    )
