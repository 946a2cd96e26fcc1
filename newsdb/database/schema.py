"""The tables, indexes and views of news.db, declared, and the one function that creates them."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

from newsdb.fields import FIELDS
from newsdb.search import PAIRS_TABLE, TABLE

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 14
"""Version of the schema and of the search index, kept in `PRAGMA user_version`.

Raise it whenever either changes: the next load migrates older files, which nothing else reads,
and older versions of newsdb reject the file. tests/test_versions.py fails if it was forgotten.
"""

SQL_TYPES = {"integer": int}
OWN = tuple(field for field in FIELDS if field.is_column and field.name != "body")
# What a load derives from all posts, after it has written them.
DERIVED: dict[str, type] = {
    "story_id": int,
    "relation": str,
    "derived_url": str,
    "source_found_by": str,
}
# What is long comes last: SQLite reads through it to what comes after.
POST_COLUMNS: dict[str, type] = {
    "id": int,
    **{field.name: SQL_TYPES.get(field.type, str) for field in OWN},
    "source_id": int,
    "section_id": int,
    "load_id": int,
    "digest": str,
    "article_id": str,
    **DERIVED,
    "published_utc": str,
    "updated_utc": str,
    "front_matter": str,
    "body": str,
}

TABLES: dict[str, dict[str, Any]] = {
    "loads": {
        "columns": {
            "id": int,
            "started": str,
            "source": str,
            "revision": str,
            "version": str,
            "stages": str,
            "options": str,
            "added": int,
            "changed": int,
            "unchanged": int,
            "removed": int,
            "duplicates": int,
            "repaired": int,
            "rejected": int,
            "ignored": int,
            "digests": str,
        },
        "pk": "id",
    },
    "sources": {
        "columns": {"id": int, "name": str, "slug": str},
        "pk": "id",
        "not_null": {"name", "slug"},
    },
    "authors": {"columns": {"id": int, "name": str}, "pk": "id", "not_null": {"name"}},
    "sections": {"columns": {"id": int, "name": str}, "pk": "id", "not_null": {"name"}},
    "tags": {"columns": {"id": int, "name": str}, "pk": "id", "not_null": {"name"}},
    "categories": {"columns": {"id": int, "name": str}, "pk": "id", "not_null": {"name"}},
    "securities": {
        "columns": {
            "code": str,
            "name": str,
            "kind": str,
            "market": str,
            "url": str,
            "posts": int,
            "posts_marked": int,
            "posts_named": int,
            "mentions": int,
            "first_seen": str,
            "last_seen": str,
            "stories": int,
        },
        "pk": "code",
        "not_null": {
            *("name", "kind", "market"),
            *("posts", "posts_marked", "posts_named", "mentions", "stories"),
        },
        "defaults": {
            "posts": 0,
            "posts_marked": 0,
            "posts_named": 0,
            "mentions": 0,
            "stories": 0,
        },
    },
    # Its lead is a post; a foreign key each way would be a circle.
    "stories": {
        "columns": {
            "id": int,
            "lead_post_id": int,
            "first_published": str,
            "last_published": str,
            "posts": int,
            "sources": int,
            "first_published_utc": str,
            "last_published_utc": str,
        },
        "pk": "id",
        "not_null": {"lead_post_id", "posts", "sources"},
    },
    "posts": {
        "columns": POST_COLUMNS,
        "pk": "id",
        "not_null": {field.name for field in FIELDS if field.is_column and not field.nullable},
        "foreign_keys": [
            ("source_id", "sources", "id"),
            ("section_id", "sections", "id"),
            ("load_id", "loads", "id"),
            ("story_id", "stories", "id"),
        ],
    },
    # What is searched; a body without markup is its own text.
    "post_texts": {
        "columns": {"post_id": int, "text": str},
        "pk": "post_id",
        "not_null": {"text"},
        "foreign_keys": [("post_id", "posts", "id")],
    },
    # What similar texts share some of: 32-bit hashes, little-endian, in order.
    "story_keys": {
        "columns": {"post_id": int, "keys": bytes},
        "pk": "post_id",
        "not_null": {"keys"},
        "foreign_keys": [("post_id", "posts", "id")],
    },
    "story_changes": {
        "columns": {"load_id": int, "story_id": int, "into_story_id": int},
        "pk": ("load_id", "story_id", "into_story_id"),
        "foreign_keys": [("load_id", "loads", "id")],
    },
    # In the order of the last change of each post; of a removed one, only its slug is left.
    "post_changes": {
        "columns": {"id": int, "load_id": int, "added_load_id": int, "post_id": int, "slug": str},
        "pk": "id",
        "not_null": {"load_id", "added_load_id"},
        "foreign_keys": [
            ("load_id", "loads", "id"),
            ("added_load_id", "loads", "id"),
            ("post_id", "posts", "id"),
        ],
    },
    "post_authors": {
        "columns": {"post_id": int, "author_id": int, "position": int},
        "pk": ("post_id", "author_id"),
        "not_null": {"position"},
        "foreign_keys": [("post_id", "posts", "id"), ("author_id", "authors", "id")],
    },
    "post_tags": {
        "columns": {"post_id": int, "tag_id": int, "found_by": str},
        "pk": ("post_id", "tag_id"),
        "not_null": {"found_by"},
        "defaults": {"found_by": "post"},
        "foreign_keys": [("post_id", "posts", "id"), ("tag_id", "tags", "id")],
    },
    "post_categories": {
        "columns": {"post_id": int, "category_id": int},
        "pk": ("post_id", "category_id"),
        "foreign_keys": [("post_id", "posts", "id"), ("category_id", "categories", "id")],
    },
    "post_securities": {
        "columns": {
            "post_id": int,
            "code": str,
            "name": str,
            "mentions": int,
            "in_title": int,
            "url": str,
            "found_by": str,
            "role": str,
        },
        "pk": ("post_id", "code"),
        "not_null": {"name", "mentions", "in_title", "found_by", "role"},
        # What an older version of newsdb found was a mark, a code or a chart; a code is the
        # weakest of what teaches names.
        "defaults": {"found_by": "code", "role": "subject"},
        "foreign_keys": [("post_id", "posts", "id"), ("code", "securities", "code")],
    },
    "security_names": {
        "columns": {
            "code": str,
            "name": str,
            "initials": str,
            "first_seen": str,
            "last_seen": str,
            "posts": int,
        },
        "pk": ("code", "name"),
        "not_null": {"initials", "posts"},
        "foreign_keys": [("code", "securities", "code")],
    },
    "security_months": {
        "columns": {"code": str, "month": str, "posts": int, "mentions": int, "stories": int},
        "pk": ("code", "month"),
        "not_null": {"posts", "mentions", "stories"},
        "defaults": {"stories": 0},
        "foreign_keys": [("code", "securities", "code")],
    },
    "names": {
        "columns": {
            "name": str,
            "code": str,
            "kind": str,
            "ambiguous": int,
            "origin": str,
            "since": str,
        },
        "pk": ("name", "since"),
        "not_null": {"kind", "ambiguous", "origin"},
        "defaults": {"since": ""},
    },
    "unmarked_names": {
        "columns": {"post_id": int, "name": str},
        "pk": ("post_id", "name"),
        "foreign_keys": [("post_id", "posts", "id")],
    },
    "derivations": {
        "columns": {"step": str, "version": int},
        "pk": "step",
        "not_null": {"version"},
    },
    "images": {
        "columns": {"post_id": int, "position": int, "url": str, "alt": str},
        "pk": ("post_id", "position"),
        "not_null": {"url", "alt"},
        "foreign_keys": [("post_id", "posts", "id")],
    },
    # Copies of the images that the source of a post has, for the site to serve.
    "image_files": {
        "columns": {"post_id": int, "url": str, "path": str, "sha256": str},
        "pk": ("post_id", "url"),
        "not_null": {"path", "sha256"},
        "foreign_keys": [("post_id", "posts", "id")],
    },
    "image_contents": {
        "columns": {
            "sha256": str,
            "media_type": str,
            "bytes": int,
            "width": int,
            "height": int,
            "content": bytes,
        },
        "pk": "sha256",
        "not_null": {"media_type", "bytes", "content"},
    },
    "media": {
        "columns": {"post_id": int, "position": int, "kind": str, "url": str, "name": str},
        "pk": ("post_id", "position"),
        "not_null": {"kind", "url", "name"},
        "foreign_keys": [("post_id", "posts", "id")],
    },
    "redirects": {
        "columns": {"post_id": int, "path": str},
        "pk": ("post_id", "path"),
        "foreign_keys": [("post_id", "posts", "id")],
    },
    "files": {
        "columns": {
            "id": int,
            "source": str,
            "path": str,
            "slug": str,
            "sha256": str,
            "bytes": int,
            "load_id": int,
            "post_id": int,
            "status": str,
        },
        "pk": "id",
        "not_null": {"source", "path", "slug", "status"},
        "foreign_keys": [("load_id", "loads", "id"), ("post_id", "posts", "id")],
    },
    "feeds": {
        "columns": {
            "source": str,
            "url": str,
            "status": str,
            "detail": str,
            "retry_after": str,
            "load_id": int,
            "document": bytes,
        },
        "pk": "source",
        "not_null": {"status"},
        "foreign_keys": [("load_id", "loads", "id")],
    },
    # The bytes of each post's file. Blobs have a table of their own, so that no other query reads
    # through them.
    "file_contents": {
        "columns": {"file_id": int, "form": str, "content": bytes},
        "pk": "file_id",
        "not_null": {"form", "content"},
        "foreign_keys": [("file_id", "files", "id")],
    },
    "compression_dictionaries": {
        "columns": {"id": int, "content": bytes},
        "pk": "id",
        "not_null": {"content"},
    },
    # A post that is removed keeps its versions, so they go by its slug.
    "versions": {
        "columns": {
            "id": int,
            "slug": str,
            "number": int,
            "post_id": int,
            "seen": str,
            "revision": str,
            "load_id": int,
            "kind": str,
            "changes": str,
            "characters_added": int,
            "characters_removed": int,
            "title": str,
            "digest": str,
        },
        "pk": "id",
        "not_null": {
            *("slug", "number", "seen", "kind", "changes"),
            *("characters_added", "characters_removed"),
        },
        "foreign_keys": [("post_id", "posts", "id"), ("load_id", "loads", "id")],
    },
    # What a version says otherwise than the one after it: newsdb/versions/deltas.py.
    "version_texts": {
        "columns": {"version_id": int, "field": str, "delta": str},
        "pk": ("version_id", "field"),
        "not_null": {"delta"},
        "foreign_keys": [("version_id", "versions", "id")],
    },
    # Repositories whose history was read, and up to which commit.
    "histories": {
        "columns": {"scope": str, "revision": str, "load_id": int},
        "pk": "scope",
        "not_null": {"revision", "load_id"},
        "foreign_keys": [("load_id", "loads", "id")],
    },
    "problems": {
        "columns": {
            "id": int,
            "file_id": int,
            "path": str,
            "line": int,
            "kind": str,
            "detail": str,
            "raw": bytes,
        },
        "pk": "id",
        "not_null": {"file_id", "path", "kind", "detail"},
        "foreign_keys": [("file_id", "files", "id")],
    },
}

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
    "post_securities": [("code",), ("found_by",)],
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

    Idempotent. A table that is declared otherwise than it was created is copied into a new one.
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
    """Return what a database consists of: each table, index, view and trigger with its SQL.

    The statistics of the query planner and FTS5's own tables are left out.
    """
    rows = connection.execute(
        "select name, type, sql from sqlite_master "
        "where name not glob 'sqlite_stat*' and name not glob 'posts_fts_*' "
        "and name not glob 'posts_pairs_*'"
    )
    return {f"{kind} {name}": normalize(sql or "") for name, kind, sql in rows}


def declared_statements() -> dict[str, str]:
    """Return what a database of this schema consists of."""
    from sqlite_utils import Database

    connection = sqlite3.connect(":memory:")
    create(Database(connection))
    return statements(connection)
