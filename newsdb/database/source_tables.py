"""Tables of where posts come from: files, feeds, git histories, earlier versions, problems."""

from __future__ import annotations

from typing import Any

SOURCE_TABLES: dict[str, dict[str, Any]] = {
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
    # By which a load knows without reading it that a file of a directory is as it was.
    "file_states": {
        "columns": {"file_id": int, "state": int},
        "pk": "file_id",
        "not_null": {"state"},
        "foreign_keys": [("file_id", "files", "id")],
    },
    # The same of copied images, which are no posts.
    "image_states": {
        "columns": {"source": str, "path": str, "state": int},
        "pk": ("source", "path"),
        "not_null": {"state"},
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
    # The bytes of each post's file, apart so that no other query reads through them.
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
    # By slug, since a removed post keeps its versions.
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
    # How a version differs from the next one: newsdb/versions/deltas.py.
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
