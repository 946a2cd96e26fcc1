"""Images in the database."""

from __future__ import annotations

import hashlib
import sqlite3

from newsdb.database.images import damaged_images, image_key, own_images, read_image
from newsdb.models import OwnImage

CONTENT = b"GIF89a"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
TABLES = """
create table image_files (post_id, url, path, sha256);
create table image_contents (sha256, media_type, bytes, width, height, content);
"""


def connected() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    image = (SHA256, "image/gif", len(CONTENT), 3, None, CONTENT)
    connection.execute("insert into image_contents values (?, ?, ?, ?, ?, ?)", image)
    copy = (7, "https://a.example/%E5%9B%BE.gif", "图.gif", SHA256)
    connection.execute("insert into image_files values (?, ?, ?, ?)", copy)
    return connection


def test_the_images_of_a_post_are_known_by_their_unquoted_urls() -> None:
    expected = {"https://a.example/图.gif": OwnImage(f"/media/{SHA256}.gif", 3, None)}
    assert own_images(connected(), 7) == expected
    assert image_key("https://a.example/%E5%9B%BE.gif") in expected
    assert own_images(connected(), 8) == {}


def test_reading_an_image() -> None:
    assert read_image(connected(), SHA256) == ("image/gif", CONTENT)
    assert read_image(connected(), "0" * 64) is None


def test_changed_images_are_found() -> None:
    connection = connected()
    assert list(damaged_images(connection)) == []
    connection.execute("update image_contents set content = ?", (b"GIF87a",))
    assert list(damaged_images(connection)) == [SHA256]
    connection.execute("update image_contents set content = ?, bytes = 7", (CONTENT,))
    assert list(damaged_images(connection)) == [SHA256]
