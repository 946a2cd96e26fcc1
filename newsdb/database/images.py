"""Images that the database holds: their URLs on this site, and their bytes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from newsdb import urls
from newsdb.models import OwnImage


class StoredImage(NamedTuple):
    """An image: its media type and its bytes."""

    media_type: str
    content: bytes


def own_images(connection: sqlite3.Connection, post_id: int) -> dict[str, OwnImage]:
    """Return the images of a post that this site serves, by `image_key`."""
    rows = connection.execute(
        "select url, sha256, media_type, width, height "
        "from image_files join image_contents using (sha256) where post_id = ?",
        (post_id,),
    )
    return {
        image_key(url): OwnImage(urls.image(sha256, media_type), width, height)
        for url, sha256, media_type, width, height in rows
    }


def image_key(url: str) -> str:
    """Return what is the same for an image's URL, percent-encoded or not."""
    return unquote(url)


def read_image(connection: sqlite3.Connection, sha256: str) -> StoredImage | None:
    """Return an image by the SHA-256 of its bytes, None if there is none."""
    row = connection.execute(
        "select media_type, content from image_contents where sha256 = ?", (sha256,)
    ).fetchone()
    return StoredImage(*row) if row else None


def damaged_images(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the SHA-256 of each image whose bytes have another."""
    for sha256, size, content in connection.execute(
        "select sha256, bytes, content from image_contents order by sha256"
    ):
        if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            yield sha256
