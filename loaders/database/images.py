"""Writes the copies of images that posts show."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

UNUSED_IMAGES = (
    """
    delete from image_files where not exists (
      select 1 from images
      where images.post_id = image_files.post_id and images.url = image_files.url
    ) and not exists (
      select 1 from posts where posts.id = image_files.post_id and posts.image = image_files.url
    )
    """,
    "delete from image_contents where sha256 not in (select sha256 from image_files)",
)


def put_content(
    connection: sqlite3.Connection,
    sha256: str,
    media_type: str,
    size: tuple[int | None, int | None],
    content: bytes,
) -> None:
    """Store an image; `size` is its width and height in pixels."""
    connection.execute(
        "insert into image_contents (sha256, media_type, bytes, width, height, content) "
        "values (?, ?, ?, ?, ?, ?)",
        (sha256, media_type, len(content), *size, content),
    )


def put_copy(
    connection: sqlite3.Connection, post_id: int, url: str, path: str, sha256: str
) -> None:
    """Record which stored image a post shows at a URL, and the path of its file in the source."""
    connection.execute(
        "insert or replace into image_files (post_id, url, path, sha256) values (?, ?, ?, ?)",
        (post_id, url, path, sha256),
    )


def remove_copy(connection: sqlite3.Connection, post_id: int, url: str) -> None:
    """Forget the copy of an image of a post."""
    connection.execute("delete from image_files where post_id = ? and url = ?", (post_id, url))


def put_problems(connection: sqlite3.Connection, file_id: int, details: Iterable[str]) -> None:
    """Record which images of a post's file were not copied, in place of earlier problems."""
    connection.execute("delete from problems where file_id = ? and kind = 'image'", (file_id,))
    connection.executemany(
        "insert into problems (file_id, path, kind, detail) "
        "select id, path, 'image', ? from files where id = ?",
        [(detail, file_id) for detail in details],
    )


def remove_unused(connection: sqlite3.Connection) -> None:
    """Remove the images that no post shows."""
    for statement in UNUSED_IMAGES:
        connection.execute(statement)
