"""The schema of news.db: its version, tables, indexes and views, and how they are created."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

from newsdb.database.content_tables import CONTENT_TABLES
from newsdb.database.source_tables import SOURCE_TABLES
from newsdb.fields import FIELDS
from newsdb.search import PAIRS_TABLE, TABLE

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 17
"""Version of the schema and of the search index, kept in `PRAGMA user_version`.

Raise it whenever either changes: the next load migrates older files, which nothing else reads,
and older versions of newsdb reject the file. tests/test_versions.py fails if it was forgotten.
"""

TABLES = {**CONTENT_TABLES, **SOURCE_TABLES}
UNIQUE_INDEXES: dict[str, list[tuple[str, ...]]] = {
    "posts": [("slug",)],
    "sources": [("name",)],
    "authors": [("name",)],
    "sections": [("name",)],
    "tags": [("name",)],
    "categories": [("name",)],
    "files": [("source", "path")],
    "versions": [("slug", "number")],
}
INDEXES: dict[str, list[tuple[str, ...]]] = {
    "posts": [
        # By instant for what is newest, by the local time for counts by month, day and hour.
        *(("published_utc",), ("source_id", "published_utc")),
        *(("published",), ("source_id", "published")),
        ("section_id", "published_utc"),
        *(("date",), ("permalink",), ("load_id",), ("lang",)),
        # Of posts that are the same article, lists show the one without a relation.
        *(("story_id",), ("relation", "date"), ("article_id",)),
    ],
    "stories": [("last_published_utc",)],
    "post_changes": [("load_id",), ("post_id",), ("slug",)],
    "post_authors": [("author_id",)],
    "post_tags": [("tag_id",)],
    "post_categories": [("category_id",)],
    # A load counts names of securities: all that it asks for is in the last one.
    "post_securities": [("code",), ("found_by",), ("name", "code", "found_by")],
    "security_months": [("month",)],
    "redirects": [("path",)],
    "image_files": [("sha256",)],
    "files": [("slug",), ("post_id",), ("load_id",)],
    "problems": [("file_id",), ("kind",)],
    "versions": [("post_id",), ("seen",), ("kind", "seen")],
}

VIEWS = {
    "articles": f"""
select
  posts.id,
  {", ".join(field.selected for field in FIELDS if field.in_view)},
  posts.published_utc,
  posts.updated_utc
from posts left join sources on sources.id = posts.source_id
""".strip(),  # noqa: S608
    "edits": """
select versions.id, versions.slug, versions.number, versions.post_id, versions.title,
  (select title from versions as before
    where before.slug = versions.slug and before.number = versions.number - 1) as title_before,
  versions.seen, versions.revision, versions.kind, versions.changes,
  versions.characters_added, versions.characters_removed
from versions where versions.kind != 'first'
""".strip(),
}


def create(db: Database) -> None:
    """Bring a database to this schema, keeping every row; an empty one gets all of it.

    Idempotent. A table that differs from its declaration is copied into a new one.
    """
    from sqlite_utils import Migrations

    for name in VIEWS:
        db.execute(f"drop view if exists {name}")
    for name, table in TABLES.items():
        declared = db.create_table_sql(name, **table)
        if not db.table(name).exists():
            db.execute(declared)
        elif normalize(db.table(name).schema) != normalize(declared):
            _rebuild(db, name, table)
    declared_indexes = ((True, UNIQUE_INDEXES), (False, INDEXES))
    for unique, indexes in declared_indexes:
        for name, columns in indexes.items():
            for index in columns:
                db.table(name).create_index(index, unique=unique, if_not_exists=True)
    for name, sql in VIEWS.items():
        db.create_view(name, sql)
    db.execute(TABLE)
    db.execute(PAIRS_TABLE)
    Migrations("newsdb").ensure_migrations_table(db)
    db.execute(f"pragma user_version = {VERSION}")


def _rebuild(db: Database, name: str, table: dict[str, Any]) -> None:
    """Recreate a table with its rows, as SQLite recommends.

    https://www.sqlite.org/lang_altertable.html#otheralter
    """
    new = f"new_{name}"
    kept = ", ".join(
        column.name for column in db.table(name).columns if column.name in table["columns"]
    )
    db.execute(db.create_table_sql(new, **table))
    db.execute(f"insert into {new} ({kept}) select {kept} from {name}")  # noqa: S608
    db.execute(f"drop table {name}")
    db.execute(f"alter table {new} rename to {name}")


def normalize(sql: str) -> str:
    """Return a statement as SQLite keeps it, without quotes and needless white space."""
    return " ".join(re.sub(r"[\"`\[\]]", "", sql).split()).rstrip("; ")


def statements(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the SQL of each table, index, view and trigger of a database, by type and name.

    The statistics of the query planner and FTS5's own tables are left out.
    """
    rows = connection.execute(
        "select name, type, sql from sqlite_master "
        "where name not glob 'sqlite_stat*' and name not glob 'posts_fts_*' "
        "and name not glob 'posts_pairs_*'"
    )
    return {f"{kind} {name}": normalize(sql or "") for name, kind, sql in rows}


def declared_statements() -> dict[str, str]:
    """Return the same of a new database of this schema."""
    from sqlite_utils import Database

    connection = sqlite3.connect(":memory:")
    create(Database(connection))
    return statements(connection)
