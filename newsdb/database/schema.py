"""The tables, indexes and views of news.db, declared, and the one function that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsdb.search.tokenizer import TABLE

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 1
"""Kept in `PRAGMA user_version`: what a file must say for these loaders to write to it."""

TABLES: dict[str, dict[str, Any]] = {
    "loads": {
        "columns": {
            "id": int,
            "started": str,
            "source": str,
            "revision": str,
            "version": str,
            "options": str,
            "added": int,
            "changed": int,
            "unchanged": int,
            "removed": int,
            "duplicates": int,
            "repaired": int,
            "rejected": int,
            "ignored": int,
        },
        "pk": "id",
    },
    "sources": {
        "columns": {"id": int, "name": str, "slug": str},
        "pk": "id",
        "not_null": {"name", "slug"},
    },
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
            "mentions": int,
            "first_seen": str,
            "last_seen": str,
        },
        "pk": "code",
        "not_null": {"name", "kind", "market", "posts", "mentions"},
        "defaults": {"posts": 0, "mentions": 0},
    },
    "posts": {
        "columns": {
            "id": int,
            "slug": str,
            "title": str,
            "published": str,
            "date": str,
            "source_id": int,
            "url": str,
            "summary": str,
            "characters": int,
            "path": str,
            "sha256": str,
            "load_id": int,
            "body": str,
        },
        "pk": "id",
        "not_null": {"slug", "title", "summary", "characters", "path", "sha256", "body"},
        "foreign_keys": [("source_id", "sources", "id"), ("load_id", "loads", "id")],
    },
    "post_tags": {
        "columns": {"post_id": int, "tag_id": int},
        "pk": ("post_id", "tag_id"),
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
        },
        "pk": ("post_id", "code"),
        "not_null": {"name", "mentions", "in_title"},
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
        "columns": {"code": str, "month": str, "posts": int, "mentions": int},
        "pk": ("code", "month"),
        "not_null": {"posts", "mentions"},
        "foreign_keys": [("code", "securities", "code")],
    },
    "images": {
        "columns": {"post_id": int, "position": int, "url": str, "alt": str},
        "pk": ("post_id", "position"),
        "not_null": {"url", "alt"},
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
    "tags": [("name",)],
    "categories": [("name",)],
    "files": [("source", "path")],
}
INDEXES: dict[str, list[tuple[str, ...]]] = {
    "posts": [("published",), ("date",), ("source_id", "published"), ("load_id",)],
    "post_tags": [("tag_id",)],
    "post_categories": [("category_id",)],
    "post_securities": [("code",)],
    "security_months": [("month",)],
    "files": [("slug",), ("post_id",), ("load_id",)],
    "problems": [("file_id",), ("kind",)],
}

VIEWS = {
    "articles": """
select
  posts.id, posts.slug, posts.title, posts.published, posts.date,
  sources.name as source, posts.url, posts.summary,
  (select json_group_array(name) from (
     select tags.name from post_tags join tags on tags.id = post_tags.tag_id
     where post_tags.post_id = posts.id order by tags.name)) as tags,
  (select json_group_array(name) from (
     select categories.name from post_categories
     join categories on categories.id = post_categories.category_id
     where post_categories.post_id = posts.id order by categories.name)) as categories,
  (select json_group_array(code) from (
     select code from post_securities
     where post_securities.post_id = posts.id order by mentions desc, code)) as securities,
  posts.characters, posts.body
from posts left join sources on sources.id = posts.source_id
""".strip()
}


def create(db: Database) -> None:
    """Bring a database into shape: idempotent, and without touching any row."""
    for name, table in TABLES.items():
        db.create_table(name, if_not_exists=True, **table)
    declared = ((True, UNIQUE_INDEXES), (False, INDEXES))
    for unique, indexes in declared:
        for name, columns in indexes.items():
            for index in columns:
                db.table(name).create_index(index, unique=unique, if_not_exists=True)
    for name, sql in VIEWS.items():
        db.create_view(name, sql, replace=True)
    db.execute(TABLE)
    db.execute(f"pragma user_version = {VERSION}")
