"""Tables of loads, of posts, and of what belongs to posts."""

from __future__ import annotations

from typing import Any

from newsdb.fields import FIELDS

SQL_TYPES = {"integer": int}
FIELD_COLUMNS = tuple(field for field in FIELDS if field.is_column and field.name != "body")
# Derived from all posts, after a load has written them.
DERIVED: dict[str, type] = {
    "story_id": int,
    "relation": str,
    "derived_url": str,
    "source_found_by": str,
}
# Long columns come last: SQLite reads through them to the columns behind.
POST_COLUMNS: dict[str, type] = {
    "id": int,
    **{field.name: SQL_TYPES.get(field.type, str) for field in FIELD_COLUMNS},
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

CONTENT_TABLES: dict[str, dict[str, Any]] = {
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
    # The searchable text; a body without markup is its own text, and has no row.
    "post_texts": {
        "columns": {"post_id": int, "text": str},
        "pk": "post_id",
        "not_null": {"text"},
        "foreign_keys": [("post_id", "posts", "id")],
    },
    # 32-bit hashes, little-endian and sorted, some of which similar texts share.
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
    # In the order of the last change of each post; of a removed one, only the slug is left.
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
        # Rows of older versions are marks, codes or charts; a code is the weakest evidence.
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
    # Copies of images from the source of a post, for the site to serve.
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
}
